"""The names that senders give to attachments: for people to read, never a key or a file's path."""

from email.errors import HeaderParseError
from email.header import decode_header
from email.utils import collapse_rfc2231_value, decode_params

_LONGEST_NAME = 120
_LONGEST_PATH = 400
_MOST_PARAMETERS = 50
_LONGEST_PARAMETER = 1_000  # punycode, which a name may be in, takes time by the square


def attachment_name(parameters: list[tuple[str, str]]) -> str:
    """The file name among a part's MIME parameters (RFC 2231, RFC 2047), or ``""``.

    ``filename`` (Content-Disposition) comes before ``name`` (Content-Type).
    """
    told = [(key.lower(), value[:_LONGEST_PARAMETER]) for key, value in parameters]
    try:
        # decode_params takes the first pair for the header's own value
        decoded = dict(reversed(decode_params([("", ""), *told[:_MOST_PARAMETERS]])[1:]))
        value = decoded.get("filename") or decoded.get("name") or ""
        return decode_words(collapse_rfc2231_value(value).strip('"'))
    except (ValueError, LookupError, TypeError):
        return ""


def decode_words(text: str) -> str:
    """``=?utf-8?q?…?=`` as it should read; the text as it is where that cannot be told."""
    if "=?" not in text:
        return text
    try:
        words = decode_header(text[:_LONGEST_PARAMETER])
        return "".join(
            word if isinstance(word, str) else word.decode(charset or "latin-1", "replace")
            for word, charset in words
        )
    except (ValueError, LookupError, HeaderParseError):
        return text


def display_path(*names: str) -> str:
    """``notas.zip/nfe1.xml``: printable characters on one line, each name and the whole capped."""
    path = "/".join(_printable(name) for name in names if name)
    return path if len(path) <= _LONGEST_PATH else "…" + path[1 - _LONGEST_PATH :]


def _printable(name: str) -> str:
    if len(name) > _LONGEST_NAME:
        name = "…" + name[1 - _LONGEST_NAME :]  # the end says what it is
    return "".join(c if c.isprintable() else "�" for c in name)


def claims_xml(name: str) -> bool:
    """Whether a name promises a document: then even nonsense is shown to the user as broken."""
    return name.strip().lower().endswith(".xml")

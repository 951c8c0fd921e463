"""Who sent a mail and what about, for people to read. It decides nothing: anyone can forge it."""

from email import message_from_string, policy
from email.errors import HeaderParseError
from email.header import decode_header

_LONGEST = 4096  # a longer header is an attack on the parser, or on the reader
_SHOWN = 200


def sender_and_subject(headers: bytes) -> tuple[str, str]:
    """The From and Subject of raw headers, decoded, on one line, 200 characters at most."""
    # compat32: email.policy.default can be kept busy for minutes by a few KB of semicolons.
    parsed = message_from_string(_text(headers[:_LONGEST]), policy=policy.compat32)
    return _readable(parsed.get("From", "")), _readable(parsed.get("Subject", ""))


def _text(headers: bytes) -> str:
    try:
        return headers.decode()  # RFC 6532, and what many senders do without it
    except UnicodeDecodeError:
        return headers.decode("latin-1")


def _readable(header: object) -> str:
    try:
        text = "".join(
            part if isinstance(part, str) else _decoded(part, charset)
            for part, charset in decode_header(str(header))
        )
    except (HeaderParseError, ValueError):
        text = str(header)
    printable = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(printable.split())[:_SHOWN]


def _decoded(part: bytes, charset: str | None) -> str:
    try:
        return part.decode(charset or "utf-8", "replace")
    except LookupError:
        return part.decode("utf-8", "replace")

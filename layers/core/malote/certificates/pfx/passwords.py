"""One password, as the programs that make PFX files have written it in bytes.

RFC 7292 wants BMPString with a final NUL; PKCS#5 leaves the bytes open. ASCII has one reading. The
others come after the norm's, the likelier first.
"""

from collections.abc import Iterator
from unicodedata import normalize

from malote.certificates.pfx.derivation import Secret

# What programs without Unicode took from the keyboard: Windows' windows, and its console.
_CODE_PAGES = ("cp1252", "cp850")


def readings(password: str) -> Iterator[Secret]:
    """Each reading once."""
    return iter(dict.fromkeys(_readings(password)))


def _readings(password: str) -> Iterator[Secret]:
    # macOS may hand out decomposed letters (NFD), and whoever typed it on Windows did not.
    forms = dict.fromkeys((password, normalize("NFC", password), normalize("NFD", password)))
    for form in forms:
        yield Secret(_utf8(form), _bmp(form))
    for form in forms:
        # OpenSSL before 1.1.0 took every byte for a letter.
        yield Secret(_utf8(form), _bmp(_utf8(form).decode("latin-1")))
    for form in forms:
        for code_page in _CODE_PAGES:
            try:
                raw = form.encode(code_page)
            except UnicodeEncodeError:
                continue
            yield Secret(raw, _bmp(raw.decode("latin-1")))
    if not password:
        yield Secret(b"", b"")  # no password is not always an empty one


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")  # half a pair is a wrong password, no accident


def _bmp(text: str) -> bytes:
    return text.encode("utf-16-be", "surrogatepass") + b"\0\0"

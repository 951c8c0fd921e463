"""Whether words repeat a secret, however they write it."""

import re
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Iterator
from html import unescape
from quopri import decodestring
from urllib.parse import unquote, unquote_plus

_PIECE = 16
_ESCAPE = re.compile(rb"\\+(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4}))")


def repeats(text: str, secret: str) -> bool:
    """Whether ``secret``, or a good piece of a long one, is in ``text``.

    As it is, escaped (IMAP, JSON, Python, HTML), percent-encoded, quoted-printable, UTF-16, in
    hex, or in base64 that may have begun before it, on one line or several. Too many finds do no
    harm, so capitals and backslashes count for nothing.
    """
    readings = {_flat(reading) for reading in _readings(text)}
    return any(trace in reading for trace in _traces(secret) for reading in readings)


def _flat(text: str) -> str:
    return text.replace("\\", "").replace("\0", "").casefold()


def _readings(text: str) -> Iterator[str]:
    for each in {text, "".join(text.splitlines()), _without_escapes(text)}:
        yield each
        yield unescape(each)
        yield unquote(each)
        yield unquote_plus(each)
        yield decodestring(each.encode("utf-8", "replace")).decode("utf-8", "replace")


def _without_escapes(text: str) -> str:
    """Of Python and JSON, be they escaped themselves."""
    plain = _ESCAPE.sub(lambda found: _escaped(*found.groups()), text.encode("utf-8", "replace"))
    return plain.decode("utf-8", "replace")


def _escaped(byte: bytes | None, unit: bytes | None) -> bytes:
    if byte:
        return bytes([int(byte, 16)])
    return chr(int(unit or b"", 16)).encode("utf-8", "replace")


def _traces(secret: str) -> Iterator[str]:
    pieces = [secret[at : at + _PIECE] for at in range(0, len(secret) - _PIECE, _PIECE)]
    for piece in filter(None, [secret, *pieces]):
        data = piece.encode("utf-8", "replace")
        yield _flat(piece)
        yield _flat(piece.encode("latin-1", "replace").decode("utf-8", "replace"))
        yield data.hex()
        for before in range(3):
            # What is encoded together with its neighbours is left out.
            whole = slice(-(-before * 8 // 6), (before + len(data)) * 8 // 6)
            for encode in (b64encode, urlsafe_b64encode):
                yield _flat(encode(bytes(before) + data)[whole].decode())

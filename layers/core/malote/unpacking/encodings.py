"""Undoing a mail's transfer encodings (RFC 2045 section 6), whatever state they are in."""

import binascii
import re
import string
from io import BytesIO

_BASE64 = (string.ascii_letters + string.digits + "+/=").encode()
_JUNK = bytes(set(range(256)) - set(_BASE64))
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\n]*\n", re.MULTILINE)
_MOST_SEGMENTS = 300_000  # some programs pad each line: as many lines as the largest part has


def decode(content: bytes, encoding: str) -> bytes:
    """The bytes inside: never fails, and of a beginning decodes all that is whole.

    An unknown encoding, and base64 that is plainly not (it starts with ``<``), stay as they are.
    """
    match encoding.strip().lower():
        case "base64":
            return content if content.lstrip()[:1] == b"<" else _base64(content)
        case "quoted-printable":
            return binascii.a2b_qp(content)
        case "x-uuencode" | "uuencode" | "x-uue" | "uue":
            return _uuencoded(content)
        case _:
            return content


def _base64(content: bytes) -> bytes:
    """Skips what is not of the alphabet, does without padding, goes on after it."""
    segments = content.translate(None, _JUNK).rstrip(b"=").split(b"=", _MOST_SEGMENTS)
    return b"".join(map(_base64_segment, segments))


def _base64_segment(segment: bytes) -> bytes:
    if len(segment) % 4 == 1:  # six bits are no byte
        segment = segment[:-1]
    return binascii.a2b_base64(segment + b"=" * (-len(segment) % 4))


def _uuencoded(content: bytes) -> bytes:
    """What stands between the ``begin`` and ``end`` of POSIX's uuencode, as far as it is whole."""
    begin = _UU_BEGIN.search(content)
    if not begin:
        return content
    decoded = bytearray()
    for line in BytesIO(content[begin.end() :]):
        if not line.strip(b" `\r\n"):  # no bytes: the last line but "end"
            break
        try:
            decoded += binascii.a2b_uu(line)
        except binascii.Error:
            break
    return bytes(decoded)

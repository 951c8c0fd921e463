"""Deflate (RFC 1951) with a limit: 1 MB can become 1 GB, and what an archive declares may lie."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass

from malote.errors import ArchiveRefused

Spend = Callable[[int], None]
"""``Budget.spend``: told of bytes that came out, it raises when they are too many."""

RAW, GZIP = -zlib.MAX_WBITS, 16 + zlib.MAX_WBITS
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Inflated:
    """``ended`` is false if the limit came first; ``consumed`` counts compressed bytes."""

    content: bytes
    ended: bool
    consumed: int


def inflate(compressed: memoryview, wbits: int, most: int, spend: Spend) -> Inflated:
    """One stream, ``most`` bytes of it and not one more. Raises ``ArchiveRefused`` if broken.

    All that comes out is spent, also of a stream that then turns out to be broken.
    """
    inflater = zlib.decompressobj(wbits)
    content, at = bytearray(), 0
    while not inflater.eof and len(content) < most:
        if at >= len(compressed):
            raise ArchiveRefused("compactação incompleta")
        try:
            piece = inflater.decompress(compressed[at : at + _CHUNK], most - len(content))
        except zlib.error as error:
            raise ArchiveRefused("compactação quebrada") from error
        spend(len(piece))
        content += piece
        at = min(at + _CHUNK, len(compressed))
    return Inflated(bytes(content), inflater.eof, at - len(inflater.unused_data))

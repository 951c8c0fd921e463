"""COMPRESS=DEFLATE (RFC 4978): both ways of an IMAP session as raw deflate streams (RFC 1951)."""

import io
import zlib
from typing import TYPE_CHECKING

from malote.errors import MailProtocolError

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_RECEIVED = 64 * 1024
_FRUITLESS = 64 * 1024  # bytes; a compressor that is flushed spends five for nothing


class Inflated(io.RawIOBase):
    """What a deflated stream says, made as it is asked for and not a byte further.

    So a bomb grows no faster than its reader, whose limits count what it was given. Reading raises
    ``MailProtocolError`` where the stream is none, ends, or goes on and says nothing, and what
    ``source`` raises.
    """

    def __init__(self, source: io.BufferedReader) -> None:
        self._source = source
        self._stream = zlib.decompressobj(-zlib.MAX_WBITS)

    def readable(self) -> bool:
        """Yes."""
        return True

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Fill some of the buffer. 0 is the end of the connection."""
        room = memoryview(buffer).cast("B")
        spent = 0
        compressed = self._stream.unconsumed_tail
        # Even with nothing left over the stream may hold the rest of a copy that found no room.
        while not (content := self._inflate(compressed, len(room))):
            if spent > _FRUITLESS or self._stream.eof:
                raise MailProtocolError("a compressão do servidor acabou ou não diz nada")
            compressed = self._source.read1(_RECEIVED)
            if not compressed:
                return 0
            spent += len(compressed)
        room[: len(content)] = content
        return len(content)

    def close(self) -> None:
        """Close the source too."""
        self._source.close()
        super().close()

    def _inflate(self, compressed: bytes, most: int) -> bytes:
        try:
            return self._stream.decompress(compressed, most)
        except zlib.error:
            raise MailProtocolError("os dados comprimidos do servidor não se abrem") from None


class Deflating:
    """Makes a deflated stream of commands, each whole as soon as it is given."""

    def __init__(self) -> None:
        self._stream = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)

    def __call__(self, command: bytes) -> bytes:
        """What to send for it."""
        return self._stream.compress(command) + self._stream.flush(zlib.Z_SYNC_FLUSH)

"""Archives and mails for the tests, good and bad."""

import io
import struct
import zipfile
import zlib
from typing import Any

NFE = b'<?xml version="1.0" encoding="UTF-8"?><nfeProc xmlns="http://www.portalfiscal.inf.br/nfe"/>'
CTE = b'<cteProc xmlns="http://www.portalfiscal.inf.br/cte"/>'


def zip_of(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def streamed_zip_of(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """As written to a pipe: sizes and checksums come after the data (flag bit 3)."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.written = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data: Any) -> int:
            self.written += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return bytes(pipe.written)


def handmade_zip(
    name: bytes,
    content: bytes,
    *,
    flags: int = 0,
    method: int = 8,
    declared_size: int | None = None,
    crc: int | None = None,
    directory: bool = True,
) -> bytes:
    """One entry that says whatever it is told to say."""
    deflater = zlib.compressobj(wbits=-15)
    data = deflater.compress(content) + deflater.flush() if method == 8 else content
    checksum = zlib.crc32(content) if crc is None else crc
    size = len(content) if declared_size is None else declared_size
    common = (flags, method, 0, 0, checksum, len(data), size, len(name), 0)
    local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, *common) + name + data
    if not directory:
        return local
    central = (
        struct.pack("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, *common[:8], 0, 0, 0, 0, 0, 0) + name
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, len(central), len(local), 0)
    return local + central + end


def mail_of(*parts: bytes, boundary: bytes = b"frontier") -> bytes:
    """A multipart of these parts, each with its own headers."""
    body = b"".join(b"--%b\r\n%b\r\n" % (boundary, part) for part in parts)
    return (
        b"From: a@b.test\r\nSubject: notas\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/mixed; boundary="%b"\r\n\r\nPreamble\r\n%b--%b--\r\n'
    ) % (boundary, body, boundary)


def attachment(name: bytes, content: bytes, content_type: bytes = b"application/xml") -> bytes:
    return b'Content-Type: %b; name="%b"\r\n\r\n%b' % (content_type, name, content)

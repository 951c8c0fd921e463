"""Reading a ZIP in memory without trusting it (APPNOTE.TXT 6.3.10, sections 4.3 and 4.4).

Not ``zipfile``: it makes an object for each of the entries that an archive claims before one
can count them, opens bzip2 (0.8 KB of it took 5 s), and gives nothing of an archive whose end
is cut, although each entry stands on its own.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from malote.errors import ArchiveRefused, ArchiveUnsupported
from malote.unpacking.inflate import RAW, Spend, inflate

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_LOCAL_HEADER = struct.Struct("<4s5H3L2H")
_CENTRAL_HEADER = struct.Struct("<4s6H3L5H2L")
_END_RECORD = struct.Struct("<4s4H2LH")
_ELSEWHERE = 0xFFFFFFFF  # ZIP64: nothing that fits in a mail needs it, though some programs use it
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZES_FOLLOW = 0x1, 0x8


@dataclass(frozen=True, slots=True)
class Entry:
    """A file of the archive: ``start`` is where its data is; size and crc are None if untold."""

    name: str
    start: int
    method: int
    encrypted: bool
    packed_size: int | None
    crc: int | None


@dataclass(frozen=True, slots=True)
class Listing:
    """The entries of an archive; not ``complete`` if its directory is missing or broken."""

    entries: list[Entry]
    complete: bool


def list_entries(archive: bytes, most: int) -> Listing:
    """``most`` entries, by the directory at the end or, without one, by each one's own header."""
    end = archive.rfind(_END)
    if end >= 0 and len(archive) >= end + _END_RECORD.size:
        *_, count, size, offset, _ = _END_RECORD.unpack_from(archive, end)
        # Something may stand before the archive: offsets are told from where it really begins.
        start = end - size
        entries = list(islice(_by_directory(archive, start, end, start - offset), most))
        if start >= 0 and len(entries) == min(count, most):
            return Listing(entries, complete=True)
    return Listing(list(islice(_by_local_headers(archive), most)), complete=False)


def is_package(entries: list[Entry]) -> bool:
    """Whether it is an office document, an e-book or a program rather than an archive of files."""
    names = {entry.name for entry in entries}
    return not names.isdisjoint({"[Content_Types].xml", "META-INF/MANIFEST.MF", "mimetype"})


def is_file(entry: Entry) -> bool:
    """Neither a folder nor what macOS adds to each file."""
    folders, _, name = entry.name.replace("\\", "/").rpartition("/")
    return bool(name) and not name.startswith("._") and not folders.startswith("__MACOSX")


def read_entry(archive: bytes, entry: Entry, most: int, spend: Spend) -> bytes:
    """What is inside, ``most`` bytes at most; whoever gets that many should not trust the rest.

    All that comes out is spent. Raises ``ArchiveRefused`` (encrypted, broken, or not what its
    checksum says) and ``ArchiveUnsupported`` (any method but stored and deflate).
    """
    if entry.encrypted:
        raise ArchiveRefused("protegido por senha")
    if entry.method == _DEFLATED:
        inflated = inflate(memoryview(archive)[entry.start :], RAW, most, spend)
        content, ended = inflated.content, inflated.ended
    elif entry.method == _STORED:
        if entry.packed_size is None or entry.start + entry.packed_size > len(archive):
            raise ArchiveRefused("arquivo incompleto")
        content = archive[entry.start : entry.start + min(entry.packed_size, most)]
        spend(len(content))
        ended = len(content) == entry.packed_size
    else:
        raise ArchiveUnsupported(f"método de compactação {entry.method}")
    if ended and entry.crc is not None and zlib.crc32(content) != entry.crc:
        raise ArchiveRefused("a soma de verificação não confere")
    return content


def _by_directory(archive: bytes, at: int, end: int, shift: int) -> Iterator[Entry]:
    while 0 <= at <= end - _CENTRAL_HEADER.size and archive.startswith(_CENTRAL, at):
        (_, _, _, flags, method, _, _, crc, packed, _, name, extra, comment, _, _, _, header) = (
            _CENTRAL_HEADER.unpack_from(archive, at)
        )
        at += _CENTRAL_HEADER.size
        yield Entry(
            name=_decode(archive[at : at + name]),
            start=_data_start(archive, header + shift),
            method=method,
            encrypted=bool(flags & _ENCRYPTED),
            packed_size=None if packed == _ELSEWHERE else packed,
            crc=crc,
        )
        at += name + extra + comment


def _data_start(archive: bytes, header: int) -> int:
    """Past the header before an entry's data; past the archive's end if there is none."""
    if not archive.startswith(_LOCAL, header) or header < 0:
        return len(archive) + 1
    if header + _LOCAL_HEADER.size > len(archive):
        return len(archive) + 1
    *_, name, extra = _LOCAL_HEADER.unpack_from(archive, header)
    return header + _LOCAL_HEADER.size + int(name) + int(extra)


def _by_local_headers(archive: bytes) -> Iterator[Entry]:
    at = archive.find(_LOCAL)
    while 0 <= at <= len(archive) - _LOCAL_HEADER.size:
        _, _, flags, method, _, _, crc, packed, _, name, extra = _LOCAL_HEADER.unpack_from(
            archive, at
        )
        names_at = at + _LOCAL_HEADER.size
        start = names_at + name + extra
        told = not flags & _SIZES_FOLLOW and packed != _ELSEWHERE
        yield Entry(
            name=_decode(archive[names_at : names_at + name]),
            start=start,
            method=method,
            encrypted=bool(flags & _ENCRYPTED),
            packed_size=packed if told else None,
            crc=crc if told else None,
        )
        after = start + packed if told else start
        at = archive.find(_LOCAL, after if after <= len(archive) else start)


def _decode(name: bytes) -> str:
    try:
        return name.decode()
    except UnicodeDecodeError:
        return name.decode("cp850")  # what Windows in Portuguese writes

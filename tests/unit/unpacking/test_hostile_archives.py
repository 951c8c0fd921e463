"""Archives that swell, lie or repeat themselves: two seconds of CPU and 512 MB at the most."""

import bz2
import gzip
import struct
import zlib
from collections import Counter
from collections.abc import Callable

import pytest

from malote.unpacking import Budget, Candidate, Refusal, unpack
from tests.unit.unpacking.archives import NFE, handmade_zip, zip_of
from tests.unit.unpacking.bounds import measured

GIB = 1024**3


def deflated(mebibytes: int, head: bytes = b"<NFe>") -> bytes:
    """Raw deflate of a beginning and so much of the same, made in no time."""
    deflater = zlib.compressobj(9, wbits=-15)
    beginning = deflater.compress(head) + deflater.flush(zlib.Z_FULL_FLUSH)
    block = deflater.compress(b" " * 1024**2) + deflater.flush(zlib.Z_FULL_FLUSH)
    return beginning + block * mebibytes + deflater.flush(zlib.Z_FINISH)


def local(name: bytes, data: bytes, method: int, size: int, extra: bytes = b"") -> bytes:
    sizes = (len(data), size) if not extra else (0xFFFFFFFF, 0xFFFFFFFF)
    head = (20, 0, method, 0, 0, 0, *sizes, len(name), len(extra))
    return struct.pack("<4s5H3L2H", b"PK\x03\x04", *head) + name + extra + data


def central(name: bytes, method: int, packed: int, size: int, at: int, extra: bytes = b"") -> bytes:
    head = (20, 20, 0, method, 0, 0, 0, packed, size, len(name), len(extra), 0, 0, 0, 0, at)
    return struct.pack("<4s6H3L5H2L", b"PK\x01\x02", *head) + name + extra


def ended(body: bytes, directory: bytes, count: int) -> bytes:
    end = (0, 0, count, count, len(directory), len(body), 0)
    return body + directory + struct.pack("<4s4H2LH", b"PK\x05\x06", *end)


def bomb(name: bytes = b"a.xml", head: bytes = b"<NFe>") -> bytes:
    """About 1 MB that is 1 GB."""
    data = deflated(1024, head)
    return ended(local(name, data, 8, GIB), central(name, 8, len(data), GIB, 0), 1)


def overlapping(count: int) -> bytes:
    """Entries that are all the same 5 MB."""
    data = deflated(5)
    names = [b"%d.xml" % number for number in range(count)]
    directory = b"".join(central(name, 8, len(data), 5 * 1024**2, 0) for name in names)
    return ended(local(names[0], data, 8, 5 * 1024**2), directory, min(count, 65_535))


def snake(levels: int) -> bytes:
    """Each stored entry is all that follows it, which is an archive again: a quine in effect."""
    archive = NFE
    for _ in range(levels):
        told = (20, 0, 0, 0, 0, zlib.crc32(archive), len(archive), len(archive), 1, 0)
        archive = struct.pack("<4s5H3L2H", b"PK\x03\x04", *told) + b"a" + archive
    return archive


def zip64_lie() -> bytes:
    """Sizes of 2**63 in the extra field, and nothing where the directory says that it is."""
    extra = struct.pack("<HHQQ", 1, 16, 2**63, 2**63)
    body = local(b"a.xml", deflated(1024), 8, GIB, extra)
    return ended(body, central(b"a.xml", 8, 0xFFFFFFFF, 0xFFFFFFFF, 0, extra), 1)


ARCHIVES: dict[str, tuple[Callable[[], bytes], set[str]]] = {
    "1 MB of zip to 1 GB": (bomb, {"attachment_too_large"}),
    "the same without a name": (lambda: bomb(b"a"), {"attachment_too_large"}),
    "1 GB of a PDF": (lambda: bomb(b"a.pdf", b"%PDF-1.4"), {"ignored"}),
    "1 MB of gzip to 1 GB": (
        lambda: b"\x1f\x8b\x08" + bytes(7) + deflated(1024) + bytes(8), {"archive_refused"}
    ),
    "bzip2 in a zip": (
        lambda: handmade_zip(b"a.xml", bz2.compress(b" " * 900_000) * 20, method=12),
        {"archive_unsupported"},
    ),
    "65,000 entries": (
        lambda: zip_of({f"{number}.xml": NFE for number in range(65_000)}), {"archive_refused"}
    ),
    "65,000 entries that are one": (lambda: overlapping(65_000), {"archive_refused"}),
    "2,000 entries that are one": (lambda: overlapping(2_000), {"archive_refused"}),
    "1,000 archives in archives": (lambda: snake(1_000), {"archive_refused"}),
    "zip64 of 2**63 bytes": (zip64_lie, {"attachment_too_large"}),
    "10,000 members": (lambda: gzip.compress(b"") * 10_000, {"archive_refused"}),
    "headers alone": (lambda: b"PK\x03\x04" * 5_000_000, {"archive_refused"}),
    "ends alone": (lambda: b"PK\x03\x04" + b"PK\x05\x06" * 5_000_000, {"archive_refused"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", ARCHIVES)
def test_a_hostile_archive_costs_little_and_says_why(kind: str) -> None:
    make, expected = ARCHIVES[kind]
    hostile = make()
    assert len(hostile) <= 21_000_000

    def told() -> tuple[Counter[str], list[str]]:
        found = list(unpack(hostile, "notas.zip", Budget()))
        refused = [each.error for each in found if isinstance(each, Refusal)]
        others = (type(each).__name__.lower() for each in found if not isinstance(each, Refusal))
        codes = Counter([*others, *(error.code for error in refused)])
        return codes, [error.detail for error in refused if error.detail.endswith("Error")]

    (codes, crashes), seconds, mib = measured(told)
    assert set(codes) - {"candidate"} == expected
    assert codes["candidate"] <= 2_000
    assert crashes == []
    assert seconds < 2
    assert mib < 512


@pytest.mark.parametrize("signature", [b"Rar!\x1a\x07\x01\x00", b"7z\xbc\xaf\x27\x1c\0\4"])
@pytest.mark.parametrize("name", ["nota.xml", "danfe.pdf", "notas.zip", "", "logo.png"])
def test_rar_and_7z_are_told_by_their_content(signature: bytes, name: str) -> None:
    [refusal] = unpack(signature + bytes(50), name, Budget())
    assert isinstance(refusal, Refusal)
    assert (refusal.error.code, refusal.content) == ("archive_unsupported", signature + bytes(50))


@pytest.mark.parametrize("packed", [0, 1, 10**6, 0xFFFFFFFE])
def test_a_packed_size_that_lies_breaks_nothing(packed: int) -> None:
    archive = bytearray(zip_of({"n.xml": NFE}))
    at = archive.index(b"PK\x01\x02") + 20
    archive[at : at + 4] = packed.to_bytes(4, "little")
    assert list(unpack(bytes(archive), "z", Budget())) == [Candidate(NFE, "z/n.xml")]

"""winmail.dat cut, lying and flooding: what is whole comes out, the rest is told, soon."""

import struct

import pytest

from malote.errors import ArchiveRefused
from malote.unpacking.caps import Caps
from tests.unit.unpacking import tnef_writer as tnef
from tests.unit.unpacking.archives import CTE, NFE
from tests.unit.unpacking.bounds import measured
from tests.unit.unpacking.test_unpack_tnef import documents, opened, refusals


def test_a_cut_stream_gives_what_is_whole_and_says_so() -> None:
    """At every byte: only between two attributes, where nothing is begun, nobody can tell."""
    first = tnef.attached(b"a.xml", NFE, tnef.long_name("a longa.xml"))
    whole = tnef.stream(first, tnef.attached(b"b.xml", CTE))
    ends = {
        *(6, 21, 40),  # before and between the message's own
        len(tnef.stream()),
        len(tnef.stream(tnef.attached(b"a.xml", NFE))),
        len(tnef.stream(first)),
        len(whole),
    }
    after_first = len(tnef.stream(tnef.attached(b"a.xml", NFE))) - 2  # without the checksum
    for cut in range(4, len(whole) + 1):
        found = opened(whole[:cut])
        assert (cut in ends) == (not refusals(found)), cut
        assert all(refusal.content == whole[:cut] for refusal in refusals(found))
        expected = [NFE] * (cut >= after_first) + [CTE] * (cut >= len(whole) - 2)
        assert documents(found) == expected, cut


BROKEN = {
    "4 GB": tnef.attribute(tnef.ATTACHMENT, tnef.DATA, NFE, length=0xFFFFFFFF),
    "negative": tnef.attribute(tnef.ATTACHMENT, tnef.DATA, NFE, length=0x80000001),
    "into the next": tnef.attribute(tnef.ATTACHMENT, tnef.DATA, NFE, length=len(NFE) + 7),
    "nothing, then bytes": tnef.attribute(tnef.ATTACHMENT, tnef.DATA, NFE, length=0),
    "level": tnef.attribute(7, tnef.DATA, NFE),
    "4 billion properties": tnef.attribute(
        tnef.ATTACHMENT, tnef.PROPERTIES, tnef.property_list(count=0xFFFFFFFF)
    ),
    "4 billion values": tnef.attribute(
        tnef.ATTACHMENT,
        tnef.PROPERTIES,
        tnef.property_list(
            tnef.fixed(0x1035, tnef.LONG | tnef.MULTIPLE, b"\xff\xff\xff\xff" + bytes(8))
        ),
    ),
    "4 GB in a property": tnef.attribute(
        tnef.ATTACHMENT,
        tnef.PROPERTIES,
        tnef.property_list(struct.pack("<HHLL", tnef.BINARY, tnef.CONTENT, 1, 0xFFFFFFFF)),
    ),
    "unknown type": tnef.attribute(
        tnef.ATTACHMENT, tnef.PROPERTIES, tnef.property_list(tnef.fixed(0x1234, 0x77, b"1234"))
    ),
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_lengths_that_lie_hide_nothing_before_them(broken: bytes) -> None:
    hostile = tnef.stream(tnef.attached(b"n.xml", NFE), broken + b"more")
    found = opened(hostile)
    assert documents(found)[0] == NFE
    assert [type(each.error) for each in refusals(found)] == [ArchiveRefused]
    assert refusals(found)[0].content == hostile


def test_properties_that_break_leave_the_content() -> None:
    broken = tnef.attribute(tnef.ATTACHMENT, tnef.PROPERTIES, tnef.property_list(count=2))
    found = opened(tnef.stream(tnef.attached(b"n.xml", NFE) + broken))
    assert documents(found) == [NFE]
    assert len(refusals(found)) == 1


NOTHING = tnef.attribute(tnef.MESSAGE, tnef.SUBJECT, b"")
FLOODS = {
    "attributes": NOTHING * 1_800_000,
    "contents": b"".join(
        tnef.attribute(tnef.ATTACHMENT, tnef.DATA, b"%d" % n) for n in range(99_000)
    ),
    "attachments": tnef.attached(b"", b"") * 50_000,
    "properties": tnef.attribute(
        tnef.ATTACHMENT,
        tnef.PROPERTIES,
        tnef.property_list(*[tnef.variable(tnef.LONG_NAME, tnef.BINARY)] * 1_500_000),
    ),
    "values": tnef.attribute(
        tnef.ATTACHMENT,
        tnef.PROPERTIES,
        tnef.property_list(tnef.variable(0x1035, tnef.BINARY, *[b""] * 3_000_000)),
    ),
}


@pytest.mark.parametrize("flood", FLOODS)
def test_floods_end_soon(flood: str) -> None:
    hostile = tnef.stream(tnef.attached(b"n.xml", NFE), FLOODS[flood])

    def count() -> tuple[int, int, str]:
        found = opened(hostile)
        [refusal] = refusals(found)
        return len(documents(found)), len(found), refusal.error.code

    (read, all_found, code), seconds, mib = measured(count)
    assert read in {1, 1_000}  # a hundred thousand versions of one attachment
    assert (code, all_found <= 1_001) == ("archive_refused", True)
    assert seconds < 2
    assert mib < 512


def test_100_000_attributes_are_read() -> None:
    many = tnef.stream(NOTHING * 99_000, tnef.attached(b"n.xml", NFE))
    (read, seconds, _) = measured(lambda: documents(opened(many)))
    assert read == [NFE]
    assert seconds < 2


def test_what_comes_out_has_a_cap() -> None:
    caps = Caps(total=4 * len(NFE), parts=100)
    found = opened(tnef.stream(tnef.attached(b"n.xml", NFE) * 6), caps)
    assert documents(found) == [NFE] * 4
    found = opened(tnef.stream(tnef.attached(b"n.xml", NFE) * 6), Caps(parts=2))
    assert documents(found) == [NFE] * 2
    assert len(refusals(found)) == 1

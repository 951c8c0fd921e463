"""What Outlook packs into winmail.dat."""

import struct

import pytest

from malote.unpacking.caps import Budget, Caps
from malote.unpacking.unpack import Candidate, Found, Ignored, Refusal, unpack
from tests.unit.unpacking import tnef_writer as tnef
from tests.unit.unpacking.archives import CTE, NFE, mail_of, zip_of


def opened(stream: bytes, caps: Caps | None = None) -> list[Found]:
    return list(unpack(stream, "winmail.dat", Budget(caps or Caps())))


def documents(found: list[Found]) -> list[bytes]:
    return [each.content for each in found if isinstance(each, Candidate)]


def refusals(found: list[Found]) -> list[Refusal]:
    return [each for each in found if isinstance(each, Refusal)]


def test_attachments_with_short_and_long_names() -> None:
    found = opened(
        tnef.stream(
            tnef.attached(b"NOTA~1.XML", NFE, tnef.long_name("nota da fábrica.xml")),
            tnef.attached(b"cte.xml", CTE),
            tnef.attached(b"danfe.pdf", b"%PDF-1.4", tnef.fixed(0x3705, tnef.LONG, b"\1\0\0\0")),
        )
    )
    assert found == [
        Candidate(NFE, "winmail.dat/nota da fábrica.xml"),
        Candidate(CTE, "winmail.dat/cte.xml"),
        Ignored("winmail.dat/danfe.pdf"),
    ]


@pytest.mark.parametrize(
    "before",
    [
        tnef.fixed(0x0E21, tnef.SHORT, b"\1\0"),
        tnef.fixed(0x0E21, tnef.SHORT | tnef.MULTIPLE, struct.pack("<L3H", 3, 1, 2, 3)),
        tnef.fixed(0x3007, 0x40, bytes(8)),
        tnef.fixed(0x3007, 0x48, bytes(16)),
        tnef.variable(0x8001, tnef.STRING8, b"abc", name=tnef.named(0x8554)),
        tnef.variable(0x8002, tnef.BINARY, b"x" * 5, name=tnef.named("odd")),
        tnef.variable(0x1035, tnef.UNICODE | tnef.MULTIPLE, b"a\0", b"bc\0\0"),
        tnef.variable(0x3702, tnef.BINARY),
    ],
)
def test_other_properties_are_passed_by(before: bytes) -> None:
    content = tnef.variable(tnef.CONTENT, tnef.BINARY, NFE)
    found = opened(tnef.stream(tnef.attached(b"", None, before, content, tnef.long_name("n.xml"))))
    assert found == [Candidate(NFE, "winmail.dat/n.xml")]


def test_bytes_told_twice_are_one_document_unless_they_differ() -> None:
    same = tnef.variable(tnef.CONTENT, tnef.BINARY, NFE)
    assert documents(opened(tnef.stream(tnef.attached(b"n", NFE, same)))) == [NFE]
    assert documents(opened(tnef.stream(tnef.attached(b"n", CTE, same)))) == [CTE, NFE]


@pytest.mark.parametrize(
    ("name", "kind", "code_page", "shown"),
    [
        ("maçã.xml".encode("cp1252"), tnef.STRING8, 1252, "maçã.xml"),
        ("maçã.xml".encode("cp850"), tnef.STRING8, 850, "maçã.xml"),
        ("maçã.xml".encode(), tnef.STRING8, 65001, "maçã.xml"),
        ("maçã.xml".encode("cp1252"), tnef.STRING8, 4_294_967_295, "maçã.xml"),
        ("maçã.xml\0junk".encode("utf-16-le"), tnef.UNICODE, 1252, "maçã.xml"),
        (b"../../etc/passwd\r\nX.xml", tnef.STRING8, 1252, "../../etc/passwd��X.xml"),
        (b"\xff", tnef.UNICODE, 1252, "�"),
        (b"x" * 5_000, tnef.STRING8, 1252, "…" + "x" * 119),
        (b"", tnef.STRING8, 1252, "curto.xml"),
    ],
)
def test_names_are_for_people(name: bytes, kind: int, code_page: int, shown: str) -> None:
    told = tnef.variable(tnef.LONG_NAME, kind, name)
    found = opened(tnef.stream(tnef.attached(b"curto.xml", NFE, told), code_page=code_page))
    assert found == [Candidate(NFE, f"winmail.dat/{shown}")]


def test_what_is_attached_is_opened_in_its_turn() -> None:
    mail = tnef.stream(tnef.attached(b"n.xml", NFE))
    found = opened(
        tnef.stream(
            tnef.attached_mail(mail, "nota 1"),
            tnef.attached(b"notas.zip", zip_of({"c.xml": CTE})),
            tnef.attached(b"fwd.eml", mail_of(b"Content-Type: text/xml\r\n\r\n" + NFE)),
        )
    )
    assert [each.path for each in found] == [
        "winmail.dat/nota 1/n.xml", "winmail.dat/notas.zip/c.xml", "winmail.dat/fwd.eml",
    ]  # fmt: skip
    assert documents(found) == [NFE, CTE, NFE]


def test_it_is_told_by_its_content_wherever_it_is() -> None:
    stream = tnef.stream(tnef.attached(b"n.xml", NFE))
    found = list(unpack(zip_of({"a.bin": stream}), "z.zip", Budget()))
    assert found == [Candidate(NFE, "z.zip/a.bin/n.xml")]


def test_mails_inside_mails_up_to_the_cap() -> None:
    inner = tnef.stream(tnef.attached(b"n.xml", NFE))
    for depth in range(8):
        assert documents(opened(inner)) == ([NFE] if depth <= 5 else [])
        assert len(refusals(opened(inner))) == (depth > 5)
        inner = tnef.stream(tnef.attached_mail(inner))


@pytest.mark.parametrize("tail", [b"", b"\n", b"\r\n", b"\0" * 9])
def test_the_end_may_be_padded(tail: bytes) -> None:
    assert opened(tnef.stream(tnef.attached(b"n.xml", NFE)) + tail) == [
        Candidate(NFE, "winmail.dat/n.xml")
    ]


def test_a_message_without_attachments_and_a_link_are_nothing() -> None:
    assert opened(tnef.stream()) == [Ignored("winmail.dat")]
    link = tnef.attached(b"n.xml", None, tnef.fixed(0x3705, tnef.LONG, b"\2\0\0\0"))
    assert opened(tnef.stream(link)) == [Ignored("winmail.dat/n.xml")]


def test_a_wrong_checksum_says_nothing() -> None:
    data = tnef.attribute(tnef.ATTACHMENT, tnef.DATA, NFE, checksum=1)
    assert documents(opened(tnef.stream(data))) == [NFE]

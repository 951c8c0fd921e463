import base64
import time

import pytest

from malote.errors import ArchiveRefused
from malote.unpacking.caps import Budget, Caps
from malote.unpacking.unpack import Candidate, Found, Ignored, Refusal, unpack, unpack_mail
from tests.unit.unpacking.archives import CTE, NFE, attachment, mail_of, zip_of


def opened(mail: bytes, caps: Caps | None = None) -> list[Found]:
    return list(unpack_mail(mail, "", Budget(caps or Caps())))


def documents(found: list[Found]) -> list[bytes]:
    return [each.content for each in found if isinstance(each, Candidate)]


def test_a_whole_mail() -> None:
    zipped = b"Content-Type: x/y\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(
        zip_of({"c.xml": CTE})
    )
    found = opened(mail_of(b"\r\nSegue a nota.", attachment(b"n.xml", NFE), zipped))
    assert found == [Ignored(""), Candidate(NFE, "n.xml"), Candidate(CTE, "c.xml")]


def test_a_mail_without_parts() -> None:
    assert documents(opened(b"Subject: x\nContent-Type: text/xml\n\n" + NFE)) == [NFE]


def test_a_mail_in_an_octet_stream_is_recognized() -> None:
    mail = mail_of(attachment(b"n.xml", NFE))
    assert list(unpack(mail, "fwd.bin", Budget())) == [Candidate(NFE, "fwd.bin/n.xml")]


def test_mails_inside_mails_up_to_the_cap() -> None:
    mail = mail_of(attachment(b"n.xml", NFE))
    for depth in range(7):
        found = opened(mail)
        assert documents(found) == ([NFE] if depth <= 5 else [])
        mail = b"Subject: fwd\r\nContent-Type: message/rfc822\r\n\r\n" + mail
    assert [type(each.error) for each in found if isinstance(each, Refusal)] == [ArchiveRefused]


FORWARD = b"Subject: fwd\r\nContent-Type: message/rfc822\r\n\r\n"
NEST = b"Content-Type: multipart/mixed; boundary=a%d\r\n\r\n--a%d\r\n"


@pytest.mark.parametrize("heads", [[FORWARD] * 1000, [NEST % (n, n) for n in range(1000)]])
def test_a_thousand_levels(heads: list[bytes]) -> None:
    [refusal] = opened(b"".join(heads) + NFE)
    assert isinstance(refusal, Refusal)
    assert isinstance(refusal.error, ArchiveRefused)


def test_a_part_without_headers_is_all_body() -> None:
    mail = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + NFE + b"\r\n--b--"
    assert documents(opened(mail)) == [NFE]


def test_a_multipart_without_its_boundary_is_all_body() -> None:
    mail = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + NFE
    assert documents(opened(mail)) == [NFE]


def test_a_hostile_level_hides_no_document_beside_it() -> None:
    deep = b"Content-Type: message/rfc822\r\n\r\n" * 1000
    found = opened(mail_of(deep, attachment(b"n.xml", NFE)))
    assert documents(found) == [NFE]


def test_parts_have_a_cap() -> None:
    found = opened(mail_of(*[attachment(b"n.xml", NFE)] * 30), Caps(parts=20))
    assert len(documents(found)) == 20
    assert isinstance(found[-1], Refusal)


@pytest.mark.parametrize("ending", [b"\r\n--frontier--\r\n", b"\r\n", b""])
def test_a_mail_that_ends_early(ending: bytes) -> None:
    mail = mail_of(attachment(b"n.xml", NFE)).removesuffix(b"\r\n--frontier--\r\n")
    assert documents(opened(mail + ending)) in ([NFE], [NFE + b"\r\n"])


def test_lines_may_end_in_line_feeds() -> None:
    mail = mail_of(b"\r\ntext", attachment(b"n.xml", NFE)).replace(b"\r\n", b"\n")
    assert documents(opened(mail)) == [NFE]


def test_a_boundary_inside_a_line_is_none() -> None:
    inside = NFE + b"<!-- --frontier -->\r\n--frontiers"
    assert documents(opened(mail_of(attachment(b"n.xml", inside)))) == [inside]


SEMICOLONS = b"Content-Type: text/plain;" + b";" * 98_000


@pytest.mark.parametrize(
    "mail",
    [
        SEMICOLONS + b"\r\n\r\nx",
        b"Subject: " + b"=?utf-8?q?=41?=" * 20_000 + b"\r\n\r\nx",
        b"Subject: x\r\n" * 500_000 + b"\r\nx",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n" * 1_000_000,
        mail_of(*[SEMICOLONS + b"\r\n\r\nx"] * 100),
        b"Content-Type: multipart/mixed; boundary=b\n\n" + b"\n" * 5_000_000,
    ],
    ids=["semicolons", "words", "headers", "boundaries", "many semicolons", "lines"],
)
def test_no_mail_keeps_us_busy(mail: bytes) -> None:
    started = time.perf_counter()
    opened(mail)
    assert time.perf_counter() - started < 2

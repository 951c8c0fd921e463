"""Mails made to keep a parser busy, each of as many bytes as are ever read of one.

None takes two seconds of CPU or 512 MB, none raises, and the document beside it comes out.
"""

from collections.abc import Callable

import pytest

from malote.unpacking import Budget, Candidate, Refusal, unpack_mail
from tests.unit.unpacking.archives import NFE, attachment, mail_of
from tests.unit.unpacking.bounds import measured

MULTIPART = b"Content-Type: multipart/mixed; boundary=b\n\n"


def nested(levels: int, inside: bytes, boundary: bytes = b"b%d") -> bytes:
    head = b"Content-Type: multipart/mixed; boundary=%b\n\n--%b\n"
    names = (boundary % level if b"%" in boundary else boundary for level in range(levels))
    return b"".join(head % (name, name) for name in names) + inside


def parts(headers: bytes, count: int = 900) -> bytes:
    return MULTIPART + (b"--b\n" + headers + b"\n\nx\n") * count


def encoded(encoding: bytes, content: bytes) -> bytes:
    return b"Content-Transfer-Encoding: " + encoding + b"\n\n" + content


def named(charset: bytes) -> bytes:
    extended = b"Content-Type: a/b; name*=" + charset + b"''" + b"9a%61-" * 300
    return parts(extended + b'\nContent-Disposition: a; filename="=?' + charset + b'?q?9a-?="')


FEW_HEADERS = b"Content-Type: a" + b";" * 2_000 + b"\nContent-Disposition: b" + b";" * 2_000
MAILS: dict[str, Callable[[], bytes]] = {
    "98 KB of ;": lambda: b"Content-Type: a/b" + b";" * 98_000 + b"\n\nx",
    "; in every header": lambda: parts(FEW_HEADERS),
    "; and quotes": lambda: parts(b"Content-Type: a" + b'";' * 9_000),
    "; in every level": lambda: (
        MULTIPART
        + 300 * (b"--b\n" + nested(15, b"x\n", b"b%d" + b";" * 1_900))
    ),
    "273 KB of Subject": lambda: b"Subject: " + b"=?utf-8?q?=41?= " * 17_000 + b"\n\nx",
    "100,000 parameters": lambda: (
        b"Content-Type: a/b" + b"".join(b"; a%d=b" % n for n in range(100_000)) + b"\n\nx"
    ),
    "100,000 pieces of a name": lambda: (
        b"Content-Type: a/b" + b"".join(b"; name*%d=b" % n for n in range(100_000)) + b"\n\nx"
    ),
    "short headers": lambda: parts(b"A: b\n" * 4_000),
    "the same header": lambda: parts(b"Content-Type:\n" * 1_400),
    "a folded header": lambda: parts(b"Content-Type:" + b" a\n" * 6_000),
    "headers without an end": lambda: b"A: b\n" * 4_000_000,
    "1,000 mails in mails": lambda: b"Content-Type: message/rfc822\n\n" * 1_000 + NFE,
    "10,000 levels": lambda: nested(10_000, NFE),
    "20 levels of line ends": lambda: nested(19, b"\n" * 19_000_000),
    "20 levels of almost": lambda: nested(19, b"\n--b" * 4_800_000),
    "one boundary for all levels": lambda: nested(19, b"--b\n" * 4_800_000, b"b"),
    "millions of parts": lambda: MULTIPART + b"--b\n\n" * 3_900_000,
    "soft line breaks": lambda: encoded(b"quoted-printable", b"=\r\n" * 6_600_000),
    "base64 of junk": lambda: encoded(b"base64", b"\0!" * 9_500_000),
    "base64 of padding": lambda: encoded(b"base64", b"A=" * 9_500_000),
    "uuencode of one byte a line": lambda: encoded(
        b"x-uuencode", b"begin 644 a\n" + b"!!\n" * 6_000_000
    ),
    "uuencode that only begins": lambda: encoded(b"x-uuencode", b"begin 644 " * 1_900_000),
    "punycode": lambda: named(b"punycode"),
    "idna": lambda: named(b"idna"),
    "no text at all": lambda: named(b"zlib"),
    "a path for a charset": lambda: named(b"../../etc/passwd"),
    "regex for a boundary": lambda: (
        b'Content-Type: multipart/mixed; boundary="(a+)+b"\n\n' + b"--" + b"a" * 9_000_000
    ),
    "a boundary of 98 KB": lambda: (
        b"Content-Type: multipart/mixed; boundary=" + b"b" * 98_000 + b"\n\n--" + b"b" * 9_000_000
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", MAILS)
def test_a_hostile_mail_costs_little_and_hides_nothing(kind: str) -> None:
    hostile = MAILS[kind]()
    assert len(hostile) <= 20_971_520, "more is never fetched"
    forwarded = b"Content-Type: message/rfc822\r\n\r\n" + hostile
    beside = mail_of(attachment(b"n.xml", NFE), forwarded, boundary=b"outside")

    def opened() -> tuple[list[bytes], list[str]]:
        found = list(unpack_mail(beside, "", Budget()))
        details = [each.error.detail for each in found if isinstance(each, Refusal)]
        return [each.content for each in found if isinstance(each, Candidate)], details

    (read, refused), seconds, mib = measured(opened)
    assert read == [NFE]
    assert not [detail for detail in refused if detail.endswith("Error")], "a parser's own failure"
    assert seconds < 2
    assert mib < 512

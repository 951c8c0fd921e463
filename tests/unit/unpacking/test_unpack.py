import base64
import gzip

import pytest

from malote.errors import ArchiveRefused, ArchiveUnsupported, AttachmentTooLarge
from malote.mailboxes.models import Part
from malote.mailboxes.parts import unpack_part
from malote.unpacking.caps import Budget, Caps
from malote.unpacking.encodings import decode
from malote.unpacking.unpack import (
    Candidate,
    Found,
    Ignored,
    Refusal,
    unpack,
)
from tests.unit.unpacking.archives import CTE, NFE, zip_of

SMALL = Caps(document=2_000, total=20_000, parts=20, entries=20)


def opened(content: bytes, caps: Caps | None = None, name: str = "anexo") -> list[Found]:
    return list(unpack(content, name, Budget(caps or Caps())))


def test_a_document_is_itself() -> None:
    assert opened(NFE) == [Candidate(NFE, "anexo")]


def test_a_document_has_a_cap() -> None:
    [refusal] = opened(NFE + b" " * 2_000, SMALL)
    assert isinstance(refusal, Refusal)
    assert isinstance(refusal.error, AttachmentTooLarge)
    assert refusal.content is None


@pytest.mark.parametrize("content", [b"%PDF-1.4", b"<html>", b"", b"Prezados, segue a nota."])
def test_what_is_no_document_is_ignored(content: bytes) -> None:
    assert opened(content) == [Ignored("anexo")]


@pytest.mark.parametrize("content", [b"Rar!\x1a\x07\x00", b"7z\xbc\xaf\x27\x1c", b"\xfd7zXZ\x00"])
def test_what_cannot_be_opened_is_kept(content: bytes) -> None:
    [refusal] = opened(content)
    assert isinstance(refusal, Refusal)
    assert isinstance(refusal.error, ArchiveUnsupported)
    assert refusal.content == content


def test_gzip_with_members_and_junk() -> None:
    found = opened(gzip.compress(NFE[:30]) + gzip.compress(NFE[30:]) + b"\0\0junk", name="n.xml.gz")
    assert found == [Candidate(NFE, "n.xml.gz/n.xml")]


def test_gzip_counts_as_an_archive() -> None:
    assert opened(gzip.compress(zip_of({"n.xml": NFE}))) == [Candidate(NFE, "anexo/anexo/n.xml")]
    [refusal] = opened(gzip.compress(gzip.compress(gzip.compress(NFE))))
    assert isinstance(refusal, Refusal)


@pytest.mark.parametrize(
    "content",
    [
        gzip.compress(NFE, mtime=0)[:-9],
        gzip.compress(b"<NFe>" + b" " * 100_000, mtime=0),
        gzip.compress(b"", mtime=0) * 30,
        b"\x1f\x8b\x08",
    ],
)
def test_gzip_cut_swollen_or_shattered(content: bytes) -> None:
    [refusal] = opened(content, SMALL)
    assert isinstance(refusal, Refusal)
    assert isinstance(refusal.error, ArchiveRefused)
    assert refusal.content == content


def test_a_part_is_decoded_first() -> None:
    part = Part("2", "application/pdf", "base64", 100, "notas.zip")
    encoded = base64.encodebytes(zip_of({"n.xml": NFE, "c.xml": CTE}))
    found = list(unpack_part(part, decode(encoded, part.encoding), Budget()))
    assert found == [Candidate(NFE, "notas.zip/n.xml"), Candidate(CTE, "notas.zip/c.xml")]


def test_a_part_that_is_a_mail_needs_no_recognizing() -> None:
    part = Part("2", "message/rfc822", "7bit", 100, "fwd")
    mail = b"Odd: header\r\nContent-Type: text/xml\r\n\r\n" + NFE
    assert list(unpack_part(part, mail, Budget())) == [Candidate(NFE, "fwd")]

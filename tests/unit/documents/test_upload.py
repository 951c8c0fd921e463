"""Uploads: the same door as a mail's."""

import pytest

from malote.audit import Action
from malote.documents.upload import take_upload
from malote.documents.views import Uploaded
from malote.errors import InvalidInput, UnsupportedDocument
from tests.fakes.stores import MemoryArchive, MemoryLedger, MemoryQuarantine
from tests.fakes.trail import MemoryTrail, entry
from tests.unit.unpacking.archives import zip_of

XML = b"<?xml version='1.0' encoding='ISO-8859-1'?><nfe>a\xe7\xe3o</nfe>"


def upload(body: bytes, archive: MemoryArchive, kept: MemoryQuarantine) -> list[Uploaded]:
    ledger, trail = MemoryLedger(), MemoryTrail()
    by = entry(Action.DOCUMENTS_UPLOADED, "r-1", "ana")
    results = take_upload(body, by, archive, kept, ledger, trail)
    assert trail.kept == [by]
    assert ledger.uploads == {(each.id, "UPLOAD#ana#r-1") for each in results}
    return results


def test_an_xml_is_kept_to_the_byte_and_twice_is_a_duplicate() -> None:
    archive, kept = MemoryArchive(), MemoryQuarantine()
    (first,) = upload(XML, archive, kept)
    (second,) = upload(XML, archive, kept)
    assert (first.status, second.status, first.id) == ("received", "duplicate", second.id)
    assert archive.inbox == {first.id: XML}


def test_every_xml_of_a_zip_and_the_rar_beside_it() -> None:
    archive, kept = MemoryArchive(), MemoryQuarantine()
    body = zip_of({"a": XML, "b": XML + b" ", "c": b"Rar!\x1a\x07\x01\x00", "d": b"%PDF-1.4"})
    assert [each.status for each in upload(body, archive, kept)] == [
        "received", "received", "quarantined",
    ]  # fmt: skip
    assert len(archive.inbox) == 2
    (reason,) = (each.reason.code for each in kept.kept.values())
    assert reason == "archive_unsupported"
    assert list(archive.aside.values()) == [b"Rar!\x1a\x07\x01\x00"]


def test_of_many_refusals_the_upload_itself_is_kept() -> None:
    archive, kept = MemoryArchive(), MemoryQuarantine()
    rars = {f"r{number}": b"Rar!\x1a\x07\x01\x00%d" % number for number in range(30)}
    body = zip_of({"a": XML, **rars})
    assert [each.status for each in upload(body, archive, kept)] == ["received", "quarantined"]
    assert list(archive.aside.values()) == [body]


@pytest.mark.parametrize(
    ("body", "error"), [(b"", InvalidInput), (b"%PDF-1.4", UnsupportedDocument)]
)
def test_what_holds_no_document_is_refused_at_once(body: bytes, error: type[Exception]) -> None:
    archive = MemoryArchive()
    with pytest.raises(error):
        upload(body, archive, MemoryQuarantine())
    assert archive.inbox == {}

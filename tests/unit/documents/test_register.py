"""What becomes of a blob, and which version of a document is shown."""

import hashlib

import pytest

from local.demo.mails import cancellation, sample
from malote.documents import Blob, Quarantined, Registration
from malote.documents.register import cancels, examine, rank
from malote.fiscal import DocumentSummary, FiscalDocument, Situation, read
from tests.fakes.stores import NOON

NFE = sample("nfe/samples/v4_0/leiauteNFe/35180834128745000152550010000476051695511860-nfe.xml")
KEY = "35180834128745000152550010000476051695511860"
ISSUER, RECIPIENT, STRANGER = "34128745000152", "57647232000153", "75277525000178"


def blob(content: bytes) -> Blob:
    return Blob("acme", hashlib.sha256(content).hexdigest(), content, NOON)


@pytest.mark.parametrize("tax_id", [ISSUER, RECIPIENT])
def test_a_party_of_the_document_registers_it(tax_id: str) -> None:
    found = examine(blob(NFE), {tax_id, "00000000000191"})
    assert isinstance(found, Registration)
    assert found.record.access_key == KEY


def test_somebody_elses_document_is_quarantined_with_its_parties() -> None:
    found = examine(blob(NFE), {STRANGER})
    assert isinstance(found, Quarantined)
    assert (found.reason.code, found.access_key) == ("not_a_party", KEY)
    assert RECIPIENT in found.reason.detail


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty_document"),
        (NFE[:2000], "malformed_xml"),
        (b"<a/>", "unsupported_document"),
        (b"<!DOCTYPE x []><x/>", "doctype_refused"),
        (b"<NFe xmlns='http://www.portalfiscal.inf.br/nfe'/>", "identity_missing"),
    ],
)
def test_an_unreadable_blob_is_quarantined_under_its_code(content: bytes, code: str) -> None:
    found = examine(blob(content), {ISSUER})
    assert isinstance(found, Quarantined)
    assert found.reason.code == code
    assert found.blob_id == hashlib.sha256(content).hexdigest()


def test_an_event_registers_before_its_document_for_whoever_has_it() -> None:
    assert isinstance(examine(blob(cancellation(KEY)), {STRANGER}), Registration)


def test_a_protocolled_document_outranks_a_bare_one_and_that_a_summary() -> None:
    whole = read(NFE)
    assert isinstance(whole, FiscalDocument)
    bare = whole.model_copy(update={"authorization": None})
    summary = DocumentSummary(access_key=KEY)
    lowest_hash, highest_hash = "0" * 64, "f" * 64
    assert (
        rank(summary, highest_hash)
        < rank(bare, lowest_hash)
        < rank(bare, highest_hash)
        < rank(whole, lowest_hash)
    )


def test_only_the_issuers_registered_cancellation_cancels() -> None:
    whole = cancellation(KEY)
    assert cancels(read(whole))
    assert not cancels(read(whole.replace(b"<cStat>135<", b"<cStat>573<")))
    assert not cancels(read(whole.replace(b"<CNPJ>34128745000152<", b"<CNPJ>75277525000178<")))
    assert not cancels(read(whole.replace(b"<nProt>135180000000002</nProt>", b"")))
    assert not cancels(read(whole.replace(b">110111<", b">110110<")))
    assert not cancels(DocumentSummary(access_key=KEY, situation=Situation.CANCELLED))
    assert not cancels(read(NFE))

"""What the table keeps of a document, for lists and searches."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from malote.adapters.headers import document_header, event_header
from malote.fiscal import (
    DocumentSummary,
    FiscalDocument,
    FiscalEvent,
    Inspection,
    Kind,
    Party,
    Remark,
    Signature,
    Verdict,
)

KEY = "35180834128745000152550010000476051695511860"
NATIONAL = "35503082234128745000152000000000001926080000000001"
ISSUER = Party(tax_id="34128745000152", legal_name="  AÇÚCAR União Ltda.", uf="SP")
NFE = FiscalDocument(kind=Kind.NFE, access_key=KEY, model="55", series=1, number=47605)


def header(record: FiscalDocument | DocumentSummary, **judged: Any) -> dict[str, Any]:
    signature = judged.pop("signature", Signature(verdict=Verdict.ABSENT))
    return document_header("acme", record, Inspection(record, signature, **judged))


def test_a_summary_and_a_document_write_the_same_attributes() -> None:
    assert set(header(NFE)) == set(header(DocumentSummary(access_key=KEY)))


@pytest.mark.parametrize(
    ("amount", "cents"),
    [("610.37", 61037), ("0", 0), ("0.1", 10), ("99999999999999.99", 9999999999999999), ("1.005", 100)],
)  # fmt: skip
def test_amounts_are_kept_as_written_and_in_cents_to_compare(amount: str, cents: int) -> None:
    found = header(NFE.model_copy(update={"total_amount": Decimal(amount)}))
    assert (str(found["total_amount"]), found["total_cents"]) == (amount, cents)


def test_the_issuer_is_found_without_accents_and_capitals() -> None:
    found = header(NFE.model_copy(update={"issuer": ISSUER}))
    assert (found["issuer_name"], found["issuer_search"]) == (
        ISSUER.legal_name,
        "acucar uniao ltda.",
    )
    assert header(NFE)["issuer_search"] is None


@pytest.mark.parametrize("role", ["recipient", "service_taker", "taker"])
def test_the_recipient_is_whoever_it_was_made_for(role: str) -> None:
    found = header(NFE.model_copy(update={role: ISSUER}))
    assert (found["recipient_tax_id"], found["recipient_name"]) == (
        ISSUER.tax_id,
        ISSUER.legal_name,
    )


@pytest.mark.parametrize(
    ("key", "model", "kind"),
    [(KEY, "55", Kind.NFE), (f"{KEY[:20]}58{KEY[22:]}", "58", Kind.MDFE)],
)
def test_a_summary_is_of_the_kind_that_its_key_says(key: str, model: str, kind: Kind) -> None:
    found = header(DocumentSummary(access_key=key))
    assert (found["kind"], found["model"], found["series"], found["number"]) == (
        kind, model, 1, 47605,
    )  # fmt: skip


def test_a_document_says_itself_what_no_key_of_its_kind_does() -> None:
    note = FiscalDocument(
        kind=Kind.NFSE, access_key=NATIONAL, model="NFSE", series=0, number=123456789012345
    )
    found = header(note)
    assert (found["model"], found["number"]) == ("NFSE", 123456789012345)
    assert found["GSI1SK"] == f"2000-01-01T00:00:00#{NATIONAL}", "undated: last of all lists"


def test_a_list_is_sorted_by_the_documents_own_clock() -> None:
    late = datetime(2026, 8, 31, 23, 30, tzinfo=timezone(timedelta(hours=-3)))
    assert header(NFE.model_copy(update={"issued_at": late}))["GSI1SK"].startswith("2026-08-31T23")
    assert header(NFE)["GSI1SK"] == f"2018-08-01T00:00:00#{KEY}", "undated: its key's month"


def test_what_is_to_be_thought_of_it_is_kept_with_it() -> None:
    signature = Signature(
        verdict=Verdict.UNTRUSTED_CHAIN, signer_tax_id="1", signer_name="A", detail="x" * 900
    )
    remarks = (
        Remark(code="schema", message="", detail="linha 1"),
        Remark(code="schema", message="", detail="linha 2"),
        Remark(code="late", message=""),
    )
    found = header(NFE, signature=signature, remarks=remarks)
    assert found["remarks"] == {"schema": "linha 1; linha 2", "late": ""}
    assert (found["signature"], found["signer_tax_id"], found["signer_name"]) == (
        "untrusted_chain", "1", "A",
    )  # fmt: skip
    assert len(found["signature_detail"]) == 500
    assert header(NFE)["remarks"] is None


def test_an_event_keeps_its_verdict_too() -> None:
    event = FiscalEvent(
        access_key=KEY, event_type="110111", sequence=1, status_code="135",
        occurred_at=datetime(2026, 8, 1, tzinfo=UTC),
    )  # fmt: skip
    found = event_header(event, Inspection(event, Signature(verdict=Verdict.TAMPERED)))
    assert (found["effect"], found["registered"]) == ("cancellation", True)
    assert (found["signature"], found["protocol"]) == ("tampered", None)
    assert found["occurred_at"] == "2026-08-01T00:00:00Z"

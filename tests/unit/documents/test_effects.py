"""What a record does to its document."""

import pytest

from local.demo.mails import cancellation, sample
from malote.documents.effects import cancellation_remark, effect
from malote.fiscal import DocumentSummary, Effect, FiscalDocument, FiscalEvent, Situation, read

KEY = "35180834128745000152550010000476051695511860"
NFE = sample(f"nfe/samples/v4_0/leiauteNFe/{KEY}-nfe.xml")
WHOLE = cancellation(KEY)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (b"", b"", Effect.CANCELLATION),
        (b">110111<", b">110110<", Effect.CORRECTION_LETTER),
        (b"<cStat>135<", b"<cStat>573<", None),
        (b"<CNPJ>34128745000152<", b"<CNPJ>75277525000178<", None),
        (b"<nProt>135180000000002</nProt>", b"", None),
        (b">110111<", b">110140<", None),
    ],
)
def test_only_what_sefaz_registered_for_the_issuer_counts(
    before: bytes, after: bytes, expected: Effect | None
) -> None:
    assert effect(read(WHOLE.replace(before, after))) is expected


@pytest.mark.parametrize(
    ("access_key", "by_authority", "expected"),
    [
        ("NFSE-3550308-12ABC34501DE35-7", True, Effect.CANCELLATION),
        ("NFSE-3550308-12ABC34501DE35-7", False, None),
        (KEY, True, None),  # its issuer has to ask for it
    ],
)
def test_what_the_authority_writes_itself_counts_on_services_only(
    access_key: str, by_authority: bool, expected: Effect | None
) -> None:
    event = FiscalEvent(
        access_key=access_key, event_type="110111", sequence=1, by_authority=by_authority
    )
    assert effect(event) is expected


def test_an_answer_to_another_event_registers_nothing() -> None:
    answer = WHOLE[WHOLE.index(b"<retEvento") :]
    other_key = KEY[:25] + "000047606" + KEY[34:]
    for said, another in (
        (b"<tpEvento>110111<", b"<tpEvento>110110<"),
        (b"<nSeqEvento>1<", b"<nSeqEvento>2<"),
        (KEY.encode(), other_key.encode()),
    ):
        assert said in answer
        found = read(WHOLE.replace(answer, answer.replace(said, another)))
        assert effect(found) is None, another


def test_a_document_printed_as_cancelled_cancels_itself_and_a_summary_nothing() -> None:
    document = read(NFE)
    assert isinstance(document, FiscalDocument)
    assert effect(document) is None
    cancelled = document.model_copy(update={"situation": Situation.CANCELLED})
    assert effect(cancelled) is Effect.CANCELLATION
    assert effect(DocumentSummary(access_key=KEY, situation=Situation.CANCELLED)) is None


@pytest.mark.parametrize(
    ("verdicts", "code"),
    [
        (set(), None),
        ({"valid"}, None),
        ({"valid", "tampered", "absent"}, None),
        ({"absent"}, "cancellation_unverified"),
        ({"untrusted_chain", "tampered"}, "cancellation_unverified"),
        ({"tampered"}, "cancellation_tampered"),
    ],
)
def test_a_cancellation_says_how_far_it_can_be_relied_on(
    verdicts: set[str], code: str | None
) -> None:
    assert cancellation_remark(verdicts) == code

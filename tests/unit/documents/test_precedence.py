"""Which version of a document or event is shown, whatever came first."""

from itertools import pairwise, permutations, product

import pytest

from malote.documents.precedence import rank
from malote.fiscal import (
    Authorization,
    DocumentSummary,
    EventSummary,
    FiscalDocument,
    FiscalEvent,
    FiscalRecord,
    Inspection,
    Kind,
    Remark,
    Signature,
    Verdict,
)
from malote.fiscal.remarks import RemarkCode

KEY = "35180834128745000152550010000476051695511860"
BARE = FiscalDocument(kind=Kind.NFE, access_key=KEY, model="55", series=1, number=47605)
WHOLE = BARE.model_copy(update={"authorization": Authorization(protocol="1")})
SUMMARY = DocumentSummary(access_key=KEY, protocol="1")
ASKED = FiscalEvent(access_key=KEY, event_type="110111", sequence=1)
EVENT = ASKED.model_copy(update={"status_code": "135", "protocol": "1"})
NOTICE = EventSummary(access_key=KEY, event_type="110111", sequence=1, protocol="1")
OF_ANOTHER = Remark(code="protocol_of_another", message="")
VALID, CHAIN, ABSENT, TAMPERED = (
    Verdict.VALID, Verdict.UNTRUSTED_CHAIN, Verdict.ABSENT, Verdict.TAMPERED,
)  # fmt: skip

type Version = tuple[FiscalRecord, Verdict, bool]

# From the least to the greatest.
DOCUMENTS: list[Version] = [
    (SUMMARY, ABSENT, False),
    (BARE, TAMPERED, False),
    (WHOLE, TAMPERED, False),
    (BARE, ABSENT, False),
    (WHOLE, ABSENT, False),
    (BARE, CHAIN, False),
    (WHOLE, CHAIN, False),
    (WHOLE, VALID, True),
    (WHOLE, VALID, False),
]
EVENTS: list[Version] = [
    (EVENT, TAMPERED, False),
    (ASKED, ABSENT, False),
    (ASKED, VALID, False),
    (NOTICE, ABSENT, False),
    (EVENT, ABSENT, False),
    (EVENT, CHAIN, False),
    (EVENT, VALID, False),
]


def ranked(version: Version, sha256: str) -> str:
    record, verdict, of_another = version
    remarks = (OF_ANOTHER,) if of_another else ()
    return rank(Inspection(record, Signature(verdict=verdict), remarks), sha256)


@pytest.mark.parametrize("versions", [DOCUMENTS, EVENTS])
def test_whoever_says_more_and_is_truer_is_shown_whatever_the_hashes(
    versions: list[Version],
) -> None:
    for less, more in pairwise(versions):
        for one, other in product("0f", repeat=2):
            assert ranked(less, one * 64) < ranked(more, other * 64), (less, more)


@pytest.mark.parametrize("code", ["protocol_of_another", "not_authorized", "homologation"])
def test_a_protocol_that_says_nothing_is_as_none(code: str) -> None:
    signature = Signature(verdict=VALID)
    remarked = Inspection(WHOLE, signature, (Remark.of(RemarkCode(code)),))
    assert rank(remarked, "f") == rank(Inspection(BARE, signature), "f")


def test_no_unsupported_signature_counts_more_than_none() -> None:
    unsupported = ranked((WHOLE, Verdict.UNSUPPORTED, False), "0")
    assert unsupported == ranked((WHOLE, ABSENT, False), "0")


def test_equals_are_ordered_by_their_hashes() -> None:
    same = (WHOLE, VALID, False)
    assert len({max(ranked(same, each) for each in order) for order in permutations("abc")}) == 1
    assert ranked(same, "a") < ranked(same, "b")

"""Searching documents and deciding on them: what DynamoDB makes of it."""

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from local.demo.mails import cancellation, sample
from malote.adapters import keys
from malote.adapters.catalog import Catalog
from malote.adapters.decisions import Decisions
from malote.adapters.registry import Registry
from malote.adapters.sources import source_item
from malote.adapters.table import Table
from malote.audit import Action
from malote.documents import Decision, Registration, Source
from malote.documents.decide import DecisionRequest, decide
from malote.documents.queries import DocumentQuery, parse_name, parse_range
from malote.documents.views import DocumentHeader
from malote.errors import NotFound
from malote.fiscal import Inspection, Kind, Remark, Signature, Verdict, read
from malote.fiscal.remarks import RemarkCode
from tests.fakes.stores import NOON
from tests.fakes.trail import MemoryTrail, entry

FIRST, SECOND, THIRD, FOURTH = KEYS = (
    "35180834128745000152550010000474281920007498", "35180834128745000152550010000474491454651420",
    "35180834128745000152550010000474501597356342", "35180834128745000152550010000474641681223493",
)  # fmt: skip


def sha256_of(key: str) -> str:
    return f"{KEYS.index(key):064}"


def registration(
    content: bytes, sha256: str, verdict: Verdict = Verdict.ABSENT, codes: Iterable[str] = ()
) -> Registration:
    remarks = tuple(Remark(code=code, message="Há algo.", detail="isto") for code in codes)
    inspection = Inspection(read(content), Signature(verdict=verdict), remarks)
    return Registration("acme", sha256, len(content), NOON, inspection)


def nfe(key: str) -> bytes:
    return sample(f"nfe/samples/v4_0/leiauteNFe/{key}-nfe.xml")


@pytest.fixture
def catalog(table: Table) -> Catalog:
    """Four NF-e: one valid, one with a wrong digit, one cancelled, one doubtfully cancelled."""
    name = b"<xNome>Alimentos Ltda.</xNome>"
    assert name in nfe(FIRST)
    found = [
        registration(nfe(FIRST), sha256_of(FIRST), Verdict.VALID),
        registration(nfe(SECOND), sha256_of(SECOND), codes=[RemarkCode.CHECK_DIGIT]),
        registration(
            nfe(THIRD).replace(name, "<xNome>AÇÚCAR União</xNome>".encode()), sha256_of(THIRD)
        ),
        registration(nfe(FOURTH), sha256_of(FOURTH)),
        registration(cancellation(THIRD), "a" * 64, Verdict.VALID),
        registration(cancellation(FOURTH), "b" * 64),
    ]
    outcomes = Registry(table, now=lambda: NOON).register_all(found)
    assert {str(each) for each in outcomes} == {"registered"}
    return Catalog(table)


def found(catalog: Catalog, query: DocumentQuery, tenant: str = "acme") -> list[str]:
    items, cursor = catalog.documents(tenant, query, 50, None)
    assert cursor is None
    return sorted(item["access_key"] for item in items)


def cents(catalog: Catalog, key: str) -> int:
    header = catalog.header("acme", key)
    assert header
    return int(header["total_cents"])


@pytest.mark.parametrize(
    ("query", "keys_"),
    [
        (DocumentQuery(), KEYS),
        (DocumentQuery(kind=Kind.NFE), KEYS),
        (DocumentQuery(kind=Kind.CTE), ()),
        (DocumentQuery(number=47450), (THIRD,)),
        (DocumentQuery(number=4745), ()),
        (DocumentQuery(issuer="34128745000152"), KEYS),
        (DocumentQuery(recipient="34128745000152"), ()),
        (DocumentQuery(issuer_name=parse_name("açucar UNIAO")), (THIRD,)),
        (DocumentQuery(issuer_name=parse_name("cúcar u")), (THIRD,)),
        (DocumentQuery(issuer_name=parse_name("limento")), (FIRST, SECOND, FOURTH)),
        (DocumentQuery(issuer_name="a) OR attribute_exists(PK"), ()),
        (DocumentQuery(remark=RemarkCode.CHECK_DIGIT), (SECOND,)),
        (DocumentQuery(remark=RemarkCode.CANCELLATION_UNVERIFIED), (FOURTH,)),
        (DocumentQuery(remark=RemarkCode.CANCELLATION_TAMPERED), ()),
        (DocumentQuery(signature=Verdict.VALID), (FIRST,)),
        (DocumentQuery(signature=Verdict.ABSENT, number=47449), (SECOND,)),
        (DocumentQuery(status="cancelled"), (THIRD, FOURTH)),
        (DocumentQuery(status="returned"), (FIRST, SECOND)),
        (DocumentQuery(status="accepted"), ()),
    ],
)
def test_what_is_searched_is_found(
    catalog: Catalog, query: DocumentQuery, keys_: tuple[str, ...]
) -> None:
    assert found(catalog, query) == sorted(keys_)
    assert found(catalog, query, "outra") == []


def test_a_range_of_amounts_has_both_its_ends(catalog: Catalog) -> None:
    amount = cents(catalog, SECOND)
    exact = f"{amount // 100}.{amount % 100:02}"
    for least, greatest in ((exact, exact), (exact, None), (None, exact)):
        assert SECOND in found(catalog, DocumentQuery(cents=parse_range(least, greatest)))
    over, under = DocumentQuery(cents=(amount + 1, None)), DocumentQuery(cents=(None, amount - 1))
    assert SECOND not in found(catalog, over) + found(catalog, under)
    assert sorted(found(catalog, over) + found(catalog, under)) == sorted({*KEYS} - {SECOND})


def test_only_tampered_cancellations_are_told_as_such(catalog: Catalog, table: Table) -> None:
    forged = registration(cancellation(FIRST), "c" * 64, Verdict.TAMPERED)
    Registry(table, now=lambda: NOON).register_all([forged])
    assert found(catalog, DocumentQuery(remark=RemarkCode.CANCELLATION_TAMPERED)) == [FIRST]
    assert found(catalog, DocumentQuery(remark=RemarkCode.CANCELLATION_UNVERIFIED)) == [FOURTH]
    assert FIRST in found(catalog, DocumentQuery(status="returned"))


def test_pages_go_on_after_a_document_of_any_name(table: Table) -> None:
    names = [
        FIRST, "35503082212345678000195000000000012326101234567891"[:50],
        "DPS355030821234567800019500001000000000000123", "NFSE-3550308-12ABC34501DE35-123",
    ]  # fmt: skip
    for day, name in enumerate(names, start=1):
        by_date = {
            "GSI1PK": keys.by_date("acme", "DOCS"),
            "GSI1SK": f"2026-10-0{day}T00:00:00#{name}",
        }
        table.update(keys.document("acme", name), {"access_key": name, **by_date})
    seen, cursor = [], None
    for _ in names:
        (item,), cursor = Catalog(table).documents("acme", DocumentQuery(), 1, cursor)
        seen.append(item["access_key"])
    assert seen == names[::-1]


def test_who_brought_the_file_of_many_brought_each(table: Table) -> None:
    batch, part = "b" * 64, "a" * 64
    mail = Source("MAIL#1", "mail", NOON, "lote.xml", {"from_address": "x@y.test"})
    inside = Source(f"CONTAINER#{batch}", "container", NOON, "2", {"container": batch})
    table.put_all([source_item("acme", batch, mail), source_item("acme", part, inside)])
    told = [(each["kind"], each["container"]) for each in Catalog(table).sources("acme", part)]
    assert told == [("container", batch), ("mail", batch)]


def decided(table: Table, key: str, **said: Any) -> DocumentHeader:
    at = NOON + timedelta(seconds=said.pop("second", 0))
    request = DecisionRequest.model_validate(said)
    by = entry(Action.DOCUMENT_DECIDED, key, at=at)
    return decide(request, by, Decisions(table), MemoryTrail())


def test_a_decision_moves_the_document_and_stays_in_its_history(
    catalog: Catalog, table: Table
) -> None:
    header = decided(table, FIRST, status="accepted")
    assert (header.status, header.decided_by_email) == ("accepted", "ana@acme.test")
    assert found(catalog, DocumentQuery(status="accepted")) == [FIRST]
    assert found(catalog, DocumentQuery(status="returned")) == [SECOND]
    assert decided(table, FIRST, note="paga", second=1).status == "accepted"
    assert decided(table, FIRST, status="returned", second=2).note == "paga"
    shown = catalog.document("acme", FIRST)
    assert shown
    assert [(each.get("status"), each.get("note")) for each in shown["decisions"]] == [
        ("accepted", None), (None, "paga"), ("returned", None),
    ]  # fmt: skip


def test_a_new_version_and_a_cancellation_leave_the_decision(
    catalog: Catalog, table: Table
) -> None:
    decided(table, SECOND, status="accepted", note="conferida")
    better = registration(nfe(SECOND), "d" * 64, Verdict.VALID)
    assert Registry(table).register_all([better]) == ["registered"]
    header = catalog.header("acme", SECOND)
    assert header
    assert (header["sha256"], header["status"], header["note"]) == (
        "d" * 64,
        "accepted",
        "conferida",
    )
    assert decided(table, THIRD, status="ignored").status == "cancelled"
    assert found(catalog, DocumentQuery(status="ignored")) == []


def test_of_decisions_at_once_none_is_lost(catalog: Catalog, table: Table) -> None:
    def one(number: int) -> None:
        status = "accepted" if number % 2 else "ignored"
        decided(table, FIRST, status=status, note=str(number))

    with ThreadPoolExecutor(8) as together:
        list(together.map(one, range(16)))
    shown = catalog.document("acme", FIRST)
    assert shown
    assert {each["note"] for each in shown["decisions"]} == {str(number) for number in range(16)}
    assert shown["status"] == ("accepted" if int(shown["note"]) % 2 else "ignored")


@pytest.mark.parametrize("key", ["35180834128745000152550010000476051695511860", FIRST])
def test_what_is_not_there_is_not_decided_nor_made(table: Table, key: str) -> None:
    if key == FIRST:  # at most its cancellation came
        Registry(table).register_all([registration(cancellation(FIRST), "a" * 64)])
    before = list(table.query(keys.document("acme", key)["PK"]))
    with pytest.raises(NotFound):
        decided(table, key, status="accepted")
    assert list(table.query(keys.document("acme", key)["PK"])) == before


def test_a_decision_of_another_tenant_reaches_nothing(catalog: Catalog, table: Table) -> None:
    other = Decision("outra", FIRST, "x", NOON, "u-9", None, "ignored", None)
    assert Decisions(table).record(other) is None
    assert found(catalog, DocumentQuery(status="returned")) == [FIRST, SECOND]


def test_versions_and_events_are_the_documents_own(catalog: Catalog) -> None:
    shown = catalog.document("acme", THIRD)
    assert shown
    assert [each["sha256"] for each in shown["blobs"]] == [sha256_of(THIRD)]
    assert [each["sha256"] for each in shown["events"]] == ["a" * 64]
    for sha256, own in ((sha256_of(THIRD), True), ("a" * 64, True), (sha256_of(FIRST), False)):
        assert catalog.has_version("acme", THIRD, sha256) is own
        assert not catalog.has_version("outra", THIRD, sha256)

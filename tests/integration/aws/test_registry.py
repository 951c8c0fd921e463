"""Documents in the table, and the lists of them."""

import hashlib
from collections.abc import Sequence, Set
from dataclasses import replace
from typing import Any

import pytest

from local.demo.mails import cancellation, sample
from malote.adapters import keys
from malote.adapters.catalog import Catalog
from malote.adapters.registry import Registry
from malote.adapters.table import Table
from malote.documents import Blob, Container, Outcome, Quarantined, Reason, Registration
from malote.documents.queries import DocumentQuery
from malote.documents.register import examine
from malote.documents.views import DocumentHeader
from malote.errors import InvalidInput
from malote.fiscal import Inspection, Signature, Situation, Verdict
from malote.fiscal.inspector import Inspector
from tests.documents import BARE, CANCELLATION, KEY, NFE, SUMMARY
from tests.fakes.stores import NOON

TAX_IDS = {"57647232000153"}


def put(table: Table, *contents: bytes) -> list[Outcome | Exception]:
    """One after the other, each as a batch of its own."""
    registry = Registry(table, now=lambda: NOON)
    return [registry.register_all([read_for("acme", content)])[0] for content in contents]


def read_for(tenant: str, content: bytes, tax_ids: Set[str] = TAX_IDS) -> Registration:
    blob = Blob(tenant, hashlib.sha256(content).hexdigest(), content, NOON)
    found = examine(blob, tax_ids, Inspector())
    assert isinstance(found, Registration)
    return found


def shown(table: Table, key: str = KEY) -> dict[str, Any] | None:
    return Catalog(table).document("acme", key)


def headers(table: Table, query: DocumentQuery | None = None) -> list[DocumentHeader]:
    items, _ = Catalog(table).documents("acme", query or DocumentQuery(), 50, None)
    return [DocumentHeader.of(item) for item in items]


def test_the_same_bytes_again_have_no_second_effect(table: Table) -> None:
    assert put(table, NFE, NFE) == [Outcome.REGISTERED, Outcome.DUPLICATE]
    (header,) = headers(table)
    assert (header.status, header.total_amount, header.record) == ("returned", "610.37", "document")


def test_a_better_version_replaces_the_worse_without_a_trace(table: Table) -> None:
    put(table, SUMMARY)
    (before,) = headers(table)
    put(table, NFE)
    (after,) = headers(table)
    assert (before.record, before.recipient_tax_id) == ("summary", None)
    assert (after.record, after.recipient_tax_id) == ("document", "57647232000153")
    assert after.issuer_name == "Alimentos Ltda."
    found = shown(table)
    assert found
    assert len(found["blobs"]) == 2


def test_what_only_the_worse_version_said_is_gone(table: Table) -> None:
    put(table, SUMMARY)
    assert headers(table)[0].protocol == "135180000000001"
    put(table, BARE)
    assert headers(table)[0].protocol is None


def test_a_branch_added_later_takes_its_document_out_of_quarantine(table: Table) -> None:
    found = Blob("acme", hashlib.sha256(NFE).hexdigest(), NFE, NOON)
    stranger = examine(found, {"00000000000191"}, Inspector())
    assert isinstance(stranger, Quarantined)
    Registry(table, now=lambda: NOON).quarantine(stranger)
    assert len(Catalog(table).quarantine("acme", 50, None)[0]) == 1
    put(table, NFE)
    assert Catalog(table).quarantine("acme", 50, None)[0] == []
    document = shown(table)
    assert document
    assert "code" not in document["blobs"][0]


def test_a_document_belongs_to_the_month_on_its_own_clock(table: Table) -> None:
    late = NFE.replace(b"2018-08-15T16:16:57-03:00", b"2018-08-31T23:30:00-03:00")
    put(table, late)
    assert headers(table, DocumentQuery(period=("2018-09", "2018-09"))) == []
    assert len(headers(table, DocumentQuery(period=("2018-08", "2018-08")))) == 1


@pytest.mark.parametrize("order", [(NFE, CANCELLATION), (CANCELLATION, NFE)])
def test_a_cancellation_finds_its_document(table: Table, order: Sequence[bytes]) -> None:
    put(table, *order)
    (header,) = headers(table)
    assert header.status == "cancelled"
    found = shown(table)
    assert found
    assert [event["effect"] for event in found["events"]] == ["cancellation"]


def test_an_event_alone_shows_no_document(table: Table) -> None:
    put(table, CANCELLATION)
    assert headers(table) == []
    assert shown(table) is None


def test_quarantine_keeps_the_first_arrival_and_lists_it_once(table: Table) -> None:
    registry = Registry(table, now=lambda: NOON)
    for _ in range(2):
        registry.quarantine(Quarantined("acme", "f" * 64, Reason("malformed_xml", "x" * 900), NOON))
    (item,), cursor = Catalog(table).quarantine("acme", 50, None)
    assert cursor is None
    assert (item["code"], item["blob_id"], len(item["detail"])) == ("malformed_xml", "f" * 64, 500)
    assert Catalog(table).quarantine("outra", 50, None) == ([], None)


def test_a_container_is_no_quarantine_and_says_what_it_brought(table: Table) -> None:
    registry, catalog = Registry(table, now=lambda: NOON), Catalog(table)
    registry.quarantine(Quarantined("acme", "c" * 64, Reason("malformed_xml"), NOON))
    parts = ["1" * 64, "2" * 64]
    for _ in range(2):
        found = Container("acme", "c" * 64, 99, NOON, (b"<a/>", b"<b/>"))
        assert registry.unpacked(found, parts) is Outcome.UNPACKED
    assert catalog.quarantine("acme", 50, None) == ([], None)
    entry = table.get(keys.blob("acme", "c" * 64)) or {}
    assert (entry["outcome"], entry["documents"], "code" in entry) == ("unpacked", 2, False)
    for number, part in enumerate(parts, start=1):
        (source,) = catalog.sources("acme", part)
        assert (source["kind"], source["path"], source["container"]) == (
            "container", str(number), "c" * 64,
        )  # fmt: skip


NAMES = (
    "35180834128745000152550010000474281920007498", "35180834128745000152550010000474491454651420",
    "35180834128745000152550010000474501597356342", "35180834128745000152550010000474641681223493",
)  # fmt: skip


@pytest.fixture
def four(table: Table) -> Table:
    """Four NF-e that the tenant issued, the second one cancelled."""
    registry = Registry(table, now=lambda: NOON)
    contents = [sample(f"nfe/samples/v4_0/leiauteNFe/{name}-nfe.xml") for name in NAMES]
    registry.register_all(
        [read_for("acme", each, {"34128745000152"}) for each in [*contents, cancellation(NAMES[1])]]
    )
    return table


def test_pages_go_newest_first_and_miss_nothing(four: Table) -> None:
    catalog, cursor, seen = Catalog(four), None, []
    for _ in range(4):
        items, cursor = catalog.documents("acme", DocumentQuery(), 1, cursor)
        seen += [item["access_key"] for item in items]
    assert seen == list(reversed(NAMES))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        (DocumentQuery(status="cancelled"), [NAMES[1]]),
        (DocumentQuery(status="returned"), [NAMES[3], NAMES[2], NAMES[0]]),
        (DocumentQuery(period=("2018-08-08", "2018-08-08")), [NAMES[3], NAMES[2], NAMES[1]]),
        (DocumentQuery(period=("2018", "2018-08-07")), [NAMES[0]]),
        (DocumentQuery(issuer="00000000000191"), []),
    ],
)
def test_filters(four: Table, query: DocumentQuery, found: list[str]) -> None:
    assert [header.access_key for header in headers(four, query)] == found


def test_filtered_pages_go_on_where_they_stopped(four: Table) -> None:
    catalog, query = Catalog(four), DocumentQuery(status="returned")
    first, cursor = catalog.documents("acme", query, 2, None)
    second, last = catalog.documents("acme", query, 2, cursor)
    assert [item["access_key"] for item in first + second] == [NAMES[3], NAMES[2], NAMES[0]]
    assert last is None


def test_a_cursor_of_other_filters_is_refused(four: Table) -> None:
    _, cursor = Catalog(four).documents("acme", DocumentQuery(), 1, None)
    with pytest.raises(InvalidInput):
        Catalog(four).documents(
            "acme", DocumentQuery(period=("2018-08-07", "2018-08-07")), 1, cursor
        )


@pytest.mark.parametrize("cursor", ["x", "", "####", "w6c", "MjAyNiM", "A" * 500])
def test_a_cursor_of_ones_own_making_is_refused(table: Table, cursor: str) -> None:
    with pytest.raises(InvalidInput):
        Catalog(table).documents("acme", DocumentQuery(), 1, cursor or "=")


@pytest.mark.parametrize(
    ("verdict", "status", "remark"),
    [
        (Verdict.VALID, "cancelled", "cancellation_unverified"),
        (Verdict.TAMPERED, "returned", "cancellation_tampered"),
    ],
)
def test_a_city_s_own_cancellation_is_never_proven(
    table: Table, verdict: Verdict, status: str, remark: str
) -> None:
    """It stands beside what the city signed."""
    found = read_for("acme", NFE)
    record = found.inspection.record.model_copy(update={"situation": Situation.CANCELLED})
    judged = Inspection(record, Signature(verdict=verdict))
    Registry(table, now=lambda: NOON).register_all([replace(found, inspection=judged)])
    (header,) = headers(table)
    assert (header.status, [each.code for each in header.remarks]) == (status, [remark])

"""Documents in the table: whatever the order and however often, one state."""

import hashlib
import json
from collections.abc import Sequence
from itertools import permutations
from typing import Any

import pytest

from local.demo.mails import cancellation, sample
from malote.adapters.catalog import Catalog
from malote.adapters.registry import Registry
from malote.adapters.table import Table
from malote.documents import Blob, Outcome, Quarantined, Reason
from malote.documents.queries import DocumentQuery
from malote.documents.register import examine
from malote.documents.views import DocumentHeader
from malote.errors import InvalidInput
from tests.fakes.stores import NOON

KEY = "35180834128745000152550010000476051695511860"
NFE = sample(f"nfe/samples/v4_0/leiauteNFe/{KEY}-nfe.xml")
BARE = NFE[NFE.index(b"<NFe") : NFE.index(b"</NFe>") + 6]
SUMMARY = f"""<resNFe xmlns="http://www.portalfiscal.inf.br/nfe" versao="1.01"><chNFe>{KEY}</chNFe>
<CNPJ>34128745000152</CNPJ><xNome>Alimentos</xNome><dhEmi>2018-08-15T16:16:57-03:00</dhEmi>
<tpNF>1</tpNF><vNF>610.37</vNF><dhRecbto>2018-08-15T16:17:00-03:00</dhRecbto>
<nProt>135180000000001</nProt><cSitNFe>1</cSitNFe></resNFe>""".encode()
CANCELLATION = cancellation(KEY)
TAX_IDS = {"57647232000153"}


def put(table: Table, *contents: bytes, tenant: str = "acme") -> list[Outcome]:
    registry = Registry(table, now=lambda: NOON)
    outcomes = []
    for content in contents:
        found = examine(Blob(tenant, hashlib.sha256(content).hexdigest(), content, NOON), TAX_IDS)
        if isinstance(found, Quarantined):
            outcomes.append(registry.quarantine(found))
        else:
            outcomes.append(registry.register(found))
    return outcomes


def shown(table: Table, key: str = KEY) -> dict[str, Any] | None:
    return Catalog(table).document("acme", key)


def headers(table: Table, query: DocumentQuery | None = None) -> list[DocumentHeader]:
    items, _ = Catalog(table).documents("acme", query or DocumentQuery(), 50, None)
    return [DocumentHeader.of(item) for item in items]


def test_every_order_and_repetition_ends_in_the_same_state(table: Table) -> None:
    every = [NFE, BARE, SUMMARY, CANCELLATION]
    states = []
    for number, order in enumerate(permutations(every)):
        tenant = f"acme-{number}"
        put(table, *order, *order[:2], tenant=tenant)
        found = Catalog(table).document(tenant, KEY)
        states.append(json.dumps(found, sort_keys=True).replace(tenant, "acme"))
    assert len(states) == 24
    assert len(set(states)) == 1
    assert hashlib.sha256(NFE).hexdigest() in states[0]


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
    stranger, party = examine(found, {"00000000000191"}), examine(found, TAX_IDS)
    assert isinstance(stranger, Quarantined)
    assert not isinstance(party, Quarantined)
    registry = Registry(table, now=lambda: NOON)
    registry.quarantine(stranger)
    assert len(Catalog(table).quarantine("acme", 50, None)[0]) == 1
    registry.register(party)
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


NAMES = (
    "35180834128745000152550010000474281920007498", "35180834128745000152550010000474491454651420",
    "35180834128745000152550010000474501597356342", "35180834128745000152550010000474641681223493",
)  # fmt: skip


@pytest.fixture
def four(table: Table) -> Table:
    """Four NF-e that the tenant issued, the second one cancelled."""
    registry = Registry(table, now=lambda: NOON)
    contents = [sample(f"nfe/samples/v4_0/leiauteNFe/{name}-nfe.xml") for name in NAMES]
    for content in [*contents, cancellation(NAMES[1])]:
        sha256 = hashlib.sha256(content).hexdigest()
        found = examine(Blob("acme", sha256, content, NOON), {"34128745000152"})
        assert not isinstance(found, Quarantined)
        registry.register(found)
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

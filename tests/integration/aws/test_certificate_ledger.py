"""The life of certificates outside of portfolios, and their history, in DynamoDB."""

from dataclasses import replace
from datetime import timedelta

import pytest

from malote.adapters.certificate_items import history_item
from malote.adapters.certificate_ledger import CertificateItems
from malote.adapters.portfolios import PortfolioItems
from malote.adapters.table import Table
from malote.audit import MALOTE
from malote.branches.models import Module
from malote.certificates.history_views import CertificateHistoryPage
from malote.certificates.models import Binding, HistoryAction, Installed
from malote.environment import Environment
from malote.errors import InvalidInput
from malote.portfolio import Change
from malote.problems import to_json
from tests.fakes.stores import NOON
from tests.integration.aws.installed import certificate, row

HOUR = timedelta(hours=1)
PENDING = certificate()
LIVE = certificate(state="live", revision="r2", renews="f" * 32)
DELETED = certificate(state="deleted", revision="r3", deleted_at=NOON + HOUR)


@pytest.fixture
def ledger(table: Table) -> CertificateItems:
    ledger = CertificateItems(table)
    ledger.begin(PENDING)
    return ledger


def become(table: Table, certificate: Installed) -> None:
    store = PortfolioItems(table)
    before = store.get(certificate.tenant)
    assert store.commit(before, Change({}, certificates=(certificate,)))


@pytest.mark.parametrize("state", [PENDING, LIVE, DELETED])
def test_one_in_whatever_state(ledger: CertificateItems, table: Table, state: Installed) -> None:
    if state is not PENDING:
        become(table, state)
    assert ledger.get("acme", state.certificate_id) == state
    assert ledger.get("outra", state.certificate_id) is None
    assert ledger.get("acme", "0" * 32) is None


@pytest.mark.parametrize("state", [PENDING, LIVE, DELETED])
def test_only_a_pending_one_is_begun_again(
    ledger: CertificateItems, table: Table, state: Installed
) -> None:
    if state is not PENDING:
        become(table, state)
    again = certificate(revision="again")
    ledger.begin(again)
    found = ledger.get("acme", state.certificate_id)
    assert found == (again if state is PENDING else state)


def test_what_is_left_over_all_tenants(ledger: CertificateItems, table: Table) -> None:
    other = certificate(2, tenant="outra", added_at=NOON - HOUR)
    ledger.begin(other)
    live = certificate(3, state="live")
    ledger.begin(certificate(3))
    become(table, live)
    become(table, DELETED)
    assert list(ledger.leftovers(NOON - 2 * HOUR)) == []
    assert list(ledger.leftovers(NOON)) == [other]
    assert list(ledger.leftovers(NOON + HOUR)) == [other, DELETED]


@pytest.mark.parametrize("state", [PENDING, DELETED])
def test_what_is_given_up_is_left_no_more(
    ledger: CertificateItems, table: Table, state: Installed
) -> None:
    if state is DELETED:
        become(table, state)
    for _ in range(2):
        ledger.given_up(state)
        assert list(ledger.leftovers(NOON + HOUR)) == []
        found = ledger.get("acme", state.certificate_id)
        assert found == (DELETED if state is DELETED else None)


@pytest.mark.parametrize("read", [PENDING, DELETED])
@pytest.mark.parametrize(
    "now", [certificate(state="live"), LIVE, certificate(state="deleted", revision="r9")]
)
def test_one_that_changed_since_stays(
    ledger: CertificateItems, table: Table, read: Installed, now: Installed
) -> None:
    become(table, now)
    ledger.given_up(read)
    assert ledger.get("acme", now.certificate_id) == now
    assert list(ledger.leftovers(NOON + HOUR)) == ([now] if now.state == "deleted" else [])


def test_one_that_was_settled_is_left_again(ledger: CertificateItems, table: Table) -> None:
    become(table, DELETED)
    ledger.given_up(DELETED)
    again = DELETED.model_copy(update={"revision": "r4"})
    become(table, again)
    assert list(ledger.leftovers(NOON + HOUR)) == [again]


ROWS = [
    row(1, action=HistoryAction.INSTALLATION, before=(), actor=MALOTE),
    row(2, certificate_id="b" * 32, asked=(), after=(), remarks=()),
    row(3),
    row(4, action=HistoryAction.DELETION, after=()),
    row(5, certificate_id="b" * 32),
]


@pytest.fixture
def told(table: Table) -> CertificateItems:
    table.put_all([history_item(each) for each in (*ROWS, replace(row(9), tenant="outra"))])
    return CertificateItems(table)


@pytest.mark.parametrize("of", [None, "b" * 32, ROWS[0].certificate_id, "c" * 32])
@pytest.mark.parametrize("limit", [1, 2, 100])
def test_rows_come_back_whole_newest_first(
    told: CertificateItems, of: str | None, limit: int
) -> None:
    found, cursor = told.history("acme", of, limit, None)
    rows = [*found]
    while cursor:
        assert len(found) == limit
        found, cursor = told.history("acme", of, limit, cursor)
        rows += found
    assert rows == [each for each in reversed(ROWS) if of in {None, each.certificate_id}]


def test_a_page_fits_into_an_answer(table: Table) -> None:
    """Of 6 MB, in which the body is JSON once more; two hundred rows of 500 bindings are 30 MB."""
    environments = (Environment.PRODUCTION, Environment.HOMOLOGATION)
    all_ = tuple(
        Binding(branch=f"12ABC345{branch:04}00", module=module, environment=environment)
        for branch in range(63)
        for module in Module
        for environment in environments
    )[:500]
    rows = [row(number, asked=all_, before=all_, after=all_) for number in range(24)]
    table.put_all([history_item(each) for each in rows])
    ledger = CertificateItems(table)
    found, cursor = ledger.history("acme", None, 200, None)
    while True:
        assert len(to_json(CertificateHistoryPage.of(found, cursor).model_dump_json())) < 5_000_000
        assert found == [rows.pop() for _ in found]
        if cursor is None:
            break
        found, cursor = ledger.history("acme", None, 200, cursor)
    assert rows == []


def test_a_cursor_leads_nowhere_else(told: CertificateItems) -> None:
    _, cursor = told.history("acme", None, 2, None)
    for wrong in ("x", "é", f"{cursor}x"):
        with pytest.raises(InvalidInput):
            told.history("acme", None, 2, wrong)
    found, _ = told.history("outra", None, 2, cursor)
    assert all(each.tenant == "outra" for each in found)


def test_no_row_is_written_over(told: CertificateItems, table: Table) -> None:
    store = PortfolioItems(table)
    forged = replace(ROWS[2], action=HistoryAction.RENEWAL)
    assert not store.commit(store.get("acme"), Change({}, history=(forged,)))
    assert ROWS[2] in told.history("acme", None, 9, None)[0]

"""Who did what: added, listed, filtered, never changed, never another tenant's."""

from datetime import timedelta

import pytest

from malote.adapters.audit_trail import AuditTrail
from malote.adapters.table import ConditionFailed, Table
from malote.audit import MALOTE, Action, Actor, Entry
from malote.audit.views import AuditPage, AuditQuery
from malote.errors import InvalidInput
from tests.fakes.stores import NOON
from tests.fakes.trail import entry

ADMIN = Actor("cloud_admin", "arn:aws:iam::000000000000:user/ana")
ENTRIES = [
    Entry("acme", NOON, ADMIN, Action.TENANT_CREATED, "acme", {"tax_ids": "1"}),
    entry(Action.DOCUMENT_DECIDED, "K1", at=NOON + timedelta(days=1)),
    entry(Action.DOCUMENT_DECIDED, "K2", "u-2", at=NOON + timedelta(days=2)),
    Entry("acme", NOON + timedelta(days=40), MALOTE, Action.MAILBOX_PAUSED, "notas"),
    entry(Action.DOCUMENT_DECIDED, "K1", tenant="outra"),
]


@pytest.fixture
def trail(table: Table) -> AuditTrail:
    trail = AuditTrail(table)
    for each in ENTRIES:
        trail.record(each)
    return trail


@pytest.mark.parametrize(
    ("query", "targets"),
    [
        (AuditQuery(), ["notas", "K2", "K1", "acme"]),
        (AuditQuery(action=Action.DOCUMENT_DECIDED), ["K2", "K1"]),
        (AuditQuery(actor="u-2"), ["K2"]),
        (AuditQuery(actor="malote"), ["notas"]),
        (AuditQuery(target="K1"), ["K1"]),
        (AuditQuery(period=("2026-11", "2026-11")), ["K2", "K1", "acme"]),
        (AuditQuery(period=("2026-11-22", "2026-11-22")), ["K1"]),
        (AuditQuery(period=("2025", "2025")), []),
    ],
)
def test_the_trail_is_the_tenants_newest_first(
    trail: AuditTrail, query: AuditQuery, targets: list[str]
) -> None:
    page = AuditPage.of(*trail.entries("acme", query, 50, None))
    assert [each.target for each in page.items] == targets
    assert page.next_cursor is None


def test_pages_follow_each_other_inside_the_tenant(trail: AuditTrail) -> None:
    found, cursor = [], None
    while True:
        items, cursor = trail.entries("acme", AuditQuery(), 3, cursor)
        found += [each["target"] for each in items]
        if not cursor:
            break
        with pytest.raises(InvalidInput):
            trail.entries("acme", AuditQuery(period=("2020", "2020")), 3, cursor)
        stolen, _ = trail.entries("outra", AuditQuery(), 3, cursor)
        assert all(each["PK"] == "TENANT#outra#AUDIT" for each in stolen)
    assert found == ["notas", "K2", "K1", "acme"]


def test_all_that_was_told_is_shown(trail: AuditTrail) -> None:
    page = AuditPage.of(*trail.entries("acme", AuditQuery(), 50, None))
    assert (page.items[-1].actor_kind, page.items[-1].actor) == ("cloud_admin", ADMIN.name)
    assert page.items[-1].details == {"tax_ids": "1"}
    assert (page.items[2].email, page.items[2].at) == ("ana@acme.test", NOON + timedelta(days=1))


def test_an_entry_is_never_written_over(trail: AuditTrail) -> None:
    first = ENTRIES[0]
    forged = Entry("acme", NOON, MALOTE, first.action, "x", entry_id=first.entry_id)
    with pytest.raises(ConditionFailed):
        trail.record(forged)
    assert trail.entries("acme", AuditQuery(target="x"), 50, None) == ([], None)

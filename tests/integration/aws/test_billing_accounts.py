"""Accounts at Efí in a real table, and that the fake of the unit tests is the same."""

from datetime import timedelta
from typing import Any

import pytest

from malote.adapters import keys
from malote.adapters.billing_accounts import BillingAccountItems
from malote.adapters.differences import DifferenceItems
from malote.adapters.table import Table
from malote.billing.accounts import BillingAccount
from malote.billing.reconciling import Difference, Reconciliation
from malote.errors import InvalidInput
from malote.ports.billing import BillingAccounts
from tests.fakes.billing import MemoryBillingAccounts, account
from tests.fakes.stores import NOON


@pytest.fixture(params=["memory", "table"])
def accounts(request: pytest.FixtureRequest) -> BillingAccounts:
    if request.param == "memory":
        return MemoryBillingAccounts()
    return BillingAccountItems(request.getfixturevalue("table"))


def changed(before: BillingAccount, revision: str, **others: Any) -> BillingAccount:
    return before.model_copy(update={"revision": revision, **others})


def test_what_is_saved_is_read(accounts: BillingAccounts) -> None:
    one, two, other = account(1), account(2), account(3, tenant="outra")
    for each in (one, two, other):
        assert accounts.save(each, instead_of=None)
    assert accounts.get("acme", "conta-1") == one
    assert accounts.get("outra", "conta-1") is None
    assert accounts.list("acme") == [one, two]
    assert list(accounts.active()) == [one, two, other]
    assert accounts.by_webhook(other.webhook_id) == other
    assert accounts.by_webhook("f" * 32) is None


def test_nobody_writes_over_what_he_has_not_read(accounts: BillingAccounts) -> None:
    one = account()
    assert accounts.save(one, instead_of=None)
    assert accounts.save(one, instead_of=None)  # the answer to the first was lost
    assert not accounts.save(changed(one, "r1"), instead_of=None)
    second = changed(one, "r1", active=False, webhook_id="e" * 32)
    assert accounts.save(second, instead_of="r0")
    assert not accounts.save(changed(one, "r2"), instead_of="r0")
    assert accounts.get("acme", "conta-1") == second
    assert list(accounts.active()) == []
    assert accounts.by_webhook(one.webhook_id) is None
    assert accounts.by_webhook("e" * 32) == second
    assert not accounts.delete(one)
    assert accounts.delete(second)
    assert not accounts.delete(second)
    assert accounts.by_webhook("e" * 32) is None
    assert accounts.list("acme") == []


def test_a_webhooks_former_id_is_forgotten(table: Table) -> None:
    accounts, one = BillingAccountItems(table), account()
    accounts.save(one, instead_of=None)
    accounts.save(changed(one, "r1", webhook_id="e" * 32), instead_of="r0")
    assert table.get(keys.webhook(one.webhook_id)) is None
    assert table.get(keys.webhook("e" * 32))


def test_the_first_proof_stays(accounts: BillingAccounts) -> None:
    one = account()
    accounts.save(one, instead_of=None)
    accounts.proven(account(client_id="another"), NOON)  # an application that it was before
    assert accounts.get("acme", "conta-1") == one
    accounts.proven(one, NOON)
    accounts.proven(one, NOON + timedelta(days=1))
    found = accounts.get("acme", "conta-1")
    assert found
    assert found.proven_at == NOON
    # Whoever read it before would write over that.
    assert not accounts.save(changed(one, "r1"), instead_of=one.revision)
    assert accounts.save(changed(found, "r1"), instead_of=found.revision)
    accounts.proven(account(2), NOON)  # gone
    assert accounts.get("acme", "conta-2") is None


def test_comparisons_by_day(table: Table) -> None:
    kept = DifferenceItems(table)
    differences = (
        Difference("c", 7, "status", "waiting", "paid", mended=True),
        Difference(None, 8, "unknown_here", "", "paid", mended=False),
        Difference("p", None, "fee", "2.50", "1.19", mended=False),
    )
    reports = [
        Reconciliation(
            "acme", f"conta-{n % 2}", NOON + timedelta(days=n // 2), NOON.date(), NOON.date(),
            n, 1, account().fee, account().fee, differences, told=("bia@acme.test",),
        )
        for n in range(5)
    ]  # fmt: skip
    for each in [*reports, reports[4]]:
        kept.keep(each)
    first, cursor = kept.page("acme", 3, None)
    rest, end = kept.page("acme", 3, cursor)
    assert [*first, *rest] == reports[::-1]
    assert end is None
    assert kept.page("outra", 3, None) == ([], None)
    with pytest.raises(InvalidInput):
        kept.page("acme", 3, "eA")

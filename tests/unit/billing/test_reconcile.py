"""Efí's list against ours: what was missed is applied, what somebody must look at is reported."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from malote.billing.accounts import BillingAccount
from malote.billing.remote import PixReceived, PixReturn, RemoteCharge
from tests.billing_world import World, bytes_of, reconciled, watched
from tests.fakes.billing import account, charge, charge_id
from tests.fakes.efi import ScriptedEfi
from tests.fakes.stores import NOON
from tests.fakes.watching import nothing

PIX = PixReceived("E1", "t" * 26, Decimal("100.00"), NOON)


def test_nothing_to_tell() -> None:
    world = World()
    world.tell(world.efi.happen(world.issue(1), "paid", "100.00"))
    world.issue(2)
    world.issue_carnet(3)
    report = reconciled(world)
    assert (report.compared, report.mended, report.differences) == (14, 0, ())
    assert report.paid_here == report.paid_there == Decimal("100.00")
    assert not report.needs_somebody


MISSED: dict[str, list[tuple[str, str | None]]] = {
    "paid": [("paid", "100.00")],
    "paid with interest": [("paid", "103.17")],
    "refunded": [("paid", "100.00"), ("refunded", None)],
    "canceled": [("canceled", None)],
    "settled": [("settled", None)],
    "expired, then paid": [("expired", None), ("paid", "100.00")],
}


@pytest.mark.parametrize("value_listed", [True, False])
@pytest.mark.parametrize("token_known", [True, False])
@pytest.mark.parametrize("case", MISSED)
def test_what_was_missed_is_applied(case: str, token_known: bool, value_listed: bool) -> None:
    told, world = World(), World()
    for each in (told, world):
        efi_id = each.issue()
        if token_known:
            each.tell(f"token-{efi_id}")
        for status, value in MISSED[case]:
            token = each.efi.happen(efi_id, status, value)
    told.tell(token)
    held = world.efi.held[efi_id]
    if not value_listed:
        held.remote = replace(held.remote, paid_value=None)
    report = reconciled(world)
    assert (report.mended, report.needs_somebody) == (1, False)
    assert world.named(efi_id).status == told.named(efi_id).status
    if token_known:  # its history was asked
        assert world.money() == told.money()
    if token_known or value_listed:
        assert report.paid_here == report.paid_there
    assert {each.source for each in world.ledger()} <= {"reconciliation"}
    world.tell(token)  # later, after all
    assert world.money() == told.money()
    assert (world.named(efi_id).status, world.named(efi_id).ahead) == (MISSED[case][-1][0], 0)
    assert reconciled(world).differences == ()


class Repeating(ScriptedEfi):
    """Lists some of it twice, as pages do while charges are made."""

    def charges(self, account: BillingAccount, first: date, last: date) -> Iterator[RemoteCharge]:
        for _ in range(2):
            yield from super().charges(account, first, last)


def test_listed_twice_it_counts_once() -> None:
    world = World(efi=Repeating())
    world.tell(world.efi.happen(world.issue(), "paid", "100.00"))
    report = reconciled(world)
    assert (report.compared, report.paid_there) == (1, Decimal("100.00"))


def test_a_list_that_calls_a_charge_by_anothers_name() -> None:
    world = World()
    held = world.efi.held[world.issue()]
    held.remote = replace(held.remote, custom_id=charge_id(2), status="paid")
    report = reconciled(world)
    assert [each.what for each in report.differences] == ["unknown_here"]
    assert world.ledger() == []


def test_a_carnets_history_is_asked_for_once() -> None:
    world = World()
    carnet_id, parcels = world.issue_carnet()
    world.tell(f"token-c{carnet_id}")
    for each in parcels:
        world.efi.happen(each, "paid", "101.00")
    asked = world.efi.calls["history"]
    assert reconciled(world).mended == 12
    assert world.efi.calls["history"] == asked + 1
    assert world.money()["entry"] == 12 * Decimal("101.00")


def test_applied_twice_it_is_the_same() -> None:
    world = World()
    world.efi.happen(world.issue(), "paid", "100.00")
    reconciled(world)
    kept = bytes_of(world.ledger())
    assert reconciled(world).mended == 0
    assert bytes_of(world.ledger()) == kept


def test_a_notification_comes_in_the_midst() -> None:
    world = World()
    token = world.efi.happen(world.issue(), "paid", "100.00")

    def interleave(step: str) -> None:
        if step == "before change":
            watched(world, nothing)
            world.tell(token)

    watched(world, interleave)
    assert reconciled(world).needs_somebody is False
    assert world.money()["entry"] == Decimal("100.00")
    assert world.named(1001).ahead == 0


def test_somebody_changes_it_in_the_midst() -> None:
    world = World()
    world.efi.happen(world.issue(), "paid", "100.00")

    def interleave(step: str) -> None:
        if step == "before change":
            watched(world, nothing)
            charge = world.named(1001)
            world.book.change(charge, charge.model_copy(update={"revision": "another"}))

    watched(world, interleave)
    reconciled(world)
    assert world.money()["entry"] == Decimal("100.00")


def test_a_list_alone_unpays_nothing() -> None:
    world = World()
    efi_id = world.issue()
    world.efi.happen(efi_id, "paid", "100.00")
    reconciled(world)
    world.efi.happen(efi_id, "waiting")
    report = reconciled(world)
    assert (report.mended, report.needs_somebody) == (0, True)
    assert world.named(efi_id).status == "paid"


def test_efis_days_are_not_ours() -> None:
    world = World()
    world.efi.held[world.issue()].made += timedelta(days=1)
    world.now = NOON + timedelta(days=36)
    assert reconciled(world).compared == 1


def test_an_old_list_takes_nothing_back() -> None:
    world = World()
    efi_id = world.issue()
    old = world.efi.held[efi_id].remote
    world.tell(world.efi.happen(efi_id, "paid", "100.00"))
    new, world.efi.held[efi_id].remote = world.efi.held[efi_id].remote, old

    def asked(step: str) -> None:
        if step == "before charge":
            world.efi.held[efi_id].remote = new

    world.efi.watch = asked
    assert reconciled(world).differences == ()
    assert (world.named(efi_id).status, world.named(efi_id).flags) == ("paid", ())
    # And if Efí insists, somebody has to look.
    world.efi.held[efi_id].remote, world.efi.watch = old, nothing
    report = reconciled(world)
    assert (report.mended, report.needs_somebody) == (0, True)
    assert (world.named(efi_id).status, world.money()["entry"]) == ("paid", Decimal(100))


def test_pix_that_were_missed() -> None:
    world = World(account=account(pix_key="chave-1"))
    world.book.add([charge(method="pix", txid="t" * 26, status="waiting")])
    world.efi.receive(world.account, PIX)
    report = reconciled(world)
    assert (report.mended, report.paid_here, report.paid_there) == (1, Decimal(100), Decimal(100))
    assert not any(each.proven_at for each in world.accounts.list("acme"))  # nobody told of it
    back = PixReturn("D1", Decimal("40.00"), NOON, done=True)
    world.efi.receive(world.account, replace(PIX, returns=(back,)))
    report = reconciled(world)
    assert (report.mended, report.paid_here, report.paid_there) == (1, Decimal(60), Decimal(60))
    assert world.tell("E1", "pix").entries == 0
    assert world.money()["entry"] == Decimal(60)


def test_older_ones_that_may_still_be_paid_are_asked_for() -> None:
    world = World()
    efi_id = world.issue()
    world.issue(2)
    world.efi.happen(efi_id, "paid", "100.00")
    world.now = NOON + timedelta(days=90)
    report = reconciled(world)
    assert (report.compared, report.mended) == (2, 1)
    assert world.named(efi_id).credited
    world.efi.calls.clear()
    for days in (35, 36, 37, 90):  # what is settled is asked for no more
        world.now = NOON + timedelta(days=days)
        reconciled(world)
    assert world.efi.calls["charge"] == 3


def test_each_older_one_has_its_turn(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("malote.billing.reconcile._ASKED", 2)
    world = World()
    ids = [world.issue(number) for number in range(1, 6)]
    for efi_id in ids[2:]:  # nobody ever pays the first two
        world.efi.happen(efi_id, "paid", "100.00")
    for days in range(90, 96):
        world.now = NOON + timedelta(days=days)
        reconciled(world)
    assert all(world.named(efi_id).credited for efi_id in ids[2:])


def test_no_list_books_what_its_history_denies() -> None:
    world = World()
    efi_id = world.issue()
    world.efi.happen(efi_id, "paid", "100.00")
    world.tell(world.efi.happen(efi_id, "refunded"))
    held = world.efi.held[efi_id]
    held.remote = replace(held.remote, status="paid")
    world.efi.calls.clear()
    report = reconciled(world)
    assert (report.mended, report.needs_somebody) == (0, True)
    assert world.efi.calls["history"] == 1
    assert world.money()["entry"] == 0


def test_charges_of_the_former_environment_are_left_alone() -> None:
    world = World()
    world.issue()
    changed = world.account.model_copy(update={"environment": "production", "revision": "r1"})
    world.accounts.save(changed, instead_of="r0")
    world.efi.held.clear()
    assert reconciled(world).differences == ()

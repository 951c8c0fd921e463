"""What a comparison tells of what it cannot mend, and of whom it could not ask."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from malote.billing.reconciling import Difference
from malote.billing.remote import PixReceived
from malote.errors import EfiCredentialsRefused, EfiOverQuota, EfiUnavailable
from tests.billing_world import World, reconciled
from tests.fakes.billing import account, charge, charge_id
from tests.fakes.stores import NOON

PIX = PixReceived("E1", "t" * 26, Decimal("100.00"), NOON)


def unknown_here(world: World) -> None:
    World(efi=world.efi).issue(9)


def unknown_there(world: World) -> None:
    del world.efi.held[world.issue(9)]


def other_total(world: World) -> None:
    held = world.efi.held[world.issue(9)]
    held.remote = replace(held.remote, total=Decimal("99.99"))


def other_value(world: World) -> None:
    efi_id = world.issue(9)
    world.tell(world.efi.happen(efi_id, "paid", "100.00"))
    held = world.efi.held[efi_id]
    held.remote = replace(held.remote, paid_value=Decimal("50.00"))


def unknown_word(world: World) -> None:
    world.efi.happen(world.issue(9), "perdida")


def strange_pix(world: World) -> None:
    world.efi.receive(world.account, replace(PIX, txid=None))


def other_fee(world: World) -> None:
    world.book.add([charge(9, method="pix", txid="t" * 26, status="waiting")])
    world.efi.receive(world.account, replace(PIX, fee=Decimal("1.19")))


OURS = charge_id(9)
REPORTED: dict[str, tuple[Callable[[World], None], Difference]] = {
    "unknown here": (unknown_here, Difference(
        None, 1001, "unknown_here", "", f"waiting R$ 100.00 {OURS}", mended=False)),
    "unknown there": (unknown_there, Difference(
        OURS, 1001, "unknown_there", "waiting", "", mended=False)),
    "another total": (other_total, Difference(
        OURS, 1001, "value", "100.00", "99.99", mended=False)),
    "another value": (other_value, Difference(
        OURS, 1001, "value", "100.00", "50.00", mended=False)),
    "a word that nobody knows": (unknown_word, Difference(
        OURS, 1001, "status", "waiting", "perdida", mended=False)),
    "a Pix of nobody's": (strange_pix, Difference(
        None, None, "unknown_here", "", "Pix E1 R$ 100.00", mended=False)),
    "another fee": (other_fee, Difference(OURS, None, "fee", "2.50", "1.19", mended=False)),
}  # fmt: skip


@pytest.mark.parametrize("case", REPORTED)
def test_what_somebody_must_look_at(case: str) -> None:
    world = World(account=account(pix_key="chave-1"))
    make, wanted = REPORTED[case]
    make(world)
    report = reconciled(world)
    assert reconciled(world).needs_somebody  # the same day it is told anew
    assert [each for each in report.differences if not each.mended] == [wanted]
    assert (report.needs_somebody, report.told) == (True, ("bia@acme.test",))
    world.now += timedelta(days=1)
    assert not reconciled(world).needs_somebody  # it was told yesterday


def test_efis_word_on_what_was_paid_counts_there() -> None:
    world = World()
    other_value(world)
    report = reconciled(world)
    assert (report.paid_here, report.paid_there) == (Decimal("100.00"), Decimal("50.00"))


def test_after_a_long_silence_what_matters_is_still_listed() -> None:
    world = World()
    for number in range(1, 400):
        efi_id = world.issue(number)
        status, value = ("paid", "100.00") if number < 300 else ("perdida", None)
        world.efi.happen(efi_id, status, value)
    report = reconciled(world)
    assert (report.mended, report.more) == (299, 49)
    assert sum(not each.mended for each in report.differences) == 100
    assert report.needs_somebody


def test_one_history_that_cannot_be_read_keeps_no_other_back() -> None:
    world = World()
    tokens = [world.efi.happen(world.issue(number), "waiting") for number in range(1, 5)]
    for each in tokens:
        world.tell(each)
    for efi_id in [*world.efi.held]:
        world.efi.happen(efi_id, "paid", "100.00")
    world.efi.trouble["history"] = [EfiUnavailable("a resposta não é a que a Efí documenta")]
    report = reconciled(world)
    assert (report.problem, report.mended, report.needs_somebody) == (None, 3, True)
    assert world.money()["entry"] == Decimal("300.00")


def test_many_that_nobody_looks_at_hide_no_new_one() -> None:
    world = World()
    strangers = World(efi=world.efi)
    for number in range(1, 150):
        strangers.issue(number)  # made in Efí's own pages, say
    assert reconciled(world).needs_somebody
    world.now += timedelta(days=1)
    assert not reconciled(world).needs_somebody
    strangers.issue(150)
    world.now += timedelta(days=1)
    assert (reconciled(world).needs_somebody, reconciled(world).more) == (True, 50)
    world.now += timedelta(days=1)
    world.efi.happen(world.issue(900), "perdida")
    report = reconciled(world)
    assert (report.needs_somebody, report.differences[-1].theirs) == (True, "perdida")


@pytest.mark.parametrize("what", ["history", "charge"])
def test_efi_that_tells_of_none_is_down(what: str) -> None:
    world = World()
    for number in range(1, 10):
        world.tell(world.efi.happen(world.issue(number), "waiting"))
    for each in [*world.efi.held]:
        world.efi.happen(each, "paid", "100.00")
    world.efi.trouble[what] = [EfiUnavailable()] * 9
    assert reconciled(world).problem == EfiUnavailable.code
    assert len(world.efi.trouble[what]) == 3


@pytest.mark.parametrize("error", [EfiCredentialsRefused(), EfiOverQuota()])
def test_what_efi_will_not_answer_is_reported(error: Exception) -> None:
    first = World()
    other = World(first.accounts, first.book, first.efi, account=account(2))
    first.issue(1)
    other.efi.happen(other.issue(2), "paid", "100.00")
    first.efi.trouble["charges"] = [error]  # type: ignore[list-item]
    reports = first.reconcile()
    assert [each.problem for each in reports] == [error.code, None]  # type: ignore[attr-defined]
    assert [each.needs_somebody for each in reports] == [True, False]
    assert other.money()["entry"] == Decimal("100.00")

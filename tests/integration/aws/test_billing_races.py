"""Many at once at one charge, in a real table: each payment is booked once."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from malote.adapters.billing_accounts import BillingAccountItems
from malote.adapters.charge_book import ChargeItems
from malote.adapters.table import Table
from malote.billing.remote import PixReceived
from tests.billing_world import World, bytes_of
from tests.fakes.billing import charge
from tests.fakes.stores import NOON

LIFE: list[tuple[str, str | None]] = [("paid", "100.00"), ("refunded", None), ("paid", "101.37")]


@pytest.fixture
def world(table: Table) -> World:
    return World(BillingAccountItems(table), ChargeItems(table))


def wanted(*but: str, life: list[tuple[str, str | None]] = LIFE) -> bytes:
    alone = World()
    efi_id = alone.issue()
    for status, value in life:
        token = alone.efi.happen(efi_id, status, value)
    alone.tell(token)
    return bytes_of(alone.ledger(), *but)


def test_fifty_at_one_charge(world: World) -> None:
    efi_id = world.issue()
    for status, value in LIFE:
        token = world.efi.happen(efi_id, status, value)
    with ThreadPoolExecutor(50) as pool:
        outcomes = list(pool.map(lambda _: world.tell(token), range(50)))
    assert sum(each.entries for each in outcomes) == 8
    assert bytes_of(world.ledger()) == wanted()
    assert len(world.book.entries_of("acme", world.named(efi_id).charge_id)) == 8


def test_rows_come_while_they_are_applied_and_compared(world: World) -> None:
    efi_id, running = world.issue(), list[Future[Any]]()
    # Efí tells of a charge as soon as it waits. Of one it never told of the list alone speaks, which
    # does not say when it was paid.
    world.tell(world.efi.happen(efi_id, "waiting"))
    with ThreadPoolExecutor(12) as pool:
        for status, value in LIFE:
            token = world.efi.happen(efi_id, status, value)
            running += [pool.submit(world.tell, token) for _ in range(6)]
            running += [pool.submit(world.reconcile) for _ in range(2)]
    for each in running:
        each.result()
    world.tell(token)
    assert bytes_of(world.ledger(), "source") == wanted("source", life=[("waiting", None), *LIFE])
    assert (world.named(efi_id).ahead, world.named(efi_id).status) == (0, "paid")


def test_a_carnet_of_twelve_told_in_any_order(world: World) -> None:
    carnet_id, parcels = world.issue_carnet()
    token, random = f"token-c{carnet_id}", Random(7)
    for each in parcels:
        world.efi.happen(each, "paid", "100.00")
    for each in random.sample(parcels, 5):
        world.efi.happen(each, "refunded")
    whole = list(world.rows(token))
    parts = [whole[: random.randint(10, len(whole))] for _ in range(16)]

    def tell(part: int) -> None:
        applier = world.applier
        applier.history(world.account, token, parts[part], "notification")

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(tell, range(16)))
    world.tell(token)
    assert world.money() == {
        "receipt": Decimal(700), "entry": Decimal(700), "fee": Decimal("-2.50") * 12,
    }  # fmt: skip
    assert sum(world.named(each).status == "refunded" for each in parcels) == 5


@pytest.mark.parametrize("custom_id", ["", "x" * 5000, "\x00", "a#b"], ids=range(4))
def test_a_custom_id_that_no_key_holds(world: World, custom_id: str) -> None:
    token = world.efi.happen(world.issue(), "paid", "100.00")
    rows = world.rows(token)
    rows[:] = [replace(each, efi_charge_id=5, custom_id=custom_id) for each in rows]
    assert world.tell(token).ignored == ("unknown_charge",)


def test_one_pix_told_by_many(world: World) -> None:
    waiting = charge(method="pix", txid="t" * 26, status="waiting")
    world.book.add([waiting])
    pix = PixReceived("E1", "t" * 26, Decimal("100.00"), NOON)
    other = replace(pix, end_to_end_id="E2", value=Decimal("0.01"))
    for each in (pix, other):
        world.efi.receive(world.account, each)
    with ThreadPoolExecutor(20) as pool:
        list(pool.map(lambda n: world.tell(f"E{n % 2 + 1}", "pix"), range(40)))
    assert world.money()["entry"] == Decimal("100.01")
    assert len(world.ledger()) == 6

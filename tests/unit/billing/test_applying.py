"""What Efí tells is applied in order and once, whoever tells it how often."""

from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import count
from random import Random

import pytest

from tests.billing_world import World, bytes_of, watched
from tests.fakes.watching import Stopped, nothing, stop_at

LIFE = [
    ("paid", "100.00"), ("refunded", None), ("paid", "101.37"), ("contested", None),
    ("paid", "100.00"),
]  # fmt: skip
TOKEN = "token-1001"


def lived(world: World) -> None:
    """A charge to which much happens."""
    efi_id = world.issue()
    for status, value in LIFE:
        assert world.efi.happen(efi_id, status, value) == TOKEN


def told_once() -> World:
    world = World()
    lived(world)
    world.tell(TOKEN)
    return world


def test_a_history_is_applied_in_order() -> None:
    world = told_once()
    assert [f"{each.kind} {each.amount}" for each in world.ledger()] == [
        "entry 100.00", "fee -2.50", "receipt 100.00", "entry -100.00", "receipt -100.00",
        "entry 101.37", "fee -2.50", "receipt 101.37", "entry -101.37", "receipt -101.37",
        "entry 100.00", "fee -2.50", "receipt 100.00",
    ]  # fmt: skip
    charge = world.named(1001)
    assert (charge.status, charge.applied, charge.token) == ("paid", 7, TOKEN)


def test_told_again_nothing_changes() -> None:
    world = told_once()
    kept, charge = bytes_of(world.ledger()), world.named(1001)
    for _ in range(3):
        outcome = world.tell(TOKEN)
        assert (outcome.applied, outcome.entries, outcome.ignored) == ((), 0, ())
    assert (bytes_of(world.ledger()), world.named(1001)) == (kept, charge)


@pytest.mark.parametrize("seed", range(20))
def test_split_repeated_and_out_of_order(seed: int) -> None:
    random, world = Random(seed), World()
    lived(world)
    whole = list(world.rows(TOKEN))
    for _ in range(12):  # an answer may be an older one, and its rows in any order
        part = whole[: random.randint(0, len(whole))]
        world.rows(TOKEN)[:] = random.sample(part, len(part))
        world.tell(TOKEN)
    world.rows(TOKEN)[:] = whole
    world.tell(TOKEN)
    assert bytes_of(world.ledger()) == bytes_of(told_once().ledger())


def test_more_than_one_transaction_takes() -> None:
    world = World()
    efi_id = world.issue()
    for _ in range(60):
        world.efi.happen(efi_id, "paid", "100.00")
        world.efi.happen(efi_id, "refunded")
    assert world.tell(TOKEN).entries == 60 * 5
    assert world.money()["entry"] == 0
    assert world.named(efi_id).cycle == 60


def test_another_worker_comes_first() -> None:
    world = World()
    lived(world)

    def interleave(step: str) -> None:
        if step == "before change":
            watched(world, nothing)
            world.tell(TOKEN)

    watched(world, interleave)
    assert world.tell(TOKEN).applied == ()
    assert bytes_of(world.ledger()) == bytes_of(told_once().ledger())


def test_fifty_at_once() -> None:
    world = World()
    lived(world)
    with ThreadPoolExecutor(50) as pool:
        outcomes = list(pool.map(lambda _: world.tell(TOKEN), range(50)))
    assert sum(each.entries for each in outcomes) == len(world.ledger()) == 13
    assert bytes_of(world.ledger()) == bytes_of(told_once().ledger())


def paid_carnet() -> tuple[World, str, list[int]]:
    world = World()
    carnet_id, parcels = world.issue_carnet(parcels=2)
    for each in parcels:
        world.efi.happen(each, "paid", "100.00")
    return world, f"token-c{carnet_id}", parcels


@pytest.mark.parametrize("then", ["told again", "reconciled"])
def test_killed_at_each_step(then: str) -> None:
    wanted, token, _ = paid_carnet()
    wanted.tell(token)
    but = () if then == "told again" else ("source",)
    for number in count(1):
        world, token, parcels = paid_carnet()
        watched(world, stop_at(number))
        try:
            world.tell(token)
        except Stopped:
            watched(world, nothing)
        else:
            break
        if then == "reconciled":
            world.reconcile()
            assert bytes_of(world.ledger(), *but) == bytes_of(wanted.ledger(), *but)
        world.tell(token)
        assert bytes_of(world.ledger(), *but) == bytes_of(wanted.ledger(), *but)
        assert [world.named(each).ahead for each in parcels] == [0, 0]
    # Asking Efí, the carnê, and of both parcels the change and the proof: before and after each.
    assert number == 2 * (2 + 2 * 2) + 1


def test_a_carnet_interleaved() -> None:
    world = World()
    carnet_id, parcels = world.issue_carnet()
    happens = [("paid", "100.00"), ("refunded", None), ("paid", "99.00")]
    for status, value in happens:  # all twelve of them in turn
        for parcel in parcels:
            if parcel % 3 or status == "paid":
                world.efi.happen(parcel, status, value)
                world.tell(f"token-c{carnet_id}")
    world.efi.happen(parcels[0], "contested")
    world.efi.happen(parcels[1], "canceled")
    token = world.efi.carnet_happens(carnet_id, "finished")
    world.tell(token)
    for number, parcel in enumerate(parcels):
        refunded = parcel % 3
        charge = world.named(parcel)
        assert charge.status == ("contested", "canceled")[number] if number < 2 else "paid"
        assert charge.cycle == (2 if refunded else 1)
        entries = world.book.entries_of("acme", charge.charge_id)
        credit = sum(each.amount for each in entries if each.kind == "entry")
        assert credit == (0 if number == 0 else 99 if refunded else 100)
    carnet = world.book.carnet_named("acme", "conta-1", carnet_id)
    assert carnet
    assert carnet.status == "finished"
    assert carnet.applied == len(world.rows(token))


def test_a_carnets_unknown_word() -> None:
    world = World()
    carnet_id, _ = world.issue_carnet()
    outcome = world.tell(world.efi.carnet_happens(carnet_id, "active"))
    assert outcome.ignored == ("unknown_status",)
    carnet = world.book.carnet_named("acme", "conta-1", carnet_id)
    assert carnet
    assert (carnet.status, carnet.applied) == ("up_to_date", 26)


def test_an_account_in_test_is_proven_even_if_its_worker_died() -> None:
    world = World()
    lived(world)
    watched(world, lambda step: stop_at(1)(step) if step == "before proven" else None)
    with pytest.raises(Stopped):
        world.tell(TOKEN)
    watched(world, nothing)
    world.tell(TOKEN)
    found = world.accounts.get("acme", "conta-1")
    assert found
    assert found.proven_at == world.now


def test_what_is_ours_alone_is_summed_to_the_cent() -> None:
    world = World()
    values = [Decimal(500 + 37 * number).scaleb(-2) for number in range(200)]
    for number, value in enumerate(values, start=1):
        world.tell(world.efi.happen(world.issue(number), "paid", str(value)))
    assert world.money() == {
        "receipt": sum(values), "entry": sum(values), "fee": Decimal("-2.50") * 200,
    }  # fmt: skip

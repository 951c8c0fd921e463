"""What is none of an account's own changes nothing, and why is told."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest

from malote.billing.charges import Charge
from malote.billing.issued import with_issued_carnet
from malote.billing.remote import PixReceived
from malote.errors import EfiUnavailable
from tests.billing_world import World, watched
from tests.fakes.billing import account, charge, charge_id
from tests.fakes.stores import NOON
from tests.fakes.watching import Stopped, nothing, stop_at

OTHER = account(2)
OTHER_TENANT = account(3, tenant="outra")


def stranger(world: World, **ids: object) -> str:
    """A history of this account's that names something else."""
    efi_id = world.issue(1)
    token = world.efi.happen(efi_id, "paid", "100.00")
    world.rows(token)[:] = [replace(each, **ids) for each in world.rows(token)]  # type: ignore[arg-type]
    return token


def other_account(world: World) -> str:
    other = World(world.accounts, world.book, world.efi, account=OTHER)
    return stranger(world, efi_charge_id=other.issue(2), custom_id=charge_id(2))


def other_tenant(world: World) -> str:
    other = World(world.accounts, world.book, world.efi, account=OTHER_TENANT)
    return stranger(world, efi_charge_id=other.issue(2), custom_id=charge_id(2))


def own_custom_id_of_another_charge(world: World) -> str:
    world.issue(2)
    return stranger(world, custom_id=charge_id(2))


def custom_id_of_one_that_waits(world: World) -> str:
    world.book.add([charge(2)])
    return stranger(world, efi_charge_id=777, custom_id=charge_id(2))


def custom_id_that_efi_denies(world: World) -> str:
    World(efi=world.efi).issue(9)  # of another system, say
    world.book.add([charge(2)])
    return stranger(world, efi_charge_id=1001, custom_id=charge_id(2))


def custom_id_of_a_pix(world: World) -> str:
    World(efi=world.efi).issue(2)  # by hand, under an id that is ours
    world.book.add([charge(2, method="pix", txid="t" * 26)])
    return stranger(world, efi_charge_id=1001, custom_id=charge_id(2))


def carnet_that_waits(world: World) -> str:
    new, charges = world.new_carnet()
    number = world.efi.issue_carnet(world.account, new, charges, "").efi_id
    token = f"token-c{number}"
    world.rows(token)[:] = [replace(world.rows(token)[0], efi_carnet_id=5)]
    return token


def former_environment(world: World) -> str:
    token = stranger(world)
    changed = world.account.model_copy(update={"environment": "production", "revision": "r1"})
    world.accounts.save(changed, instead_of="r0")
    return token


def other_token(world: World) -> str:
    token = world.efi.happen(world.issue(1), "waiting")
    world.tell(token)
    forged = [*world.rows(token), replace(world.rows(token)[0], row_id=9, status="paid")]
    world.efi.rows[("acme", "conta-1"), "forged"] = forged
    return "forged"


def forged_carnet(world: World) -> str:
    number, _ = world.issue_carnet()
    token = f"token-c{number}"
    world.rows(token)[:] = [replace(world.rows(token)[0], efi_carnet_id=number + 500)]
    return token


def other_token_of_a_carnet(world: World) -> str:
    number, _ = world.issue_carnet()
    world.tell(f"token-c{number}")
    (told, *_) = world.rows(f"token-c{number}")
    world.efi.rows[("acme", "conta-1"), "forged"] = [replace(told, row_id=99, status="finished")]
    return "forged"


CASES: dict[str, tuple[Callable[[World], str], str]] = {
    "no such token": (lambda world: "forged", "unknown_reference"),
    "another account's": (other_account, "unknown_charge"),
    "another tenant's": (other_tenant, "unknown_charge"),
    "no charge at all": (lambda world: stranger(world, efi_charge_id=5), "other_charge"),
    "nobody's": (
        lambda world: stranger(world, efi_charge_id=5, custom_id="não#é nosso"), "unknown_charge"
    ),
    "no id": (lambda world: stranger(world, efi_charge_id=None), "unknown_charge"),
    "the custom_id of another": (own_custom_id_of_another_charge, "other_charge"),
    "the custom_id of one that waits": (custom_id_of_one_that_waits, "unknown_charge"),
    "of a subscription": (lambda world: stranger(world, of="other"), "unknown_kind"),
    "a charge of its former environment": (former_environment, "unknown_charge"),
    "another token": (other_token, "other_token"),
    "a custom_id that Efí does not confirm": (custom_id_that_efi_denies, "other_charge"),
    "the custom_id of a Pix": (custom_id_of_a_pix, "unknown_charge"),
    "the custom_id of a carnê that waits": (carnet_that_waits, "other_charge"),
    "another token of a carnê": (other_token_of_a_carnet, "other_token"),
    "another carnê": (forged_carnet, "other_charge"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_nothing_changes(case: str) -> None:
    world = World()
    make, reason = CASES[case]
    token = make(world)
    charges, carnets = dict(vars(world.book)["charges"]), dict(vars(world.book)["carnets"])
    outcome = world.tell(token)
    assert set(outcome.ignored) == {reason}
    assert (outcome.applied, outcome.entries) == ((), 0)
    assert vars(world.book)["charges"] == charges
    assert vars(world.book)["carnets"] == carnets
    assert world.ledger() == world.ledger("outra") == []


def test_of_several_only_the_strange_one_is_ignored() -> None:
    world = World()
    _, parcels = world.issue_carnet()
    token, *_ = [world.efi.happen(each, "paid", "100.00") for each in parcels]
    rows = world.rows(token)
    rows[:] = [replace(each, custom_id="x") if each.efi_charge_id == parcels[3] else each
               for each in rows]  # fmt: skip
    outcome = world.tell(token)
    assert (outcome.entries, len(outcome.ignored)) == (11 * 3, 1)
    assert world.named(parcels[3]).status == "waiting"


def test_nobodys_webhook() -> None:
    world = World()
    outcome = world.tell("token", of=OTHER)
    assert outcome.ignored == ("unknown_account",)
    assert not world.efi.calls


def test_an_inactive_accounts_money_counts() -> None:
    world = World(account=account(active=False))
    world.tell(world.efi.happen(world.issue(), "paid", "100.00"))
    assert world.money()["entry"] == Decimal("100.00")


def test_efi_cannot_be_asked() -> None:
    world = World()
    token = world.efi.happen(world.issue(), "paid", "100.00")
    world.efi.trouble["history"] = [EfiUnavailable()]
    with pytest.raises(EfiUnavailable):
        world.tell(token)
    assert world.tell(token).entries == 3


@pytest.mark.parametrize("status", ["issuing", "uncertain", "not_issued"])
def test_it_is_told_before_the_answer(status: str) -> None:
    world = World()
    new: Charge = charge(status=status, problem="efi_uncertain")
    world.book.add([new])
    world.efi.issue(world.account, new, "")
    world.tell(world.efi.happen(1001, "paid", "100.00"))
    found = world.named(1001)
    assert (found.charge_id, found.status, found.credited) == (new.charge_id, "paid", True)
    assert (found.barcode, found.problem) == ("00001001", None)
    assert list(world.book.open(world.now)) == []


def test_killed_between_adopting_and_applying() -> None:
    world = World()
    new = charge()
    world.book.add([new])
    world.efi.issue(world.account, new, "")
    world.efi.happen(1001, "paid", "100.00")
    watched(world, lambda step: stop_at(1)(step) if step == "changed" else None)
    with pytest.raises(Stopped):
        world.tell("token-1001")
    watched(world, nothing)
    assert world.named(1001).status == "waiting"
    world.reconcile()
    assert world.money()["entry"] == Decimal("100.00")


@pytest.mark.parametrize("txid", [None, "t" * 26, "u" * 26])
def test_a_pix_of_nobodys(txid: str | None) -> None:
    world = World()
    world.book.add([charge(method="pix", environment="production", txid="t" * 26)])
    world.efi.receive(world.account, PixReceived("E1", txid, Decimal("100.00"), NOON))
    outcome = world.tell("E1", "pix")
    assert outcome.ignored == ("no_charge_of_ours",)
    assert world.tell("E2", "pix").ignored == ("unknown_reference",)
    assert world.ledger() == []


@pytest.mark.parametrize("by_its_parcels", [True, False])
def test_a_carnet_is_told_before_the_answer(by_its_parcels: bool) -> None:
    world = World()
    new, charges = world.new_carnet()
    issued = world.efi.issue_carnet(world.account, new, charges, "")
    if by_its_parcels:  # Efí's list has them, but not the carnê's own id
        of, name, _ = world.efi.carnets[1001]
        world.efi.carnets[1001] = (of, name, replace(issued, efi_id=None))
    world.tell(world.efi.happen(issued.parcels[11].efi_id or 0, "paid", "100.00"))
    parcel = world.named(issued.parcels[11].efi_id or 0)
    assert (parcel.parcel, parcel.status) == (12, "paid")
    assert world.named(issued.parcels[0].efi_id or 0).status == "waiting"
    assert world.book.carnet_named("acme", "conta-1", 1001)
    assert list(world.book.open(world.now)) == []


def test_a_carnet_that_was_issued_learns_its_id() -> None:
    world = World()
    new, charges = world.new_carnet()
    issued = world.efi.issue_carnet(world.account, new, charges, "")
    after, pairs = with_issued_carnet(new, charges, replace(issued, efi_id=None))
    assert world.book.change_carnet(new, after, pairs)
    world.tell("token-c1001")
    found = world.book.carnet_named("acme", "conta-1", 1001)
    assert found
    assert (found.carnet_id, found.token) == (new.carnet_id, "token-c1001")
    assert not world.efi.calls["find_carnet"]

"""Charges are cancelled, settled and re-dated at Efí, of which the answer may be lost."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from malote.billing.charges import Charge
from malote.errors import EfiUncertain
from tests.integration.efi.asking import DUE, Asked, asked
from tests.unit.billing.changes_desk import Desk

LATER = DUE + timedelta(days=5)
ROUTES = {
    "cancel": ("PUT /charge/:id/cancel", "PUT /carnet/:id/parcel/:parcel/cancel"),
    "settle": ("PUT /charge/:id/settle", "PUT /carnet/:id/parcel/:parcel/settle"),
    "change_due_date": ("PUT /charge/:id/billet", "PUT /carnet/:id/parcel/:parcel"),
}


@dataclass
class World:
    asked: Asked
    desk: Desk

    def made(self, parcel: bool) -> Charge:
        due = {"due_date": DUE.isoformat()}
        return self.desk.create_carnet(**due)[1][1] if parcel else self.desk.create(**due)

    def ask(self, what: str, charge: Charge) -> Charge:
        options: dict[str, Any] = {"due_date": LATER} if what == "change_due_date" else {}
        return self.desk.ask(what, charge, **options)

    def there(self, charge: Charge) -> tuple[str, str]:
        """Its status and due date at Efí."""
        issued = self.asked.efi.control.issued()
        (known,) = [each for each in issued if each["charge_id"] == charge.efi_id]
        return known["status"], known["due"]


@pytest.fixture
def world() -> Iterator[World]:
    with asked() as efi:
        yield World(efi, Desk(efi.client, now=datetime.now(UTC)))


def is_same(world: World, charge: Charge) -> bool:
    return world.there(charge) == (charge.status, f"{charge.due_date}")


@pytest.mark.parametrize("parcel", [False, True])
@pytest.mark.parametrize("what", ROUTES)
def test_it_is_so_here_and_there(world: World, what: str, parcel: bool) -> None:
    made = world.made(parcel)
    before = world.there(made)
    after = world.ask(what, made)
    assert is_same(world, after)
    assert world.there(made) != before
    assert len(world.desk.ledger()) == (what == "settle")


@pytest.mark.parametrize("how", ["cut", "error", "html"])
@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("what", ROUTES)
def test_what_efi_does_not_confirm(world: World, what: str, done: bool, how: str) -> None:
    made = world.made(parcel=False)
    world.asked.efi.control.misbehave(ROUTES[what][0], how, after=done)
    if done:
        world.ask(what, made)
    else:
        with pytest.raises(EfiUncertain):
            world.ask(what, made)
    now = world.desk.again(made)
    assert is_same(world, now)
    assert (now.revision != made.revision) == done
    assert is_same(world, world.ask(what, made))
    assert len(world.desk.ledger()) == (what == "settle")


def test_efi_sends_its_mail_again(world: World) -> None:
    for parcel in (False, True):
        made = world.made(parcel)
        assert world.desk.ask("resend", made, email="bia@example.com") == made
        told = world.asked.efi.control.bank.charges[made.efi_id or 0].told
        assert any("bia@example.com" in message for message, _ in told)

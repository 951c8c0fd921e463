"""Accounts are changed whole or not at all, and go to production when they are proven."""

from contextlib import suppress
from typing import Any

import pytest

from malote.errors import (
    ChangedMeanwhile,
    EfiCredentialsRefused,
    InvalidInput,
    MaloteError,
    ProductionNotProven,
)
from tests.fakes.stores import NOON
from tests.fakes.watching import Stopped, nothing, stop_at
from tests.unit.billing.setup_desk import PIX, Desk


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_change_keeps_the_stored_secret_while_it_serves(desk: Desk) -> None:
    made = desk.create()
    after = desk.change(name="Outra", fee="3.00")
    assert after == desk.only
    assert (after.name, f"{after.fee}") == ("Outra", "3.00")
    kept = ("secret_name", "webhook_id", "created_at", "account_id")
    assert all(getattr(after, name) == getattr(made, name) for name in kept)
    assert after.revision != made.revision
    renewed = desk.change(client_secret="planted-other")
    assert renewed == desk.only
    assert renewed.secret_name != made.secret_name
    with pytest.raises(ChangedMeanwhile):
        desk.change(revision=made.revision)
    with pytest.raises(InvalidInput, match="client_secret: falta"):
        desk.change(client_id="client-2")
    desk.secrets.kept.clear()
    with pytest.raises(InvalidInput, match="client_secret: falta"):
        desk.change()


def test_a_pix_key_comes_and_goes_with_its_certificate(desk: Desk) -> None:
    desk.create()
    with pytest.raises(InvalidInput, match="pix_certificate: falta"):
        desk.change(pix_key="chave-1")
    desk.change(**PIX)
    assert desk.secrets.read(desk.only.secret_name).pix_pfx == b"planted-pfx"
    desk.change(pix_key="chave-1")
    assert len(desk.efi.registered) == 2  # again, in case it was lost
    desk.change()
    assert desk.secrets.read(desk.only.secret_name).pix_pfx is None


PRODUCTION = {"environment": "production", "client_id": "client-9", "client_secret": "s"}


@pytest.mark.parametrize(
    ("proven", "asked", "error"),
    [
        (False, PRODUCTION, ProductionNotProven),
        (True, PRODUCTION, None),
        (False, PRODUCTION | {"override": True}, None),
        (True, PRODUCTION | {"client_secret": None}, InvalidInput),
        (True, {"environment": "production"}, InvalidInput),
    ],
)
def test_the_way_to_production(
    desk: Desk, proven: bool, asked: dict[str, Any], error: type[MaloteError] | None
) -> None:
    desk.create()
    desk.put(proven_at=NOON if proven else None)
    if error:
        with pytest.raises(error):
            desk.change(**asked)
        assert desk.only.environment == "test"
    else:
        assert desk.change(**asked) == desk.only
        assert desk.only.environment == "production"
        assert desk.only.proven_at == (NOON if proven else None)
    overridden = [each for each in desk.trail.kept if each.action.endswith("overridden")]
    assert len(overridden) == bool(asked.get("override"))
    if not error:  # and once there, nothing is to be proven
        desk.change(name="Outra", client_id="client-9")


def test_another_application_has_to_be_proven_anew(desk: Desk) -> None:
    desk.create()
    desk.put(proven_at=NOON)
    assert desk.change(name="Outra").proven_at == NOON
    assert desk.change(client_id="client-2", client_secret="s").proven_at is None


@pytest.mark.parametrize("trouble", ["check", "register_webhook"])
def test_a_change_that_does_not_work_leaves_all_as_it_was(desk: Desk, trouble: str) -> None:
    made = desk.create(**PIX)
    desk.efi.trouble[trouble] = [EfiCredentialsRefused()]
    with pytest.raises(EfiCredentialsRefused):
        desk.change(**PIX | {"client_secret": "planted-other", "name": "Outra"})
    now = desk.only
    assert now.model_copy(update={"revision": made.revision}) == made
    desk.change(**PIX | {"client_secret": "planted-other"})


def test_one_that_works_no_more_can_be_deactivated(desk: Desk) -> None:
    desk.create(**PIX)
    desk.efi.trouble["check"] = [EfiCredentialsRefused()] * 9
    assert not desk.change(pix_key="chave-1", active=False).active
    assert len(desk.efi.registered) == 1
    with pytest.raises(EfiCredentialsRefused):
        desk.change(pix_key="chave-1", active=True)


def test_a_change_at_the_same_time_wins_or_loses_whole(desk: Desk) -> None:
    desk.create()

    def overtake(step: str) -> None:
        if step == "before account saved":
            desk.accounts.watch = nothing
            desk.change(client_secret="planted-first")

    desk.accounts.watch = overtake
    with pytest.raises(ChangedMeanwhile):
        desk.change(client_secret="planted-second")
    kept = desk.secrets.read(desk.only.secret_name)
    assert kept.client_secret.get_secret_value() == "planted-first"


@pytest.mark.parametrize("step", range(1, 13))
def test_wherever_a_change_dies_the_account_opens(desk: Desk, step: int) -> None:
    desk.create(**PIX)
    watch = stop_at(step)
    desk.accounts.watch = desk.secrets.watch = desk.efi.watch = watch
    with suppress(Stopped):
        desk.change(**PIX | {"client_secret": "planted-other"})
    desk.accounts.watch = desk.secrets.watch = desk.efi.watch = nothing
    account = desk.accounts.kept["acme", "efi"]
    assert desk.secrets.read(account.secret_name)
    desk.change(**PIX | {"client_secret": "planted-other"})
    kept = desk.secrets.read(desk.accounts.kept["acme", "efi"].secret_name)
    assert kept.client_secret.get_secret_value() == "planted-other"

"""Changes of what Efí has: asked once it may be, and written as it is true."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from malote.billing.accounts import BillingEnvironment
from malote.billing.charges import Status
from malote.errors import (
    ChargeNotOpen,
    EfiUnavailable,
    InvalidInput,
    NotFound,
)
from tests.fakes.efi import ScriptedEfi
from tests.issuing_world import PIX
from tests.unit.billing.changes_desk import CHANGES, LATER, Desk, is_changed


@pytest.fixture
def efi() -> ScriptedEfi:
    return ScriptedEfi()


@pytest.fixture
def desk(efi: ScriptedEfi) -> Desk:
    return Desk(efi)


@pytest.mark.parametrize("parcel", [False, True])
@pytest.mark.parametrize("what", CHANGES)
def test_it_is_told_asked_and_written(
    desk: Desk, efi: ScriptedEfi, what: str, parcel: bool
) -> None:
    made = desk.create_carnet()[1][1] if parcel else desk.create()
    after = desk.ask(what, made)
    assert is_changed(what, after)
    assert desk.again(made) == after
    assert desk.trail.kept[-1].target == made.charge_id
    assert after.revision != made.revision
    again = desk.ask(what, made)  # is no change
    assert again == after
    assert efi.calls[what] == 1


def test_settled_by_hand_is_a_receipt_alone(desk: Desk) -> None:
    made = desk.create()
    after = desk.ask("settle", made)
    (booked,) = desk.ledger()
    assert (booked.kind, booked.amount, booked.source) == ("receipt", Decimal(100), "by_hand")
    assert (after.settled_amount, after.credited) == (Decimal(100), False)


STATUSES = {
    "cancel": {"new", "waiting", "unpaid", "link"},
    "settle": {"waiting", "unpaid"},
    "change_due_date": {"waiting", "unpaid"},
    "resend": {"waiting", "unpaid"},
}


@pytest.mark.parametrize("status", Status)
@pytest.mark.parametrize("what", STATUSES)
def test_what_may_be_changed_when(desk: Desk, efi: ScriptedEfi, what: str, status: Status) -> None:
    made = desk.put(desk.create(), status=status, asked_at=desk.now)
    there_already = (what, status) in {("cancel", Status.CANCELED), ("settle", Status.SETTLED)}
    if status in STATUSES[what] or there_already:
        desk.ask(what, made)
        assert efi.calls[what] == (not there_already)
        return
    with pytest.raises(ChargeNotOpen, match=status):
        desk.ask(what, made)
    assert efi.calls[what] == 0
    assert len(desk.trail.kept) == 1


@pytest.mark.parametrize("what", STATUSES)
def test_charges_of_another_environment_are_left_alone(
    desk: Desk, efi: ScriptedEfi, what: str
) -> None:
    made = desk.create()
    desk.change_account(environment=BillingEnvironment.PRODUCTION)
    with pytest.raises(ChargeNotOpen, match="conta-1 não é mais"):
        desk.ask(what, made)
    desk.accounts.kept.clear()
    with pytest.raises(ChargeNotOpen, match="conta-1 não é mais"):
        desk.ask(what, made)
    assert efi.calls[what] == 0
    with pytest.raises(NotFound):
        desk.ask(what, made.model_copy(update={"tenant": "x", "charge_id": "y"}))


@pytest.mark.parametrize("what", ["settle", "change_due_date", "resend"])
def test_what_a_pix_does_not_have(desk: Desk, efi: ScriptedEfi, what: str) -> None:
    with pytest.raises(ChargeNotOpen, match="Pix"):
        desk.ask(what, desk.create(**PIX))
    assert efi.calls[what] == 0


def test_one_that_efi_was_never_asked_for_is_not_issued(desk: Desk, efi: ScriptedEfi) -> None:
    efi.trouble["issue"] = [EfiUnavailable()]
    made = desk.create()
    assert desk.ask("cancel", made).status is Status.CANCELED
    desk.pass_time(hours=50)
    assert desk.again(made).status is Status.CANCELED
    assert (efi.calls["issue"], efi.calls["cancel"]) == (1, 0)
    efi.trouble["issue_carnet"] = [EfiUnavailable()]
    with pytest.raises(ChargeNotOpen):  # a carnê is issued as a whole
        desk.ask("cancel", desk.create_carnet()[1][0])


def test_a_new_day_is_a_new_line(desk: Desk, efi: ScriptedEfi) -> None:
    made = desk.create()
    held = efi.held[made.efi_id or 0]
    assert held.remote.issued
    there = replace(held.remote.issued, due_date=LATER, barcode="new")
    held.remote = replace(held.remote, issued=there)
    assert desk.ask("change_due_date", made).barcode == "new"
    efi.trouble["charge"] = [EfiUnavailable()]  # then the day alone
    after = desk.ask("change_due_date", made, due_date=date(2027, 3, 1))
    assert (after.due_date, after.barcode) == (date(2027, 3, 1), "new")


@pytest.mark.parametrize("days", [-1, 0])
def test_a_new_day_is_after_today(desk: Desk, days: int) -> None:
    made = desk.create()
    with pytest.raises(InvalidInput, match="due_date"):
        desk.ask("change_due_date", made, due_date=desk.now.date() + timedelta(days=days))


def test_a_mail_goes_to_the_customer_unless_told(desk: Desk, efi: ScriptedEfi) -> None:
    desk.ask("resend", desk.create())
    nobody = desk.create(customer={"name": "Bia Sá", "tax_id": "52998224725"})
    desk.ask("resend", nobody, email="bia@example.com")
    with pytest.raises(InvalidInput, match="email"):
        desk.ask("resend", nobody)
    assert efi.calls["resend"] == 2

"""Changes whose answer is lost, that are overtaken, or that die: what is true is written."""

from dataclasses import replace

import pytest

from malote.billing.charges import Status
from malote.errors import (
    EfiError,
    EfiRefused,
    EfiUnavailable,
    EfiUncertain,
)
from tests.fakes.efi import ScriptedEfi
from tests.fakes.watching import Stopped, stop_at
from tests.unit.billing.changes_desk import CHANGES, LATER, Desk, is_changed


@pytest.fixture
def efi() -> ScriptedEfi:
    return ScriptedEfi()


@pytest.fixture
def desk(efi: ScriptedEfi) -> Desk:
    return Desk(efi)


@pytest.mark.parametrize("error", [EfiUncertain, EfiRefused])
@pytest.mark.parametrize("readable", [False, True])
@pytest.mark.parametrize("done", [False, True])
@pytest.mark.parametrize("what", CHANGES)
def test_what_efi_does_not_confirm_is_read_anew(
    desk: Desk, efi: ScriptedEfi, what: str, done: bool, readable: bool, error: type[EfiError]
) -> None:
    made = desk.create()
    (efi.after if done else efi.trouble)[what] = [error()]
    if done and what == "change_due_date":
        held = efi.held[made.efi_id or 0]
        issued = held.remote.issued
        assert issued
        held.remote = replace(held.remote, issued=replace(issued, due_date=LATER, barcode="new"))
    if not readable:
        efi.trouble["charge"] = [EfiUnavailable()]
    if done and readable:
        assert is_changed(what, desk.ask(what, made))
    else:
        with pytest.raises(error):
            desk.ask(what, made)
    assert is_changed(what, desk.again(made)) == (done and readable)
    assert bool(desk.ledger()) == (what == "settle" and done and readable)


@pytest.mark.parametrize("what", ["cancel", "settle"])
def test_what_efi_told_of_meanwhile_is_not_undone(desk: Desk, what: str) -> None:
    made = desk.create()

    def overtake(step: str) -> None:
        if step == "before change":
            desk.watch()
            paid = {"status": Status.PAID, "credited": True, "revision": "x"}
            assert desk.book.change(made, made.model_copy(update=paid))

    desk.watch(overtake)
    after = desk.ask(what, made)
    assert (after.status, after.revision) == (Status.PAID, "x")
    assert not desk.ledger()


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_that_came_first_is_kept(desk: Desk, what: str) -> None:
    made = desk.create()

    def overtake(step: str) -> None:
        if step == "before change":
            desk.watch()
            assert desk.book.change(made, made.model_copy(update={"applied": 7, "revision": "x"}))

    desk.watch(overtake)
    after = desk.ask(what, made)
    assert is_changed(what, after)
    assert after.applied == 7
    assert len(desk.ledger()) == (what == "settle")


@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("step", range(1, 5))
def test_a_request_that_died_is_completed_by_asking_again(
    desk: Desk, efi: ScriptedEfi, what: str, step: int
) -> None:
    made = desk.create()
    desk.watch(stop_at(step))
    with pytest.raises(Stopped):
        desk.ask(what, made)
    desk.watch()
    if step > 2:  # Efí declines what it did already, as it does
        efi.trouble[what] = [EfiRefused()]
    if step > 1 and what == "change_due_date":
        held = efi.held[made.efi_id or 0]
        assert held.remote.issued
        held.remote = replace(held.remote, issued=replace(held.remote.issued, due_date=LATER))
    assert is_changed(what, desk.ask(what, made))
    assert len(desk.ledger()) == (what == "settle")

"""What comes next, and when, of a charge that is not issued yet; others may be at it, too."""

from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from malote.billing.accounts import BillingEnvironment
from malote.billing.charges import Status
from malote.errors import (
    EfiUnavailable,
    EfiUncertain,
)
from tests.fakes.efi import ScriptedEfi
from tests.fakes.watching import Stopped, stop_at
from tests.issuing_world import PIX, Office, assert_issued_once


@pytest.fixture
def efi() -> ScriptedEfi:
    return ScriptedEfi()


@pytest.fixture
def office(efi: ScriptedEfi) -> Office:
    return Office(efi)


@pytest.mark.parametrize("done", [False, True])
def test_it_is_looked_for_twice_before_it_is_asked_for_again(
    office: Office, efi: ScriptedEfi, done: bool
) -> None:
    seen: list[tuple[str, float]] = []
    began = office.now

    def note(step: str) -> None:
        if step in {"before issue", "before find"}:
            seen.append((step.removeprefix("before "), (office.now - began).total_seconds()))

    office.watch(note)
    (efi.after if done else efi.trouble)["issue"] = [EfiUncertain()]
    office.create()
    office.pass_time(hours=1)
    looks = [("find", 120.0)] if done else [("find", 120.0), ("find", 180.0), ("issue", 180.0)]
    assert seen == [("issue", 0.0), *looks]


def test_rests_grow_to_an_hour_and_end_after_two_days(office: Office, efi: ScriptedEfi) -> None:
    asked: list[float] = []
    began = office.now
    office.watch(
        lambda step: (
            asked.append((office.now - began) / timedelta(minutes=1))
            if step == "before issue"
            else None
        )
    )
    efi.trouble["issue"] = [EfiUnavailable()] * 999
    made = office.create()
    office.pass_time(hours=60)
    assert asked[:6] == [0, 1, 3, 7, 15, 35]  # from the fifth on, the sweep comes for it
    gaps = [later - earlier for earlier, later in pairwise(asked[8:])]
    assert set(gaps) == {60}
    assert 47 * 60 <= asked[-1] < 48 * 60
    end = office.again(made)
    assert (end.status, end.problem) == (Status.NOT_ISSUED, "efi_unavailable")


def test_what_efi_may_have_is_never_given_up(office: Office, efi: ScriptedEfi) -> None:
    efi.after["issue"] = [EfiUncertain()]
    efi.trouble["find"] = [EfiUnavailable()] * 70
    made = office.create()
    office.pass_time(hours=60)
    assert (office.again(made).status, efi.calls["issue"]) == (Status.UNCERTAIN, 1)
    efi.trouble.clear()
    office.pass_time(hours=2)
    assert_issued_once(office, efi, [made])


@pytest.mark.parametrize(
    ("changes", "sure", "status"),
    [
        ({"active": False}, True, Status.NOT_ISSUED),
        ({"environment": BillingEnvironment.PRODUCTION}, True, Status.NOT_ISSUED),
        ({"environment": BillingEnvironment.PRODUCTION}, False, Status.UNCERTAIN),
        ({"client_id": "client-2"}, False, Status.UNCERTAIN),
        ({"client_id": "client-2"}, True, Status.WAITING),
        ({"active": False}, False, Status.NOT_ISSUED),
    ],
)
def test_what_becomes_of_it_when_the_account_changes(
    office: Office, efi: ScriptedEfi, changes: dict[str, Any], sure: bool, status: Status
) -> None:
    efi.trouble["issue"] = [EfiUnavailable() if sure else EfiUncertain()]
    made = office.create()
    office.change_account(**changes)
    office.pass_time(hours=49)
    assert office.again(made).status is status
    assert efi.calls["issue"] == (2 if status is Status.WAITING else 1)
    foreign = not sure and "active" not in changes
    assert bool(efi.calls["find"]) == (not sure and not foreign)


@pytest.mark.parametrize("lost", [False, True])
def test_a_notification_that_comes_before_the_answer_is_not_undone(
    office: Office, efi: ScriptedEfi, lost: bool
) -> None:
    def overtake(step: str) -> None:
        if step == "issue":  # the applier adopts what Efí told of
            office.watch()
            (charge,) = office.book.charges.values()
            paid = {"status": Status.PAID, "efi_id": efi.last, "credited": True, "revision": "x"}
            assert office.book.change(charge, charge.model_copy(update=paid))

    office.watch(overtake)
    efi.after["issue"] = [EfiUncertain()] if lost else []
    made = office.create()
    assert (made.status, made.credited, made.revision) == (Status.PAID, True, "x")
    assert not office.queues.issue


def test_of_two_at_once_one_asks(office: Office, efi: ScriptedEfi) -> None:
    def overtake(step: str) -> None:
        if step == "before change":
            office.watch()
            (to_issue,) = office.book.open(office.now)
            office.issuer.work(to_issue, office.now)

    office.watch(overtake)
    made = office.create()
    assert efi.calls["issue"] == 1
    assert_issued_once(office, efi, [made])


def test_nobody_looks_while_it_may_still_be_on_its_way(office: Office, efi: ScriptedEfi) -> None:
    office.watch(stop_at(5))
    with pytest.raises(Stopped):
        office.create()
    office.watch()
    assert efi.calls["issue"] == 1
    (to_issue,) = office.book.open(office.now)
    began = office.now
    for seconds, looks in ((59, 0), (61, 0), (119, 0), (120, 1)):
        office.issuer.work(to_issue, began + timedelta(seconds=seconds))
        assert efi.calls["find"] == looks


def test_a_pix_that_efi_may_have_is_never_given_up(office: Office, efi: ScriptedEfi) -> None:
    efi.trouble["issue_pix"] = [EfiUncertain(), *[EfiUnavailable()] * 999]
    made = office.create(**PIX)
    office.pass_time(hours=60)
    assert office.again(made).status is Status.UNCERTAIN
    efi.trouble.clear()
    office.pass_time(hours=2)
    assert_issued_once(office, efi, [made])


def test_an_answer_that_is_late_still_counts(office: Office, efi: ScriptedEfi) -> None:
    def late(step: str) -> None:
        if step == "issue":  # meanwhile others have looked, and Efí did not list it yet
            office.watch()
            efi.trouble["find"] = [EfiUnavailable()]
            office.now += timedelta(minutes=3)
            office.issuer.overdue(office.now)
            for each, _ in office.queues.issue[:]:
                office.issuer.work(each, office.now)

    office.watch(late)
    made = office.create()
    assert efi.calls["find"] == 1
    office.pass_time(hours=1)
    assert_issued_once(office, efi, [made])


def test_an_answer_with_the_id_of_another_charge_is_not_believed(
    office: Office, efi: ScriptedEfi
) -> None:
    first = office.create()
    efi.last -= 1  # the next one is given the same number
    held = dict(efi.held)
    second = office.create()
    assert (second.status, second.efi_id) == (Status.UNCERTAIN, None)
    efi.held = held
    office.pass_time(hours=1)
    assert office.again(first) == first
    assert office.again(second).efi_id not in {None, first.efi_id}


def test_messages_that_come_twice_die_out(office: Office, efi: ScriptedEfi) -> None:
    efi.trouble["issue"] = [EfiUnavailable()] * 20
    office.create()
    office.waiting += [(office.now, office.queues.issue[0][0])] * 30
    office.pass_time(hours=5)
    assert len(office.waiting) <= 1
    assert efi.calls["issue"] <= 12

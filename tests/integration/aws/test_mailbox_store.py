"""Leases, cursors and pauses, under the conditions that DynamoDB keeps."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from malote.adapters.mailbox_store import MailboxStore
from malote.adapters.table import Table
from malote.errors import (
    AlreadyExists,
    CredentialsRefused,
    HostUnreachable,
    LeaseLost,
    StoreFailed,
)
from malote.mailboxes.models import Cursor, Lease, Mailbox, PollReport, PollRequest
from tests.fakes.stores import NOON

MAILBOX = Mailbox(
    tenant="acme", mailbox_id="notas", host="h", username="u", secret_name="s", revision="1"
)


def at(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def asked(seconds: float, *, forced: bool = False) -> PollRequest:
    return PollRequest(tenant="acme", mailbox_id="notas", requested_at=at(seconds), forced=forced)


@pytest.fixture
def store(table: Table) -> MailboxStore:
    store = MailboxStore(table)
    store.add(MAILBOX)
    return store


def acquire(store: MailboxStore, request: PollRequest, now: float) -> Lease | None:
    return store.acquire(request, at(now), at(now + 80))


def held(store: MailboxStore, request: PollRequest, now: float) -> Lease:
    lease = acquire(store, request, now)
    assert lease
    return lease


def test_the_settings_come_back(store: MailboxStore) -> None:
    assert store.get("acme", "notas") == MAILBOX
    assert store.get("acme", "outra") is None
    assert list(store.active()) == [("acme", "notas")]
    with pytest.raises(AlreadyExists):
        store.add(MAILBOX.model_copy(update={"revision": "2"}))
    assert store.get("acme", "notas") == MAILBOX


def test_of_many_at_once_one_gets_the_lease(store: MailboxStore) -> None:
    with ThreadPoolExecutor(16) as pool:
        leases = list(pool.map(lambda _: acquire(store, asked(0), 1), range(16)))
    assert len([lease for lease in leases if lease]) == 1


def test_a_duplicate_of_a_request_that_was_answered_does_nothing(store: MailboxStore) -> None:
    store.release(held(store, asked(0), 1), PollReport(), at(2), None)
    assert acquire(store, asked(0), 3) is None
    assert acquire(store, asked(2.5), 3)


def test_a_lease_that_ran_out_passes_on_and_the_old_holder_writes_no_more(
    store: MailboxStore,
) -> None:
    old = held(store, asked(0), 0)
    assert acquire(store, asked(10), 79) is None
    new = held(store, asked(10), 81)
    assert new.token > old.token
    with pytest.raises(LeaseLost):
        store.advance(old, Cursor(1, 5))
    with pytest.raises(LeaseLost):
        store.release(old, PollReport(), at(82), None)
    store.advance(new, Cursor(1, 7))
    store.release(new, PollReport(), at(83), None)
    assert held(store, asked(90), 91).cursor == Cursor(1, 7)


def test_who_asks_during_a_poll_is_answered_by_another(store: MailboxStore) -> None:
    lease = held(store, asked(0), 1)
    assert acquire(store, asked(5), 6) is None
    assert store.release(lease, PollReport(), at(7), None)
    lease = held(store, asked(8), 9)
    assert not store.release(lease, PollReport(), at(10), None)


def test_back_off_holds_the_schedule_and_not_the_user(store: MailboxStore) -> None:
    failed = PollReport(error=HostUnreachable("x"))
    store.release(held(store, asked(0), 0), failed, at(1), at(600))
    assert acquire(store, asked(300), 301) is None
    lease = held(store, asked(300, forced=True), 302)
    assert lease.failures == 1
    store.release(lease, failed, at(303), None)  # it got further: nothing to back off from
    assert held(store, asked(310), 311).failures == 0


def test_attempts_at_a_mail_are_counted_until_it_is_passed(store: MailboxStore) -> None:
    lease = held(store, asked(0), 0)
    assert (lease.stuck, lease.stuck_at) == (0, 0)
    store.begin(lease, 7, 1)  # and the process dies
    lease = held(store, asked(10), 81)
    assert (lease.stuck, lease.stuck_at) == (1, 7)
    store.begin(lease, 7, 2)
    store.advance(lease, Cursor(1, 7))  # with care, until the end is reached
    store.release(lease, PollReport(more=True), at(82), None)
    lease = held(store, asked(83), 84)
    assert lease.stuck == 2
    store.release(lease, PollReport(), at(85), None)
    lease = held(store, asked(86), 87)
    assert lease.stuck == 0
    store.begin(lease, 8, 1)
    store.advance(lease, Cursor(1, 8))
    store.release(lease, PollReport(error=HostUnreachable("cut")), at(88), None)
    assert held(store, asked(89), 90).stuck == 0


def test_our_own_failure_takes_the_attempt_back(store: MailboxStore) -> None:
    lease = held(store, asked(0), 0)
    store.begin(lease, 7, 1)
    store.release(lease, PollReport(error=HostUnreachable("cut")), at(1), None)
    lease = held(store, asked(2), 3)
    store.begin(lease, 7, 2)
    store.release(lease, PollReport(error=StoreFailed()), at(4), None)
    lease = held(store, asked(5), 6)
    assert (lease.stuck, lease.stuck_at) == (1, 7)
    with pytest.raises(LeaseLost):
        store.begin(replace(lease, token=0), 7, 2)


def test_our_own_failure_answers_no_request(store: MailboxStore) -> None:
    """Its message comes again, until it is in the DLQ, where an alarm tells a person."""
    lease = held(store, asked(0), 0)
    store.release(lease, PollReport(error=StoreFailed()), at(1), None)
    assert acquire(store, asked(0), 2)


def test_a_pause_leaves_the_schedule_and_a_new_password_brings_it_back(
    store: MailboxStore,
) -> None:
    assert store.pause(MAILBOX, CredentialsRefused("no"), NOON)
    assert list(store.active()) == []
    paused = store.get("acme", "notas")
    assert paused
    assert (paused.paused, paused.paused_at) == ("credentials_refused", NOON)
    assert store.resume(paused.model_copy(update={"revision": "2"}), instead_of="1")
    assert list(store.active()) == [("acme", "notas")]
    # A poll that began with the old password comes too late to pause it.
    assert not store.pause(MAILBOX, CredentialsRefused("no"), NOON)
    assert list(store.active()) == [("acme", "notas")]


def test_new_settings_stop_the_poll_under_way_and_another_folder_is_read_whole(
    store: MailboxStore,
) -> None:
    lease = held(store, asked(0), 1)
    store.advance(lease, Cursor(1, 9))
    assert store.resume(MAILBOX.model_copy(update={"revision": "2"}), instead_of="1")
    with pytest.raises(LeaseLost):
        store.advance(lease, Cursor(1, 10))
    assert held(store, asked(2), 3).cursor == Cursor(1, 9)
    assert not store.resume(MAILBOX.model_copy(update={"revision": "3"}), instead_of="1")
    third = MAILBOX.model_copy(update={"revision": "3"})
    assert store.resume(third, instead_of="2", elsewhere=True)
    assert held(store, asked(4), 5).cursor is None


def test_the_list_shows_the_last_result_and_no_other_tenants(store: MailboxStore) -> None:
    report = PollReport(mails=3, stored=2, ignored=1, error=HostUnreachable("no route"))
    store.release(held(store, asked(0), 1), report, at(2), at(600))
    ((mailbox, state),) = store.list("acme")
    assert mailbox == MAILBOX
    assert state["last_result"]["mails"] == 3
    assert state["last_result"]["error"] == "host_unreachable"
    assert store.list("outra") == []


def test_active_mailboxes_come_by_pages(store: MailboxStore) -> None:
    names: Sequence[str] = [f"box-{number}" for number in range(30)]
    for name in names:
        store.add(MAILBOX.model_copy(update={"mailbox_id": name}))
    assert sorted(box for _, box in store.active()) == sorted([*names, "notas"])

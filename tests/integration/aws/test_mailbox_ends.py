"""Mailboxes that are deleted, and made again, while polls of them are under way."""

from collections.abc import Sequence
from typing import Any

import pytest

from malote.adapters import keys
from malote.adapters.mailbox_store import MailboxStore
from malote.adapters.table import Table
from malote.errors import CredentialsRefused, LeaseLost
from malote.mailboxes.models import Cursor, Message, PollReport
from malote.mailboxes.poll import Poller
from tests.fakes.credentials import FixedCredentials
from tests.fakes.folder import FakeFolder, FakeServer
from tests.fakes.stores import NOON, MemoryArchive, MemoryLedger, MemoryQuarantine
from tests.fakes.trail import MemoryTrail
from tests.integration.aws.test_mailbox_store import MAILBOX, acquire, asked, at, held, store

__all__ = ["store"]


def test_what_was_deleted_stays_so_whatever_a_poll_under_way_writes(
    store: MailboxStore, table: Table
) -> None:
    lease = held(store, asked(0), 1)
    store.advance(lease, Cursor(1, 9))
    assert store.delete(MAILBOX)
    for write in (
        lambda: store.begin(lease, 10, 1),
        lambda: store.advance(lease, Cursor(1, 10)),
        lambda: store.release(lease, PollReport(), at(2), None),
    ):
        with pytest.raises(LeaseLost):
            write()
    assert not store.pause(MAILBOX, CredentialsRefused("no"), NOON)
    assert not store.resume(MAILBOX, instead_of="1")
    assert acquire(store, asked(3, forced=True), 4) is None
    assert [*table.query("TENANT#acme"), *table.query("TENANT#acme#MAILBOX#notas")] == []
    assert store.delete(MAILBOX)  # again does no harm


def test_a_whole_poll_that_is_under_way_ends(store: MailboxStore, table: Table) -> None:
    class Deleting(FakeFolder):
        def survey(self, uids: Sequence[int]) -> list[Message]:
            assert store.delete(MAILBOX)
            return super().survey(uids)

    folder = Deleting()
    folder.add(("application/xml", "a.xml", b"<nfeProc/>"))
    poller = Poller(
        mailboxes=store,
        server=FakeServer(folder),
        credentials=FixedCredentials(),
        archive=MemoryArchive(),
        quarantine=MemoryQuarantine(),
        ledger=MemoryLedger(),
        trail=MemoryTrail(),
        now=lambda: at(1),
    )
    report, following = poller.poll(asked(0))
    assert report
    assert isinstance(report.error, LeaseLost)
    assert following is None
    assert [*table.query("TENANT#acme"), *table.query("TENANT#acme#MAILBOX#notas")] == []


def test_one_that_is_made_again_begins_at_the_first_mail_and_hears_no_old_poll(
    table: Table,
) -> None:
    clock = iter([1000.0, 1001.0])
    store = MailboxStore(table, lambda: next(clock))
    store.add(MAILBOX)
    old = held(store, asked(0), 1)
    store.advance(old, Cursor(1, 9))
    assert store.delete(MAILBOX)
    store.add(MAILBOX)
    new = held(store, asked(2), 3)
    assert new.cursor is None
    with pytest.raises(LeaseLost):
        store.advance(old, Cursor(1, 10))
    store.advance(new, Cursor(1, 1))


def test_a_poll_that_slips_into_a_change_of_folder_writes_nothing(
    store: MailboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    save, leases = store._save, []

    def slip_in(*args: Any) -> None:
        leases.append(held(store, asked(0), 1))
        store.advance(leases[0], Cursor(1, 9))  # of the old folder
        save(*args)

    monkeypatch.setattr(store, "_save", slip_in)
    second = MAILBOX.model_copy(update={"revision": "2", "folder": "Notas"})
    assert store.resume(second, instead_of="1", elsewhere=True)
    with pytest.raises(LeaseLost):
        store.advance(leases[0], Cursor(1, 10))
    assert held(store, asked(2), 3).cursor is None


def test_a_change_of_folder_that_stops_is_read_twice_rather_than_not(
    store: MailboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.advance(held(store, asked(0), 1), Cursor(1, 9))
    save = store._save

    def stop_after(*args: Any) -> None:
        save(*args)
        raise KeyboardInterrupt

    monkeypatch.setattr(store, "_save", stop_after)
    second = MAILBOX.model_copy(update={"revision": "2", "folder": "Notas"})
    with pytest.raises(KeyboardInterrupt):
        store.resume(second, instead_of="1", elsewhere=True)
    assert store.reached("acme", "notas") is None


def test_what_was_changed_meanwhile_is_not_deleted(store: MailboxStore) -> None:
    assert store.resume(MAILBOX.model_copy(update={"revision": "2"}), instead_of="1")
    assert not store.delete(MAILBOX)
    assert store.get("acme", "notas")


def test_a_call_that_is_repeated_is_no_rival(store: MailboxStore) -> None:
    """botocore calls again where an answer was lost."""
    store.add(MAILBOX)
    second = MAILBOX.model_copy(update={"revision": "2"})
    assert store.resume(second, instead_of="1")
    assert store.resume(second, instead_of="1")


def test_one_whose_state_is_gone_is_read_again_once_it_is_saved(
    store: MailboxStore, table: Table
) -> None:
    """A deletion that broke off, or settings from before the state was made with them."""
    table.delete(keys.mailbox_state("acme", "notas"))
    assert acquire(store, asked(0), 1) is None
    assert not store.resume(MAILBOX.model_copy(update={"revision": "9"}), instead_of="8")
    assert store.resume(MAILBOX.model_copy(update={"revision": "2"}), instead_of="1")
    assert held(store, asked(2), 3).cursor is None

"""Mailboxes that are deleted, and made again, while polls of them are under way."""

import pytest

from malote.adapters.mailbox_store import MailboxStore
from malote.adapters.table import Table
from malote.errors import CredentialsRefused, LeaseLost
from malote.mailboxes.models import Cursor, PollReport
from tests.fakes.stores import NOON
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

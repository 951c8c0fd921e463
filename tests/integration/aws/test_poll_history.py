"""What is told of a mailbox's polls."""

import pytest

from malote.adapters.mailbox_store import MailboxStore
from malote.adapters.poll_history import PollHistory
from malote.adapters.table import Table
from malote.errors import HostUnreachable, InvalidInput, LeaseLost
from malote.mailboxes.history import PollPage
from malote.mailboxes.models import PollReport
from tests.integration.aws.test_mailbox_store import MAILBOX, asked, at, held, store

__all__ = ["store"]


def test_the_history_tells_every_poll_for_a_month(store: MailboxStore, table: Table) -> None:
    history = PollHistory(table)
    good = PollReport(mails=3, stored=2, ignored=1)
    store.release(held(store, asked(0), 1), good, at(2.5), None)
    store.release(held(store, asked(10), 11), PollReport(), at(11.5), None)
    failed = PollReport(mails=1, given_up=1, error=HostUnreachable("no route"))
    store.release(held(store, asked(20, forced=True), 21), failed, at(22), at(600))
    lost = held(store, asked(30, forced=True), 31)
    assert store.resume(MAILBOX.model_copy(update={"revision": "2"}), instead_of="1")
    with pytest.raises(LeaseLost):
        store.release(lost, PollReport(), at(32), None)
    pages = [PollPage.of(*history.page("acme", "notas", 2, None))]
    pages.append(PollPage.of(*history.page("acme", "notas", 2, pages[0].next_cursor)))
    assert [len(page.items) for page in pages] == [2, 1]
    newest, idle, first = [poll for page in pages for poll in page.items]
    assert (newest.at, newest.seconds, newest.forced, newest.given_up) == (at(21), 1.0, True, 1)
    assert (newest.outcome, newest.error) == ("error", "host_unreachable")
    assert newest.message
    assert newest.action
    assert (idle.outcome, idle.mails, idle.forced) == ("ok", 0, False)
    assert (first.seconds, first.mails, first.stored, first.ignored) == (1.5, 3, 2, 1)
    kept = [item["expires_at"] for item in table.query("TENANT#acme#MAILBOX#notas")]
    assert kept[0] == int(at(2.5).timestamp()) + 30 * 86400
    with pytest.raises(InvalidInput):
        history.page("acme", "notas", 2, "TUVTU0FHRSMx")  # MESSAGE#1


def test_a_history_that_cannot_be_written_costs_no_poll(
    store: MailboxStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Table, "insert", lambda self, item: 1 / 0)
    store.release(held(store, asked(0), 1), PollReport(mails=3), at(2), None)
    assert store.find("acme", "notas")[1]["last_result"]["mails"] == 3

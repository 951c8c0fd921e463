"""The reconciler's function: what it publishes, and under which names."""

import json
from datetime import timedelta

import pytest

from functions.reconcile.handler import handle
from malote import bootstrap
from malote.documents.reconcile import Reconciler, Stored
from malote.mailboxes.census import PollState
from tests.fakes.stores import NOON
from tests.fakes.sweep import MemoryInbox, MemoryInboxQueue, MemorySettled, MemorySweep
from tests.handlers.events import Context


def test_every_count_is_a_point_of_the_graph_zero_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    objects = [Stored("acme", sha256, NOON) for sha256 in "ab"]
    inbox, ledger, queue = MemoryInbox(objects), MemorySettled({("acme", "a")}), MemoryInboxQueue()
    later = NOON + timedelta(hours=1)
    reconciler = Reconciler(inbox, MemorySweep(), ledger, queue, now=lambda: later)
    monkeypatch.setattr(bootstrap, "reconciler", lambda: reconciler)
    monkeypatch.setattr(bootstrap, "poll_states", lambda: iter([PollState()] * 3))
    expected = {
        "InboxListed": 2, "InboxSettling": 0, "InboxUnknown": 1, "InboxRequeued": 1,
        "InboxStray": 0, "MailboxActive": 3, "MailboxDeadLease": 0, "MailboxBackingOff": 0,
        "MailboxLate": 3,
    }  # fmt: skip
    assert handle({}, Context()) == expected
    assert queue.sent == [("acme", "b")]
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (published,) = (line for line in lines if "_aws" in line)
    assert {name: published[name] for name in expected} == {
        name: [value] for name, value in expected.items()
    }

"""A mailbox that is changed in the moment between a poll's look at it and its lease."""

from dataclasses import dataclass
from datetime import datetime

import pytest

from malote.errors import CredentialsRefused
from malote.mailboxes.models import Lease, Mailbox, PollRequest
from tests.fakes.stores import MemoryMailboxes
from tests.unit.mailboxes.world import MAILBOX, XML, World


@dataclass
class Changing(MemoryMailboxes):
    """It has become another one when the lease is given."""

    becomes: Mailbox = MAILBOX

    def acquire(self, request: PollRequest, now: datetime, until: datetime) -> Lease | None:
        lease = super().acquire(request, now, until)
        self.mailbox = self.becomes
        return lease


def becoming(**changes: str) -> World:
    world = World(mailboxes=Changing(MAILBOX, becomes=MAILBOX.model_copy(update=changes)))
    world.folder.add(("application/xml", "a.xml", XML % 1))
    return world


def test_it_is_read_by_its_new_settings() -> None:
    world = becoming(revision="2")
    world.error = CredentialsRefused("no")
    assert world.report().paused  # who read with the old ones could not pause the new
    assert world.mailboxes.mailbox.revision == "2"


@pytest.mark.parametrize("change", [{"paused": "paused_by_user"}, {"mailbox_id": "another"}])
def test_one_that_was_paused_or_deleted_is_not_read(change: dict[str, str]) -> None:
    world = becoming(**change)
    assert world.poll() == (None, None)
    assert world.folder.asked == []

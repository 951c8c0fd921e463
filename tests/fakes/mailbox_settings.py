"""Mailboxes as their tenants set them up, in memory."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from malote.errors import AlreadyExists, MaloteError, NotFound
from malote.mailboxes.models import Mailbox, PollRequest
from tests.fakes.watching import nothing


@dataclass
class MemoryMailboxSettings:
    """The port ``MailboxSettings``. ``watch`` is told of each write, before and after it.

    ``restarted`` are the mailboxes that are read from their first mail again.
    """

    kept: dict[tuple[str, str], Mailbox] = field(default_factory=dict)
    restarted: list[str] = field(default_factory=list)
    watch: Callable[[str], None] = nothing

    def get(self, tenant: str, mailbox_id: str) -> Mailbox | None:
        return self.kept.get((tenant, mailbox_id))

    def find(self, tenant: str, mailbox_id: str) -> tuple[Mailbox, dict[str, Any]]:
        mailbox = self.get(tenant, mailbox_id)
        if mailbox is None:
            raise NotFound
        return mailbox, {}

    def add(self, mailbox: Mailbox) -> None:
        self.watch("before save")
        if _key(mailbox) in self.kept:
            raise AlreadyExists
        self.kept[_key(mailbox)] = mailbox
        self.watch("saved")

    def resume(self, mailbox: Mailbox, *, instead_of: str, elsewhere: bool = False) -> bool:
        self.watch("before save")
        if not self._has(mailbox, instead_of):
            return False
        active = {"paused": None, "paused_at": None}
        self.kept[_key(mailbox)] = mailbox.model_copy(update=active)
        self.restarted += [mailbox.mailbox_id] if elsewhere else []
        self.watch("saved")
        return True

    def pause(self, mailbox: Mailbox, error: MaloteError, at: datetime) -> bool:
        self.watch("before save")
        if not self._has(mailbox, mailbox.revision):
            return False
        paused = {"paused": error.code, "paused_at": at}
        self.kept[_key(mailbox)] = self.kept[_key(mailbox)].model_copy(update=paused)
        return True

    def delete(self, mailbox: Mailbox) -> bool:
        self.watch("before delete")
        if _key(mailbox) in self.kept and not self._has(mailbox, mailbox.revision):
            return False
        self.kept.pop(_key(mailbox), None)
        self.watch("deleted")
        return True

    def _has(self, mailbox: Mailbox, revision: str) -> bool:
        found = self.kept.get(_key(mailbox))
        return found is not None and found.revision == revision


def _key(mailbox: Mailbox) -> tuple[str, str]:
    return mailbox.tenant, mailbox.mailbox_id


@dataclass
class MemoryPollQueue:
    """The port ``PollQueue``."""

    sent: list[PollRequest] = field(default_factory=list)

    def send(self, requests: Iterable[PollRequest]) -> int:
        more = list(requests)
        self.sent += more
        return len(more)

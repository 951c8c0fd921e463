"""A tenant's admin, who sets mailboxes up over fakes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from malote.audit import Action
from malote.diagnosis.views import CheckReport
from malote.mailboxes.by_hand import PollsByHand
from malote.mailboxes.changes import MailboxChanges
from malote.mailboxes.check import Checker
from malote.mailboxes.models import Mailbox
from malote.mailboxes.requests import MailboxRequest, MailboxTrial, NewMailbox
from malote.mailboxes.setup import MailboxSetup
from malote.ports import MailServer
from tests.fakes.folder import FakeFolder, FakeServer
from tests.fakes.mailbox_settings import MemoryMailboxSettings, MemoryPollQueue
from tests.fakes.messages import MemoryOnce
from tests.fakes.sending import FixedTokens, MemoryVault
from tests.fakes.trail import MemoryTrail, entry

ASKED = {"host": "imap.acme.test", "username": "ana@acme.test", "password": "p1"}
GRANT = {"client_id": "c", "refresh_token": "refresh 0"}


@dataclass
class Desk:
    """``real`` stands in for the server, with a ``clock`` that goes."""

    store: MemoryMailboxSettings = field(default_factory=MemoryMailboxSettings)
    vault: MemoryVault = field(default_factory=MemoryVault)
    tokens: FixedTokens = field(default_factory=FixedTokens)
    server: FakeServer = field(default_factory=lambda: FakeServer(FakeFolder(mail_count=3)))
    trail: MemoryTrail = field(default_factory=MemoryTrail)
    once: MemoryOnce = field(default_factory=MemoryOnce)
    polls: MemoryPollQueue = field(default_factory=MemoryPollQueue)
    real: MailServer | None = None
    clock: Callable[[], float] = lambda: 100.0

    @property
    def changes(self) -> MailboxChanges:
        return MailboxChanges(self.store, self.vault, self.trail)

    @property
    def setup(self) -> MailboxSetup:
        return MailboxSetup(
            changes=self.changes,
            checker=Checker(self.real or self.server, self.clock),
            stored=self.vault,
            tokens=self.tokens,
            once=self.once,
            polls=self.polls,
        )

    @property
    def by_hand(self) -> PollsByHand:
        return PollsByHand(self.store, self.polls, self.trail)

    def create(self, key: str | None = None, **fields: Any) -> Mailbox:
        asked = NewMailbox.model_validate(_given({"id": "notas"} | ASKED | fields))
        return self.setup.create(asked, key, entry(Action.MAILBOX_CREATED, asked.id))

    def change(self, **fields: Any) -> Mailbox:
        asked = MailboxRequest.model_validate(_given(ASKED | fields))
        return self.setup.change(asked, entry(Action.MAILBOX_CHANGED, "notas"))

    def test(self, **fields: Any) -> CheckReport:
        asked = MailboxTrial.model_validate(_given(ASKED | fields))
        return self.setup.test(asked, entry(Action.MAILBOX_TESTED, asked.id or "-"))

    def test_stored(self) -> CheckReport:
        return self.setup.test_stored(entry(Action.MAILBOX_TESTED, "notas"))

    def delete(self) -> None:
        self.changes.delete(entry(Action.MAILBOX_DELETED, "notas"))

    def pause(self) -> None:
        self.by_hand.pause(entry(Action.MAILBOX_PAUSED, "notas"))

    def resume(self) -> None:
        self.by_hand.resume(entry(Action.MAILBOX_RESUMED, "notas"))

    def stored(self) -> Mailbox:
        found = self.store.get("acme", "notas")
        assert found
        return found

    def watch(self, watcher: Callable[[str], None]) -> None:
        self.store.watch = self.vault.watch = watcher

    @property
    def opened_by(self) -> set[tuple[str, str]]:
        """Each mailbox's host, with the password that a poll that begins now would take there."""
        return {
            (one.host, self.vault.get(one).secret.get_secret_value())
            for one in self.store.kept.values()
        }

    @property
    def unnamed(self) -> set[str]:
        """Secrets that no mailbox names."""
        return self.vault.kept.keys() - {one.secret_name for one in self.store.kept.values()}

    @property
    def told(self) -> list[str]:
        """What stands in the trail."""
        return [each.action.value for each in self.trail.kept]


def _given(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value is not None}

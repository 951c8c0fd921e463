"""The polls of a mailbox in its tenant's hand: one now, none for a while, and on again."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from malote.audit import Entry
from malote.errors import ChangedMeanwhile, MailboxPaused, NotFound, PausedByUser
from malote.mailboxes.models import Mailbox, PollRequest
from malote.ports import AuditTrail, MailboxSettings, PollQueue


@dataclass(frozen=True, slots=True)
class PollsByHand:
    """Each of these is told in the trail first; ``entry.target`` is the mailbox."""

    mailboxes: MailboxSettings
    queue: PollQueue
    trail: AuditTrail

    def ask(self, entry: Entry) -> None:
        """Ask for a poll now. Raises NotFound, MailboxPaused."""
        mailbox = self._existing(entry)
        if mailbox.paused:
            raise MailboxPaused(mailbox.paused)
        self.trail.record(entry)
        self.queue.send([poll_now(mailbox, entry.at)])

    def pause(self, entry: Entry) -> None:
        """Stop the polls; the one under way ends by itself, within a minute.

        Nothing is done to one that is paused: why stays what it was. Raises NotFound,
        ChangedMeanwhile.
        """
        mailbox = self._existing(entry)
        if not mailbox.paused:
            self.trail.record(entry)
            if not self.mailboxes.pause(mailbox, PausedByUser(), entry.at):
                raise ChangedMeanwhile(mailbox.mailbox_id)

    def resume(self, entry: Entry) -> None:
        """Let the polls go on from where they stopped, whatever stopped them, beginning now.

        Nothing is done to one that is not paused. Raises NotFound, ChangedMeanwhile.
        """
        mailbox = self._existing(entry)
        if mailbox.paused:
            self.trail.record(entry)
            resumed = mailbox.model_copy(update={"revision": uuid4().hex})
            if not self.mailboxes.resume(resumed, instead_of=mailbox.revision):
                raise ChangedMeanwhile(mailbox.mailbox_id)
            self.queue.send([poll_now(resumed, entry.at)])

    def _existing(self, entry: Entry) -> Mailbox:
        mailbox = self.mailboxes.get(entry.tenant, entry.target)
        if mailbox is None:
            raise NotFound(f"caixa {entry.target}")
        return mailbox


def poll_now(mailbox: Mailbox, at: datetime) -> PollRequest:
    """A poll that no back-off holds up."""
    return PollRequest(
        tenant=mailbox.tenant, mailbox_id=mailbox.mailbox_id, requested_at=at, forced=True
    )

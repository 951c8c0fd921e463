"""Changes to mailboxes: told in the trail, then the secret, then the settings that name it.

A secret has a name of its own, so that nobody who reads meanwhile takes the new one to the old
host, or the other way round: what the settings say always goes together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import uuid4

from malote.audit import Action, Entry
from malote.errors import AlreadyExists, ChangedMeanwhile, NotFound
from malote.mailboxes.models import Mailbox
from malote.ports import AuditTrail, MailboxSettings, SecretKeeper

_PLACE = ("host", "username", "folder")
_TOLD = (*_PLACE, "port", "security", "auth", "after_import", "move_to")


@dataclass(frozen=True, slots=True)
class MailboxChanges:
    """Makes, changes and deletes mailboxes; whether their settings work is not asked here."""

    mailboxes: MailboxSettings
    secrets: SecretKeeper
    trail: AuditTrail

    def get(self, tenant: str, mailbox_id: str) -> Mailbox:
        """The settings. Raises NotFound."""
        mailbox = self.mailboxes.get(tenant, mailbox_id)
        if mailbox is None:
            raise NotFound(f"caixa {mailbox_id}")
        return mailbox

    def create(self, mailbox: Mailbox, secret: Mapping[str, str], entry: Entry) -> Mailbox:
        """Write a new one, with what opens it. Raises AlreadyExists."""
        self.trail.record(told(entry, Action.MAILBOX_CREATED, mailbox))
        kept = self._with_secret(mailbox, secret)
        try:
            self.mailboxes.add(kept)
        except AlreadyExists:
            self.secrets.delete(kept.secret_name)
            raise
        return kept

    def change(
        self, former: Mailbox, mailbox: Mailbox, secret: Mapping[str, str] | None, entry: Entry
    ) -> Mailbox:
        """Replace the settings and, if one is given, the secret; a paused mailbox resumes.

        It goes on from where it stopped, unless it is another account's or folder. ``mailbox`` has
        a ``revision`` of its own. Raises ChangedMeanwhile.
        """
        changed = [name for name in _TOLD if getattr(former, name) != getattr(mailbox, name)]
        if changed or secret is None:
            self.trail.record(told(entry, Action.MAILBOX_CHANGED, mailbox, changed))
        if secret is None:
            kept = mailbox.model_copy(update={"secret_name": former.secret_name})
        else:
            self.trail.record(told(entry, Action.MAILBOX_CREDENTIAL_CHANGED, mailbox, ("auth",)))
            kept = self._with_secret(mailbox, secret)
        elsewhere = not set(changed).isdisjoint(_PLACE)
        saved = self.mailboxes.resume(kept, instead_of=former.revision, elsewhere=elsewhere)
        if secret is not None:
            self.secrets.delete(former.secret_name if saved else kept.secret_name)
        if not saved:
            raise ChangedMeanwhile(f"caixa {mailbox.mailbox_id}")
        return kept

    def delete(self, entry: Entry) -> None:
        """Forget ``entry.target`` and, before that, what opens it. Raises NotFound.

        What it brought stays. In this order, so that a request that broke off is completed by
        asking again.
        """
        mailbox: Mailbox | None = self.get(entry.tenant, entry.target)
        self.trail.record(entry)
        while mailbox:
            self.secrets.delete(mailbox.secret_name)
            if self.mailboxes.delete(mailbox):
                return
            mailbox = self.mailboxes.get(entry.tenant, entry.target)  # somebody saved meanwhile

    def _with_secret(self, mailbox: Mailbox, secret: Mapping[str, str]) -> Mailbox:
        name = self.secrets.add("mailbox", mailbox.tenant, mailbox.mailbox_id, secret)
        return mailbox.model_copy(update={"secret_name": name})


def told(entry: Entry, action: Action, mailbox: Mailbox, settings: Sequence[str] = _TOLD) -> Entry:
    """An entry of its own for this deed of whoever made ``entry``, with what these settings are."""
    details = {name: str(getattr(mailbox, name)) for name in settings}
    return replace(entry, action=action, details=details, entry_id=uuid4().hex[:12])

"""Mailboxes as their tenants set them up: what does not work is not saved."""

import hashlib
from dataclasses import dataclass

from malote.audit import Action, Entry
from malote.diagnosis.views import CheckReport
from malote.errors import AccountTestFailed, AlreadyExists
from malote.given_account import opened_by
from malote.mailboxes.by_hand import poll_now
from malote.mailboxes.changes import MailboxChanges, told
from malote.mailboxes.check import Checker
from malote.mailboxes.models import Mailbox
from malote.mailboxes.requests import MailboxRequest, MailboxTrial, NewMailbox
from malote.offered import Offered
from malote.ports import Credentials, Once, PollQueue, TokenEndpoint

_OWN = {"secret_name", "revision", "paused", "paused_at"}


@dataclass(frozen=True, slots=True)
class MailboxSetup:
    """What is saved is read at once.

    ``stored`` is what opens mailboxes that are saved; ``any_port`` is for demo and tests.
    """

    changes: MailboxChanges
    checker: Checker
    stored: Credentials
    tokens: TokenEndpoint
    once: Once
    polls: PollQueue
    any_port: bool = False

    def create(self, asked: NewMailbox, key: str | None, entry: Entry) -> Mailbox:
        """Save a new mailbox, if its test goes well. ``key`` is the request's Idempotency-Key.

        The same request with the same key gives the mailbox that it made, until that is changed.
        Raises InvalidInput, AccountTestFailed, AlreadyExists, IdempotencyMismatch.
        """
        mailbox = asked.mailbox(entry.tenant, asked.id, any_port=self.any_port)
        credentials = asked.offered(self.tokens)
        existing = self.changes.mailboxes.get(entry.tenant, asked.id)
        if existing is None:
            self._demand(mailbox, credentials, entry)
        if key is not None:
            mailbox = self._of_key(key, mailbox)
        try:
            if existing:
                raise AlreadyExists(f"a caixa {asked.id} já existe")
            return self._read(self.changes.create(mailbox, credentials.fields(), entry), entry)
        except AlreadyExists:
            made = self.changes.get(entry.tenant, asked.id)
            if made.revision != mailbox.revision:
                raise
            return made

    def change(self, asked: MailboxRequest, entry: Entry) -> Mailbox:
        """Replace the settings of ``entry.target``, and its secret if one is given.

        If the test of both goes well. Raises NotFound, InvalidInput, AccountTestFailed,
        ChangedMeanwhile.
        """
        former = self.changes.get(entry.tenant, entry.target)
        mailbox = asked.mailbox(entry.tenant, entry.target, any_port=self.any_port)
        mailbox, credentials = self._opened_by(asked, mailbox, former)
        self._demand(mailbox, credentials, entry)
        secret = credentials.fields() if isinstance(credentials, Offered) else None
        return self._read(self.changes.change(former, mailbox, secret, entry), entry)

    def test(self, asked: MailboxTrial, entry: Entry) -> CheckReport:
        """Test what is asked for, and save nothing. Raises InvalidInput."""
        mailbox_id = asked.id or "teste"
        mailbox = asked.mailbox(entry.tenant, mailbox_id, any_port=self.any_port)
        former = self.changes.mailboxes.get(entry.tenant, mailbox_id) if asked.id else None
        return self._test(*self._opened_by(asked, mailbox, former), entry)

    def test_stored(self, entry: Entry) -> CheckReport:
        """Test ``entry.target`` as it is saved. Raises NotFound."""
        return self._test(self.changes.get(entry.tenant, entry.target), self.stored, entry)

    def _opened_by(
        self, asked: MailboxRequest, mailbox: Mailbox, former: Mailbox | None
    ) -> tuple[Mailbox, Credentials]:
        credentials = opened_by(asked, mailbox, former, self.stored, self.tokens)
        if former and credentials is self.stored:
            mailbox = mailbox.model_copy(update={"secret_name": former.secret_name})
        return mailbox, credentials

    def _demand(self, mailbox: Mailbox, credentials: Credentials, entry: Entry) -> None:
        report = self._test(mailbox, credentials, entry)
        if report.status == "failed":
            raise AccountTestFailed(report.message, report)

    def _test(self, mailbox: Mailbox, credentials: Credentials, entry: Entry) -> CheckReport:
        self.changes.trail.record(told(entry, Action.MAILBOX_TESTED, mailbox))
        return self.checker.check(mailbox, credentials)

    def _read(self, mailbox: Mailbox, entry: Entry) -> Mailbox:
        self.polls.send([poll_now(mailbox, entry.at)])
        return mailbox

    def _of_key(self, key: str, mailbox: Mailbox) -> Mailbox:
        """With the ``revision`` of the first request that came with this key."""
        settings = mailbox.model_dump_json(exclude=_OWN)
        fingerprint = hashlib.sha256(settings.encode()).hexdigest()
        claimed = self.once.claim(mailbox.tenant, "mailbox", key, fingerprint, mailbox.revision)
        return mailbox.model_copy(update={"revision": claimed})

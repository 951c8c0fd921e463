"""A message's turn: claimed, tried over its account's connection, settled."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from random import random
from time import monotonic, sleep

from malote.attempt import attempt
from malote.audit import MALOTE, Action, Entry
from malote.clock import utc_now
from malote.errors import (
    LeaseLost,
    MailboxError,
    MailDeferred,
    MailSettingsMissing,
    MaloteError,
    MessageUnfit,
    NotFound,
    PrintError,
    error_of,
)
from malote.messages.connection import Connection
from malote.messages.models import (
    Accepted,
    Attempt,
    Claim,
    Envelope,
    Message,
    SendRequest,
    Status,
)
from malote.messages.verdicts import REST, Verdict, expired, judge
from malote.ports import AuditTrail, MailSettingsStore, Outbox, SendQueue, SentMails
from malote.smtp.models import MailSettings

LEASE = timedelta(seconds=170)
"""It outlives the function: who finds it ended knows that its worker is no more."""

_LONGEST_DELAY = 900  # of SQS; the sweep finds what is due later
_SETTLING = (0.2, 1.0, 3.0)


@dataclass(frozen=True, slots=True)
class Turn:
    """How a turn ended: how the message stands, and the attempt if one was made.

    ``paused`` says that its account is, from now on.
    """

    status: Status | None
    attempt: Attempt | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Turns:
    """Takes turns, in threads too; ``compose`` makes a mail's bytes at its first attempt."""

    outbox: Outbox
    accounts: MailSettingsStore
    mails: SentMails
    queue: SendQueue
    trail: AuditTrail
    compose: Callable[[Message, MailSettings], bytes]
    now: Callable[[], datetime] = utc_now
    clock: Callable[[], float] = monotonic
    pause: Callable[[float], None] = sleep
    chance: Callable[[], float] = random

    def take(self, request: SendRequest, connection: Connection) -> Turn:
        """Try a message, if it is to be tried now.

        What our own stores raise goes through: the message is claimed, and found again when that
        ends. So does LeaseLost, where an attempt was made that is not told.
        """
        now = self.now()
        claim = self.outbox.claim(request.tenant, request.message_id, now, now + LEASE)
        if not isinstance(claim, Claim):
            return Turn(claim and claim.status)
        message = claim.message
        settings = self.accounts.get(message.tenant, message.branch)
        if expired(message, now):
            return self._settle(claim, _last_reason(message, settings), 0.0)
        rests_until = settings and self._rests_until(settings, now)
        if rests_until:
            self.outbox.put_off(claim, rests_until)
            self._queue(request, rests_until)
            return Turn(Status.QUEUED)
        began = self.clock()
        try:
            end = self._try(claim, settings, connection)
        except LeaseLost:
            return Turn(Status.SENDING)  # somebody else's: nothing of it was sent
        return self._settle(claim, end, self.clock() - began, settings)

    def _rests_until(self, settings: MailSettings, now: datetime) -> datetime | None:
        if settings.paused:
            return now + REST
        until = self.accounts.held_until(settings)
        return until if until and until > now else None

    def _try(
        self, claim: Claim, settings: MailSettings | None, connection: Connection
    ) -> Accepted | MaloteError:
        if not settings:
            return MailSettingsMissing()
        message = claim.message
        try:
            mime = self._mime(message, settings)
            envelope = Envelope(settings.from_address, message.recipients)
            return connection.send(settings, envelope, mime, lambda: self.outbox.hand_over(claim))
        except LeaseLost:
            raise
        except (MailboxError, MessageUnfit, PrintError) as error:
            return error

    def _mime(self, message: Message, settings: MailSettings) -> bytes:
        """Every attempt sends the same bytes: whoever got them twice can tell."""
        tenant, message_id = message.tenant, message.message_id
        kept = self.mails.get(tenant, message_id)
        if kept is None:
            kept = self.mails.put_once(tenant, message_id, self.compose(message, settings))
        return kept

    def _settle(
        self, claim: Claim, end: Accepted | MaloteError, verdict: Verdict, seconds: float
    ) -> Attempt:
        """Note it, also where the table is away for a moment: what was sent must be told."""
        told = _told(claim, end, verdict, seconds)
        for wait in _SETTLING:
            try:
                self.outbox.settle(claim, told, verdict.status, verdict.due_at)
            except LeaseLost:
                raise
            except Exception:  # whatever the store says
                self.pause(wait)
            else:
                return told
        self.outbox.settle(claim, told, verdict.status, verdict.due_at)
        return told

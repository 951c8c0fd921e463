"""A message's turn: claimed, tried over its account's connection, settled."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from random import random
from time import monotonic, sleep

from malote.clock import utc_now
from malote.errors import (
    LeaseLost,
    MailboxError,
    MailSettingsMissing,
    MaloteError,
    MessageUnfit,
)
from malote.mail_settings import MailSettings
from malote.messages.connection import Connection
from malote.messages.models import Accepted, Attempt, Claim, Envelope, Message, SendRequest, Status
from malote.messages.recipients import left
from malote.messages.rests import Rests
from malote.messages.telling import attempt_of, expiry
from malote.messages.verdicts import Verdict, expired, judge, recovered_at
from malote.ports import MailSettingsStore, Outbox, SendQueue, SentMails

LEASE = timedelta(seconds=170)
"""It outlives the function: who finds it ended knows that its worker is no more."""

_LONGEST_DELAY = timedelta(seconds=900)  # of SQS; the sweep finds what is due later
_SETTLING = (0.2, 1.0, 3.0)


@dataclass(frozen=True, slots=True)
class Turn:
    """How a turn ended: how the message stands now, and the attempt if one was made.

    ``paused`` says that its account is, from this turn on.
    """

    status: Status | None
    attempt: Attempt | None = None
    paused: bool = False


@dataclass(frozen=True, slots=True)
class Turns:
    """Takes turns, in threads too; ``compose`` makes a mail's bytes."""

    outbox: Outbox
    accounts: MailSettingsStore
    rests: Rests
    mails: SentMails
    queue: SendQueue
    compose: Callable[[Message, MailSettings], bytes]
    now: Callable[[], datetime] = utc_now
    clock: Callable[[], float] = monotonic
    pause: Callable[[float], None] = sleep
    chance: Callable[[], float] = random

    def take(self, request: SendRequest, connection: Connection) -> Turn:
        """Try a message, if it is to be tried now.

        What our own stores raise goes through: the message is found again when its claim ends. So
        does LeaseLost where an attempt was made that is not told, or is told as uncertain.
        """
        now = self.now()
        claim = self.outbox.claim(request.tenant, request.message_id, now, now + LEASE)
        if not isinstance(claim, Claim):
            return Turn(claim.status if claim else None)
        message = claim.message
        settings = self.accounts.get(message.tenant, message.branch)
        if expired(message, now):
            given_up = Verdict("deferred", Status.FAILED)
            return Turn(given_up.status, self._settle(claim, expiry(settings), given_up))
        rested_at = self.rests.until(settings, now) if settings else now
        if (until := max(rested_at, recovered_at(message, now))) > now:
            self.outbox.put_off(claim, until)
            self._queue(request, until)
            return Turn(Status.QUEUED)
        began = self.clock()
        try:
            end = self._try(claim, settings, connection)
        except LeaseLost:  # somebody else is at it: nothing was sent
            return Turn(Status.SENDING)
        verdict = judge(message, end, self.now(), self.chance())
        told = self._settle(claim, end, verdict, self.clock() - began)
        noted = settings and self.rests.note(settings, verdict, told.code, self.now())
        if verdict.due_at:
            self._queue(request, verdict.due_at)
        return Turn(verdict.status, told, bool(noted))

    def _try(
        self, claim: Claim, settings: MailSettings | None, connection: Connection
    ) -> Accepted | MaloteError:
        if not settings:
            return MailSettingsMissing()
        message = claim.message
        try:
            mime = self._mime(message, settings)
            envelope = Envelope(settings.from_address, left(message), message.message_id)
            return connection.send(settings, envelope, mime, lambda: self._hand_over(claim, mime))
        except LeaseLost:
            raise
        except (MailboxError, MessageUnfit) as error:
            return error

    def _mime(self, message: Message, settings: MailSettings) -> bytes:
        """What a server may have got is the same bytes ever after: who gets them twice can tell.

        Until then it is made of what is so now: the account may have another address meanwhile.
        """
        tenant, message_id = message.tenant, message.message_id
        kept = self.mails.get(tenant, message_id) if message.attempts else None
        return kept or self.compose(message, settings)

    def _hand_over(self, claim: Claim, mime: bytes) -> None:
        self.mails.put_once(claim.message.tenant, claim.message.message_id, mime)
        self.outbox.hand_over(claim)

    def _settle(
        self, claim: Claim, end: Accepted | MaloteError, verdict: Verdict, seconds: float = 0.0
    ) -> Attempt:
        """Note it, and try hard: a mail that was sent and is not told as such is uncertain."""
        told = attempt_of(claim, end, verdict, seconds)
        for wait in (*_SETTLING, None):
            try:
                self.outbox.settle(claim, told, verdict.status, verdict.due_at)
                break
            except Exception as error:
                if wait is None or isinstance(error, LeaseLost):
                    raise
                self.pause(wait)
        return told

    def _queue(self, request: SendRequest, due_at: datetime) -> None:
        wait = due_at - self.now()
        if wait <= _LONGEST_DELAY:
            self.queue.send([request], after_seconds=max(0, ceil(wait.total_seconds())))

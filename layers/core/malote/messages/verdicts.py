"""What becomes of a message, and of its account, after an attempt to send it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Literal

from malote.errors import DeliveryUncertain, MailboxError, MaloteError, SmtpError
from malote.messages.models import Accepted, Attempt, Message, Outcome, Status

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=4)
SERVER_PATIENCE = timedelta(hours=48)
"""How long a server may put a message off (RFC 5321 4.5.4.1)."""

PATIENCE = timedelta(days=5)
"""How long a message waits for anything, its account's repair too."""

REST = timedelta(minutes=15)
"""After which a paused account is looked at again."""

_WAITING = {"deferred", "unreachable", "lost"}
_BEFORE_ANY_MAIL = {"resolve", "connect", "tls", "login", "sender"}


@dataclass(frozen=True, slots=True)
class Verdict:
    """``account`` tells whether the account can go on: ``held`` until ``due_at``, or ``paused``."""

    outcome: Outcome
    status: Status
    due_at: datetime | None = None
    account: Literal["well", "held", "paused"] = "well"


def judge(message: Message, end: Accepted | MaloteError, now: datetime, chance: float) -> Verdict:
    """How an attempt ended for the message. ``chance`` (0 to 1) spreads the next attempts."""
    match end:
        case Accepted():
            return Verdict("sent", Status.SENT)
        case DeliveryUncertain():
            return Verdict("uncertain", Status.UNCERTAIN)
        case SmtpError(final=True):
            return Verdict("refused", Status.FAILED)
        case MailboxError(final=True):
            return Verdict("refused", Status.QUEUED, now + REST, "paused")
        case MailboxError():
            return _put_off(message, end, now, chance)
    return Verdict("unfit", Status.FAILED)


def expired(message: Message, now: datetime) -> bool:
    """Nobody waits for it any more."""
    return now - (message.resent_at or message.created_at) >= PATIENCE


def _put_off(message: Message, error: MailboxError, now: datetime, chance: float) -> Verdict:
    outcome: Outcome = "deferred" if isinstance(error, SmtpError) else "unreachable"
    # What fails before any mail is spoken of, or with "go away", fails the account's others too.
    others = error.step in _BEFORE_ANY_MAIL or getattr(error, "reply", None) == 421
    before = _waits(message)
    if before and now - before[-1].at >= SERVER_PATIENCE:
        return Verdict(outcome, Status.FAILED, now + LONGEST_WAIT, "held" if others else "well")
    wait = min(FIRST_WAIT * 2 ** min(len(before), 10), LONGEST_WAIT) * (0.8 + 0.4 * chance)
    return Verdict(outcome, Status.QUEUED, now + wait, "held" if others else "well")


def _waits(message: Message) -> list[Attempt]:
    """The last attempts, newest first, that a server or our own crash put off."""
    since = message.resent_at or message.created_at
    return list(
        takewhile(
            lambda each: each.outcome in _WAITING and each.at >= since, reversed(message.attempts)
        )
    )

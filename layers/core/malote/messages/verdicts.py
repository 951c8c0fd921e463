"""What becomes of a message, and of its account, after an attempt to send it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from malote.errors import DeliveryUncertain, MailboxError, MaloteError, SmtpError
from malote.messages.models import Accepted, Attempt, Message, Outcome, Status
from malote.messages.recipients import put_off

FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=5), timedelta(hours=4)
SERVER_PATIENCE = timedelta(hours=48)
"""How long a server may put a message off (RFC 5321 4.5.4.1)."""

PATIENCE = timedelta(days=5)
"""How long a message waits for anything, its account's repair too."""

REST = timedelta(minutes=15)
"""After which an account that is paused or held is looked at again, at the latest."""

_WAITING = {"deferred", "unreachable", "lost"}
_BEFORE_ANY_RECIPIENT = {"resolve", "connect", "tls", "login", "sender"}
_GO_AWAY = 421  # RFC 5321 3.8


@dataclass(frozen=True, slots=True)
class Verdict:
    """``due_at`` is when the message is tried next, if it is.

    No mail of its account is to go out before ``held_until``, or any while it is ``paused``.
    """

    outcome: Outcome
    status: Status
    due_at: datetime | None = None
    held_until: datetime | None = None
    paused: bool = False


def judge(message: Message, end: Accepted | MaloteError, now: datetime, chance: float) -> Verdict:
    """How an attempt ended for the message. ``chance`` (0 to 1) spreads the next ones."""
    match end:
        case Accepted() if put_off(end.refused):
            return Verdict("sent", Status.QUEUED, now + _wait(0, chance))
        case Accepted():
            return Verdict("sent", Status.SENT)
        case DeliveryUncertain():
            return Verdict("uncertain", Status.UNCERTAIN)
        case SmtpError(final=True):
            return Verdict("refused", Status.FAILED)
        case MailboxError(final=True):
            return Verdict("refused", Status.QUEUED, now + REST, paused=True)
        case MailboxError():
            return _later(message, end, now, chance)
    return Verdict("unfit", Status.FAILED)


def recovered_at(message: Message, now: datetime) -> datetime:
    """When it may be tried: it may be what its workers died of, one after the other."""
    died = list(takewhile(lambda each: each.outcome == "lost", reversed(message.attempts)))
    return died[0].at + _wait(len(died) - 2) if len(died) > 1 else now


def expired(message: Message, now: datetime) -> bool:
    """Whether it has waited long enough, for whatever it was."""
    return now - _asked_at(message) >= PATIENCE


def _later(message: Message, error: MailboxError, now: datetime, chance: float) -> Verdict:
    outcome: Outcome = "deferred" if isinstance(error, SmtpError) else "unreachable"
    before = _waits(message)
    if before and now - before[-1].at >= SERVER_PATIENCE:
        return Verdict(outcome, Status.FAILED)
    wait = _wait(len(before), chance)
    # The account's other mails would fare no better.
    others = error.step in _BEFORE_ANY_RECIPIENT or getattr(error, "reply", None) == _GO_AWAY
    return Verdict(outcome, Status.QUEUED, now + wait, now + min(wait, REST) if others else None)


def _wait(before: int, chance: float = 0.5) -> timedelta:
    """After so many others."""
    wait: timedelta = min(FIRST_WAIT * 2 ** min(before, 10), LONGEST_WAIT)
    return wait * (0.8 + 0.4 * chance)


def _waits(message: Message) -> list[Attempt]:
    """The last attempts, newest first, that a server or our own crash put off.

    An account that was paused in between begins anew: it waited for its tenant, not for a server.
    """
    asked_at = _asked_at(message)
    waiting = takewhile(lambda each: each.outcome in _WAITING, reversed(message.attempts))
    return [each for each in waiting if each.at >= asked_at]


def _asked_at(message: Message) -> datetime:
    return message.resent_at or message.created_at

"""What is to be done with a charge that Efí should have, and what each answer makes of it. Pure.

``asked_at`` is the heart of it: while it is None, Efí certainly has nothing and may be asked; once
it is set, Efí may have it, and is never asked again before it was looked for there.
"""

from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

from malote.billing.accounts import BillingAccount
from malote.billing.charges import OPEN, Status
from malote.billing.issuable import Issuable
from malote.errors import (
    BillingAccountInactive,
    EfiCertificateRefused,
    EfiCredentialsRefused,
    EfiOverQuota,
    EfiRefused,
    EfiUnavailable,
    EfiUncertain,
    MaloteError,
    NotFound,
)

HOLD = timedelta(seconds=60)
# Longer than any function of ours lives, and than Efí takes to list what it made: whatever was on
# its way is there by then.
BEFORE_LOOKING = timedelta(minutes=2)
_BETWEEN_LOOKS = timedelta(minutes=1)
_LOOKS = 2
_GIVEN_UP = timedelta(hours=48)
_FIRST_REST = timedelta(minutes=1)
_LONGEST_REST = timedelta(hours=1)

_NOTHING_DONE = (
    EfiUnavailable,
    EfiOverQuota,
    EfiCredentialsRefused,
    EfiCertificateRefused,
    NotFound,  # the account's secret was replaced a moment ago
)


class Step(Enum):
    """What comes next."""

    NOTHING = auto()
    ASK = auto()
    LOOK = auto()
    GIVE_UP = auto()


def next_step(thing: Issuable[Any], account: BillingAccount | None, now: datetime) -> Step:
    """Whoever is told to do nothing is not needed: others are at it, or the sweep comes again."""
    state, first = thing.state, thing.first
    if state.status not in OPEN or (state.held_until and now < state.held_until):
        return Step.NOTHING
    if account and account.environment != first.environment:
        account = None
    if state.asked_at is None:
        if account is None or now >= state.created_at + _GIVEN_UP:
            return Step.GIVE_UP
        return Step.ASK if account.active else Step.NOTHING
    if account is None or account.client_id != state.asked_of:
        return Step.NOTHING  # nobody could say whether that application made it
    if first.method == "pix":  # its txid makes the same again no other
        return Step.ASK if account.active else Step.NOTHING
    return Step.LOOK if now >= state.asked_at + BEFORE_LOOKING else Step.NOTHING


def held[T: Issuable[Any]](thing: T, account: BillingAccount, now: datetime) -> T:
    """Efí is about to be asked: nobody else asks it."""
    return thing.changed(
        Status.ISSUING, asked_at=now, asked_of=account.client_id, held_until=now + HOLD, looked=0
    )


def after_asking[T: Issuable[Any]](before: T, asked: T, error: MaloteError, now: datetime) -> T:
    """Efí was asked and gave this error; ``before`` is from before it was ``asked``."""
    if isinstance(error, EfiRefused):
        return asked.changed(
            Status.NOT_ISSUED, problem=error.code, said=error.said or error.detail, held_until=None
        )
    if isinstance(error, _NOTHING_DONE):  # this time
        state = before.state
        was = {"asked_at": state.asked_at, "asked_of": state.asked_of}
        return _rested(asked, Status(state.status), error.code, now, **was)
    if asked.first.method == "pix":
        return _rested(asked, Status.UNCERTAIN, EfiUncertain.code, now)
    until = now + BEFORE_LOOKING
    return asked.changed(Status.UNCERTAIN, problem=EfiUncertain.code, held_until=until)


def not_found[T: Issuable[Any]](thing: T, now: datetime) -> T:
    """Efí was looked at and does not have it; the last time, that is certain."""
    looked = thing.state.looked + 1
    if looked < _LOOKS:
        until = now + _BETWEEN_LOOKS
        return thing.changed(Status.UNCERTAIN, looked=looked, held_until=until)
    return thing.changed(Status.ISSUING, asked_at=None, asked_of=None, looked=0, held_until=None)


def not_told[T: Issuable[Any]](thing: T, error: MaloteError, now: datetime) -> T:
    """Efí was looked at and did not say."""
    return _rested(thing, Status.UNCERTAIN, error.code, now)


def given_up[T: Issuable[Any]](thing: T) -> T:
    """Efí has nothing, and is not asked again. Where nothing else is known, the account is gone."""
    problem = thing.state.problem or BillingAccountInactive.code
    return thing.changed(Status.NOT_ISSUED, problem=problem, held_until=None)


def _rested[T: Issuable[Any]](
    thing: T, status: Status, code: str, now: datetime, **changes: Any
) -> T:
    attempts = thing.state.attempts + 1
    rest = min(_FIRST_REST * 2 ** min(attempts - 1, 10), _LONGEST_REST)
    return thing.changed(status, problem=code, attempts=attempts, held_until=now + rest, **changes)

from datetime import timedelta

import pytest

from malote.errors import (
    ConsentWithdrawn,
    CredentialsRefused,
    DeliveryUncertain,
    HostUnknown,
    HostUnreachable,
    MailboxTimeout,
    MailDeferred,
    MailProtocolError,
    MailSettingsMissing,
    MaloteError,
    MessageRefused,
    MessageUnfit,
    RecipientsRefused,
    SenderRefused,
    TlsFailed,
    TokenUnavailable,
)
from malote.messages.models import Accepted, Attempt, Message
from malote.messages.verdicts import Verdict, expired, judge, recovered_at
from tests.fakes.outbox import message
from tests.fakes.stores import NOON
from tests.unit.messages.post_office import at_step

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LATER = at_step(MailDeferred("451 4.7.1 later", 451), "recipient")


def after(*attempts: tuple[str, timedelta], resent: timedelta | None = None) -> Message:
    """A message with these attempts: how each ended, and how long ago."""
    told = tuple(
        Attempt.model_validate(
            {"number": number, "at": NOON - ago, "seconds": 1, "outcome": outcome}
        )
        for number, (outcome, ago) in enumerate(attempts, 1)
    )
    made = message(at=NOON - timedelta(days=4), attempts=told)
    return made.model_copy(update={"resent_at": resent and NOON - resent})


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (Accepted(250, "250 ok", {}), "sent/sent"),
        (Accepted(250, "250 ok", {"x@y.test": "550 5.1.1 who?"}), "sent/sent"),
        (Accepted(250, "250 ok", {"x@y.test": "451 4.7.1 later"}), "sent/queued"),
        (DeliveryUncertain(), "uncertain/uncertain"),
        (SenderRefused("550 5.7.60 not you", 550), "refused/failed"),
        (RecipientsRefused("550 5.1.1 who?", 550), "refused/failed"),
        (MessageRefused("552 5.3.4 too large", 552), "refused/failed"),
        (CredentialsRefused(), "refused/queued paused"),
        (ConsentWithdrawn(), "refused/queued paused"),
        (LATER, "deferred/queued"),
        (at_step(MailDeferred("452 4.3.1 no room", 452), "message"), "deferred/queued"),
        (at_step(MailDeferred("450 4.7.0 too fast", 450), "sender"), "deferred/queued held"),
        (at_step(MailDeferred("454 4.7.0 later", 454), "login"), "deferred/queued held"),
        (at_step(MailDeferred("421 4.3.2 bye", 421), "message"), "deferred/queued held"),
        (HostUnreachable(), "unreachable/queued held"),
        (HostUnknown(), "unreachable/queued held"),
        (TlsFailed(), "unreachable/queued held"),
        (TokenUnavailable(), "unreachable/queued held"),
        (at_step(HostUnreachable("cut"), "message"), "unreachable/queued"),
        (at_step(MailboxTimeout(), "message"), "unreachable/queued"),
        (at_step(MailProtocolError(), "recipient"), "unreachable/queued"),
        (MessageUnfit(), "unfit/failed"),
        (MailSettingsMissing(), "unfit/failed"),
    ],
)
def test_each_end_has_its_verdict(end: Accepted | MaloteError, told: str) -> None:
    verdict = judge(message(), end, NOON, 0.5)
    extra = f"{' held' if verdict.held_until else ''}{' paused' if verdict.paused else ''}"
    assert f"{verdict.outcome}/{verdict.status}{extra}" == told
    waits = {"sent/queued": 5, "refused/queued paused": 15}.get(told, 5 if "queued" in told else 0)
    assert verdict.due_at == (NOON + waits * MINUTE if waits else None)
    assert verdict.held_until in {None, verdict.due_at}


def test_the_waits_grow_up_to_four_hours() -> None:
    tries = [("deferred", HOUR)] * 12
    due = [judge(after(*tries[:many]), LATER, NOON, 0.5).due_at for many in range(13)]
    minutes = [(each - NOON) / MINUTE for each in due if each]
    assert minutes == [5, 10, 20, 40, 80, 160, *[240] * 7]


def test_the_others_of_an_account_never_wait_as_long_as_the_one_that_failed() -> None:
    verdict = judge(after(*[("unreachable", HOUR)] * 5), HostUnreachable(), NOON, 0.5)
    assert verdict.due_at == NOON + 160 * MINUTE
    assert verdict.held_until == NOON + 15 * MINUTE


@pytest.mark.parametrize(("chance", "minutes"), [(0, 4), (0.5, 5), (1, 6)])
def test_chance_spreads_the_waits(chance: float, minutes: int) -> None:
    assert judge(message(), LATER, NOON, chance).due_at == NOON + minutes * MINUTE


@pytest.mark.parametrize(
    ("attempts", "resent", "minutes"),
    [
        ([("deferred", 49 * HOUR)], None, None),
        ([("unreachable", 49 * HOUR), ("lost", HOUR)], None, None),
        ([("deferred", 47 * HOUR)], None, 10),
        ([("deferred", 49 * HOUR)], HOUR, 5),  # asked for anew
        ([("deferred", 49 * HOUR), ("refused", HOUR)], None, 5),  # the account was paused
        ([("deferred", 49 * HOUR), ("sent", HOUR)], None, 5),  # some recipients got it
    ],
)
def test_a_server_may_put_a_message_off_for_two_days(
    attempts: list[tuple[str, timedelta]], resent: timedelta | None, minutes: int | None
) -> None:
    verdict = judge(after(*attempts, resent=resent), LATER, NOON, 0.5)
    if minutes is None:
        assert verdict == Verdict("deferred", "failed")  # type: ignore[arg-type]
    else:
        assert verdict.due_at == NOON + minutes * MINUTE


def test_nothing_waits_for_more_than_five_days() -> None:
    assert not expired(after(), NOON)
    assert expired(after(), NOON + 24 * HOUR)
    assert not expired(after(resent=HOUR), NOON + 24 * HOUR)


@pytest.mark.parametrize(
    ("attempts", "minutes"),
    [
        ([], 0),
        ([("lost", MINUTE)], 0),
        ([("lost", MINUTE), ("deferred", MINUTE)], 0),
        ([("lost", HOUR), ("lost", MINUTE)], 4),
        ([("lost", HOUR)] * 3 + [("lost", MINUTE)], 19),
        ([("lost", HOUR)] * 30, 180),
    ],
)
def test_what_its_workers_may_have_died_of_is_tried_less_and_less(
    attempts: list[tuple[str, timedelta]], minutes: int
) -> None:
    assert recovered_at(after(*attempts), NOON) == NOON + minutes * MINUTE

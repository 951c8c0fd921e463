"""What each state of a mailbox's polls counts as."""

from datetime import timedelta

import pytest

from malote.mailboxes.census import Census, PollState, census
from tests.fakes.stores import NOON

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BEFORE, AFTER = NOON - MINUTE, NOON + MINUTE


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        (PollState(polled_at=BEFORE), Census(1)),
        (PollState(polled_at=NOON - HOUR), Census(1)),
        (PollState(polled_at=NOON - HOUR - MINUTE), Census(1, late=1)),
        (PollState(), Census(1, late=1)),
        (PollState(lease_until=AFTER, polled_at=BEFORE), Census(1)),
        (PollState(lease_until=BEFORE, polled_at=BEFORE), Census(1, dead_lease=1)),
        (PollState(lease_until=BEFORE), Census(1, dead_lease=1, late=1)),
        (PollState(retry_at=AFTER, polled_at=NOON - 6 * HOUR), Census(1, backing_off=1)),
        (PollState(retry_at=BEFORE, polled_at=NOON - 6 * HOUR), Census(1, late=1)),
    ],
)
def test_a_mailbox_counts_as_its_times_say(state: PollState, expected: Census) -> None:
    assert census([state], NOON, HOUR) == expected


def test_all_are_counted() -> None:
    states = [PollState(polled_at=NOON), PollState(), PollState(retry_at=AFTER)]
    assert census(states, NOON, HOUR) == Census(3, backing_off=1, late=1)
    assert census([], NOON, HOUR) == Census()

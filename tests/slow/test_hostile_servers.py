"""200 mailboxes, 40 of them hostile, polled as Lambda does it, with all of its patience."""

from pathlib import Path

import pytest

from tests.integration.dovecot import Dovecot, dovecot
from tests.integration.imap.good_and_hostile import polled
from tests.integration.imap.misbehaviours import ALL

__all__ = ["dovecot"]

HOSTILE = 40
WINDOW = 20 * 60  # seconds from one firing of the schedule to the next
NAMES = list(ALL)


@pytest.mark.parametrize("first", range(0, len(NAMES), HOSTILE))
def test_hostile_servers_delay_and_harm_no_other(
    dovecot: Dovecot, tmp_path: Path, first: int, capsys: pytest.CaptureFixture[str]
) -> None:
    hostile = [NAMES[place % len(NAMES)] for place in range(first, first + HOSTILE)]
    outcome = polled(dovecot, tmp_path, 160, hostile)
    with capsys.disabled():
        print(f"\n{outcome.figures()}", flush=True)
    assert outcome.complaints() == []
    polls = outcome.account.polls
    assert len(polls) == 200
    # One batch of fifty after another, and not all at once as in Lambda: the worst case.
    assert max(polled.seconds for polled in polls.values()) * 4 < WINDOW
    assert max(outcome.of(name).seconds for name in hostile) < 60
    assert max(outcome.of(name).cpu for name in hostile) < 2
    assert outcome.account.megabytes < 512


@pytest.mark.parametrize(
    "name",
    [
        "a SEARCH over a million bytes",
        "cut between batches",
        "endless lines",
        "endless mails",
        "literal of 30 MB, for 41 bytes",
        "thousands of parts",
    ],
)
def test_fifty_at_once_of_the_most_expensive(
    dovecot: Dovecot, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    outcome = polled(dovecot, tmp_path, 0, [name] * 50)
    with capsys.disabled():
        print(f"\n50 × {name}: {outcome.account.megabytes} MB", flush=True)
    assert len(outcome.account.polls) == 50
    assert outcome.account.megabytes < 512

"""How many mailboxes of the schedule are in which state."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class PollState:
    """What is kept of a mailbox's polls: the times (aware), or None where there is none."""

    lease_until: datetime | None = None
    retry_at: datetime | None = None
    polled_at: datetime | None = None


@dataclass(slots=True)
class Census:
    """Mailboxes: a ``dead_lease`` is of a poll that died, ``late`` one that nobody explains.

    A lease that ran out holds up nobody: the next poll takes it over.
    """

    active: int = 0
    dead_lease: int = 0
    backing_off: int = 0
    late: int = 0


def census(states: Iterable[PollState], now: datetime, late_after: timedelta) -> Census:
    """Count the mailboxes of the schedule.

    One that was last read longer ago than ``late_after``, or never, is late, unless it is backing
    off from a server that fails.
    """
    found = Census()
    for each in states:
        backing_off = each.retry_at is not None and each.retry_at > now
        found.active += 1
        found.dead_lease += each.lease_until is not None and each.lease_until < now
        found.backing_off += backing_off
        read_lately = each.polled_at is not None and each.polled_at >= now - late_after
        found.late += not (read_lately or backing_off)
    return found

"""What the inbox holds and the ledger does not know is queued again.

Events of S3 can be lost, a queue purged, and a function can die between putting an object and
telling of it. So each cycle the inbox is compared with the ledger of blobs. An inbox too large for
one cycle goes on in the next, and only objects are looked up that are younger than a watermark,
before which everything is known to be settled: see ``Sweep``.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import nsmallest
from itertools import islice

from malote.clock import utc_now
from malote.ports import Inbox, InboxQueue, Settled, SweepState

_EVER = datetime.min.replace(tzinfo=UTC)
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Stored:
    """An object of the inbox, as a listing shows it."""

    tenant: str
    sha256: str
    stored_at: datetime

    @property
    def name(self) -> tuple[str, str]:
        """What the ledger calls it."""
        return self.tenant, self.sha256


@dataclass(frozen=True, slots=True)
class Page:
    """Some objects of the inbox, and how many more were there that are none by their keys.

    The next page begins after the key ``following``; None says that this is the last one.
    """

    objects: Sequence[Stored]
    strays: int
    following: str | None


@dataclass(frozen=True, slots=True)
class Sweep:
    """How far the comparison has come, between one cycle and the next.

    All that was stored before ``settled_before`` was found settled. A round that is under way
    began at ``round_began``, goes on after the key ``after``, and has found nothing unknown that
    is older than ``oldest_unknown``.
    """

    settled_before: datetime = _EVER
    round_began: datetime | None = None
    after: str | None = None
    oldest_unknown: datetime = _NEVER


@dataclass(slots=True)
class Swept:
    """What one cycle saw, in objects: ``settling`` ones were too young to be looked up."""

    listed: int = 0
    settling: int = 0
    unknown: int = 0
    queued: int = 0
    strays: int = 0


@dataclass(frozen=True, slots=True)
class Reconciler:
    """Compares the inbox with the ledger. Two at once do the same twice, which does no harm.

    An object younger than ``settling`` may be on its way still, or be dated by a clock other than
    ours. A cycle lists so many ``pages`` and queues ``at_most`` so many objects, the oldest first:
    they may be waiting in the queue already, which must not be filled faster than it is read.
    """

    inbox: Inbox
    state: SweepState
    settled: Settled
    queue: InboxQueue
    settling: timedelta = timedelta(seconds=60)
    pages: int = 500
    at_most: int = 10_000
    now: Callable[[], datetime] = utc_now

    def cycle(self) -> Swept:
        """Go on with the round, or begin one. Raises what the stores raise; then nothing is kept.

        The end of a round moves the watermark to its beginning, or to the oldest object that the
        ledger did not know: that one is looked up again in each round until it is settled.
        """
        now, sweep, swept = self.now(), self.state.load(), Swept()
        began, after = sweep.round_began or now, sweep.after
        lost: list[Stored] = []
        for page in islice(self.inbox.pages(sweep.after), self.pages):
            unknown = self._unknown(page, sweep.settled_before, now - self.settling, swept)
            if unknown:
                lost = nsmallest(self.at_most, lost + unknown, key=_age)
            after = page.following
        swept.queued = self._queue(lost)
        oldest = min([sweep.oldest_unknown, *map(_age, lost[:1])])
        if after:
            sweep = Sweep(sweep.settled_before, began, after, oldest)
        else:
            sweep = Sweep(min(oldest, began - self.settling))
        self.state.save(sweep)
        return swept

    def _unknown(self, page: Page, since: datetime, until: datetime, swept: Swept) -> list[Stored]:
        """Those that the ledger does not know, of the objects between these two times."""
        due = [each for each in page.objects if since <= each.stored_at <= until]
        names = self.settled.unknown([each.name for each in due]) if due else ()
        unknown = [each for each in due if each.name in names]
        swept.listed += len(page.objects)
        swept.settling += sum(each.stored_at > until for each in page.objects)
        swept.unknown += len(unknown)
        swept.strays += page.strays
        return unknown

    def _queue(self, lost: Sequence[Stored]) -> int:
        by_tenant: dict[str, list[str]] = {}
        for each in lost:
            by_tenant.setdefault(each.tenant, []).append(each.sha256)
        return sum(self.queue.send(tenant, sha256s) for tenant, sha256s in by_tenant.items())


def _age(stored: Stored) -> datetime:
    return stored.stored_at

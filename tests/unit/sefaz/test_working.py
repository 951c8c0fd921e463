"""Turns that follow from one another, as long as there is time."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from malote.sefaz.feeds import Feed
from malote.sefaz.made import SefazRequest
from malote.sefaz.manifesting import Manifesting
from malote.sefaz.models import FeedId
from malote.sefaz.queued import FeedTurn, ManifestationTurn
from malote.sefaz.turns import FeedTurns
from malote.sefaz.working import Worker
from tests.fakes.sefaz import MemorySefazQueue
from tests.fakes.sefaz_made import FEED, document, feed, manifestation
from tests.fakes.stores import NOON

TURN = FeedTurn.of(FEED)
LOT = ManifestationTurn(tenant="acme", request_id="r")
SECOND = timedelta(seconds=1)


@dataclass
class Scripted:
    """Gives what it was told to, one after the other."""

    steps: list[Any]
    taken: list[Any] = field(default_factory=list)

    def take(self, *of: Any) -> Any:
        self.taken.append(of)
        return self.steps.pop(0)


@dataclass
class Bench:
    feeds: Scripted = field(default_factory=lambda: Scripted([]))
    lots: Scripted = field(default_factory=lambda: Scripted([]))
    queue: MemorySefazQueue = field(default_factory=MemorySefazQueue)
    now: datetime = NOON
    slept: list[float] = field(default_factory=list)

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    def work(self, turn: Any, budget: float = 300.0) -> list[Feed | SefazRequest]:
        feeds, lots = cast(FeedTurns, self.feeds), cast(Manifesting, self.lots)
        worker = Worker(feeds, lots, self.queue, lambda: self.now, self.sleep)
        end = NOON + timedelta(seconds=budget)
        steps = worker.work(turn, lambda: float((end - self.now).seconds))
        return [stands for stands, _ in steps]


def due(seconds: float, times: int) -> Iterator[Feed]:
    for number in range(times):
        yield feed(due_at=NOON + timedelta(seconds=seconds * (number + 1)))


def test_page_after_page_with_a_pause_until_it_rests() -> None:
    bench = Bench()
    resting = feed(due_at=NOON + timedelta(hours=1))
    bench.feeds.steps = [*due(2, 3), resting]
    assert len(bench.work(TURN)) == 4
    assert bench.slept == [2.0, 2.0, 2.0]
    assert [of for of, _ in bench.feeds.taken] == [FEED] * 4
    assert bench.queue.sent == []


@pytest.mark.parametrize(
    "stands",
    [None, feed(due_at=None), feed(due_at=NOON + 3 * SECOND)],
    ids=["none", "never", "3 s"],
)
def test_what_is_not_due_is_left(stands: Feed | None) -> None:
    bench = Bench()
    bench.feeds.steps = [stands]
    assert bench.work(TURN) == [stands] * bool(stands)
    assert (bench.slept, bench.queue.sent) == ([], [])


def test_when_time_is_nearly_over_the_rest_is_queued() -> None:
    bench = Bench()
    bench.feeds.steps = list(due(2, 9))
    assert len(bench.work(TURN, budget=96)) == 4  # what is left is kept for a step
    assert bench.slept == [2.0] * 3
    assert bench.queue.sent == [(TURN, 3)]


def test_lot_after_lot() -> None:
    bench = Bench()
    ready = manifestation(1, document(1))
    bench.lots.steps = [ready, ready, manifestation(1, document(1), resumes_at=NOON + SECOND)]
    assert len(bench.work(LOT)) == 3
    assert {of[:2] for of in bench.lots.taken} == {("acme", "r")}
    bench.lots.steps = [ready]
    assert bench.work(LOT, budget=89) == [ready]
    assert bench.queue.sent == [(LOT, 1)]


@pytest.mark.parametrize("status", ["asked", "uncertain", "done", "refused", "failed"])
def test_a_manifestation_that_waits_for_something_else_is_left(status: str) -> None:
    bench = Bench()
    bench.lots.steps = [manifestation(1, document(1), status=status)]
    assert len(bench.work(LOT)) == 1
    assert bench.queue.sent == []


def test_another_is_at_it() -> None:
    bench = Bench()
    bench.lots.steps = [None]
    assert bench.work(LOT) == []


def test_feed_ids_cross_the_queue_whole() -> None:
    again = FeedTurn.model_validate_json(TURN.model_dump_json())
    assert isinstance(again.feed_id, FeedId)
    assert again.feed_id == FEED

"""The daily function: one tenant's trouble stops no other, and is made good by the next run."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest

from functions.sefaz_deadlines import handler
from malote.bootstrap import follow_ups, sefaz
from malote.notices.models import Notice
from tests.fakes.notices import MemoryBook
from tests.fakes.sefaz import MemoryDeadlines
from tests.fakes.sefaz_made import deadline
from tests.fakes.stores import NOON
from tests.handlers.events import Context

DAY = timedelta(days=1)


@dataclass
class World:
    """All that the function has; ``lost`` sends fail."""

    deadlines: MemoryDeadlines = field(default_factory=MemoryDeadlines)
    book: MemoryBook = field(default_factory=MemoryBook)
    queued: list[Notice] = field(default_factory=list)
    lost: int = 0
    now: datetime = NOON

    def send(self, notices: list[Notice]) -> None:
        if self.lost:
            self.lost -= 1
            raise TimeoutError
        self.queued += notices

    def run(self, days: float) -> list[str]:
        self.now, self.queued = NOON + days * DAY, []
        handler.handle({}, Context())
        return [f"{each.tenant} {each.of.rpartition('#')[2]}" for each in self.queued]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    world = World()
    world.deadlines.note(
        [deadline(1, 30.4), deadline(2, 30.4, tenant="outra", tax_id="52998224725")]
    )
    monkeypatch.setattr(handler, "utc_now", lambda: world.now)
    monkeypatch.setattr(sefaz, "deadlines", lambda: world.deadlines)
    monkeypatch.setattr(follow_ups, "notices", lambda: world.book)
    monkeypatch.setattr(follow_ups, "notice_queue", lambda: world)
    return world


def test_all_that_is_within_a_mark_is_told(world: World) -> None:
    assert world.run(-1) == []
    assert world.run(0) == ["acme 30", "outra 30"]
    assert world.run(2) == []
    assert len(world.book.notices) == 2


def test_one_tenants_trouble_is_raised_when_all_else_is_done(world: World) -> None:
    world.lost = 1
    with pytest.raises(ExceptionGroup) as raised:
        world.run(0)
    assert [type(each) for each in raised.value.exceptions] == [TimeoutError]
    assert [each.tenant for each in world.queued] == ["outra"]
    assert world.run(1) == ["acme 30", "outra 30"]  # the day after; who was mailed is not again
    assert [each.at for each in world.queued] == [NOON, NOON]


def test_a_lost_day_is_made_good(world: World) -> None:
    assert world.run(1) == ["acme 30", "outra 30"]
    assert [each.details["days_left"] for each in world.queued] == ["29", "29"]

"""Manifestations over a real table: two workers at once, an answer that was lost, claims."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from malote.adapters.sefaz_deadlines import DeadlineItems
from malote.adapters.sefaz_requests import SefazRequestItems
from malote.adapters.table import Table
from malote.errors import SefazUncertain
from malote.sefaz.made import RequestStatus
from tests.unit.sefaz.manifesting_world import World, deadline, key


@pytest.fixture
def world(table: Table) -> World:
    stores: dict[str, Any] = {
        "requests": SefazRequestItems(table), "deadlines": DeadlineItems(table)
    }  # fmt: skip
    return World(**stores)


def test_workers_that_meet_send_a_lot_once(world: World) -> None:
    world.deadlines.note([deadline(1), deadline(99)])
    request = world.ask(25)
    for _ in range(2):
        with ThreadPoolExecutor(4) as pool:
            list(pool.map(lambda _: world.try_to_take(request), range(4)))
    done = world.requests.get("acme", request.request_id)
    assert done is not None
    assert done.status is RequestStatus.DONE
    assert len(world.sefaz.sent) == 25
    assert set(world.sefaz.sent.values()) == {1}
    assert [each.access_key for each in world.deadlines.page("acme", 9, None)[0]] == [key(99)]


def test_what_was_lost_is_taken_up_when_it_is_due(world: World) -> None:
    world.sefaz.after = [SefazUncertain()]
    world.sefaz.refusals[key(2)] = "596"
    request = world.ask(2)
    world.take(request)
    assert list(world.requests.unfinished(world.now)) == []
    world.now += timedelta(minutes=10)
    (turn,) = world.requests.unfinished(world.now)
    done = world.manifesting.take(turn.tenant, turn.request_id, world.now)
    assert done is not None
    assert [each.status_code for each in done.documents] == ["573", "596"]
    assert list(world.requests.unfinished(world.now + timedelta(days=9))) == []
    assert world.requests.claimed("acme", key(1)) == {("confirmation", 1): request.request_id}
    assert world.requests.claimed("acme", key(2)) == {}

"""Two at once, the second of whom does it all between two steps of the first."""

from collections.abc import Callable
from copy import copy
from datetime import timedelta

import pytest

from malote.adapters.table import Table
from malote.attempt import attempt
from malote.errors import MaloteError
from tests.certificate_life.world import World
from tests.integration.aws.certificate_world import Deployed

type Deed = Callable[[World], object]
_MOST = 40


def _install(world: World) -> object:
    return world.install("new", world.asked("new", "A.bill", 400))


def _renew(world: World) -> object:
    return world.install("heir", world.asked("heir", "B.cte", 500, renews="old"))


def _edit(world: World) -> object:
    return world.edit("old", "A.bill B.bill")


def _delete(world: World) -> object:
    return world.delete("old")


def _restore(world: World) -> object:
    return world.restore("old")


def _sweep(world: World) -> object:
    """By a clock that is hours ahead: of whoever sleeps in the midst of what he does."""
    return world.changes.sweep(world.now + timedelta(hours=2))


@pytest.mark.parametrize(
    ("first", "second"),
    [(_install, _sweep), (_install, _renew), (_renew, _edit), (_renew, _renew), (_edit, _install),
     (_delete, _renew), (_delete, _restore), (_restore, _sweep), (_restore, _restore)],
)  # fmt: skip
def test_both_end_in_one_state(table: Table, first: Deed, second: Deed) -> None:
    files: dict[str, bytes] = {}
    for number in range(1, _MOST):
        if not _met(table, first, second, number, files):
            assert number > 4
            return
    pytest.fail("it never ends")


def _met(table: Table, first: Deed, second: Deed, number: int, files: dict[str, bytes]) -> bool:
    """Whether the first had so many steps, so that the second came after that one."""
    world = Deployed(table, f"tenant-{number}")
    world.files = files
    world.install("old", world.asked("old", "A.bill A.cte"))
    world.now += timedelta(minutes=1)
    if first is _restore:
        world.delete("old")
        world.now += timedelta(minutes=1)
    steps, ends, other = [], [], copy(world)

    def watch(step: str) -> None:
        steps.append(step)
        if len(steps) == number:
            ends.append(attempt(second, other))

    with world.watched(watch):
        ends.append(attempt(first, world))
    for end in ends:
        assert not isinstance(end, Exception) or isinstance(end, MaloteError), end
    assert any(not isinstance(end, Exception) for end in ends), ends
    _sweep(world)
    world.now += timedelta(hours=2)
    world.check()
    return len(steps) >= number

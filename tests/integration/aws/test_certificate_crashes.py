"""A process that dies at any boundary leaves everything or nothing, and nothing for good."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from malote.adapters.table import Table
from tests.certificate_life.world import World
from tests.fakes.watching import Stopped, stop_at
from tests.integration.aws.certificate_world import Deployed

type Deed = Callable[[World], object]
_MOST = 40


def _installing(world: World) -> object:
    return world.install("new", world.asked("new", "A.bill B.cte", 400), "key")


def _renewing(world: World) -> object:
    return world.install("new", world.asked("new", "B.cte", 400, renews="old"), "key")


DEEDS: dict[str, Deed] = {
    "install": _installing,
    "renew": _renewing,
    "edit": lambda world: world.edit("old", "B.bill"),
    "delete": lambda world: world.delete("old"),
    "restore": lambda world: world.restore("gone"),
}


def made(table: Table, name: str, number: int, files: dict[str, bytes]) -> Deployed:
    """A tenant with what the deed is done to: ``old``, which serves, or ``gone``, deleted.

    The files are made once.
    """
    world = Deployed(table, f"tenant-{number}")
    world.files = files
    if name == "restore":
        world.install("gone", world.asked("gone"))
        world.now += timedelta(minutes=1)
        world.delete("gone")
    elif name != "install":
        world.install("old", world.asked("old", "A.bill A.cte"))
    world.now += timedelta(minutes=1)
    return world


def dies(world: Deployed, deed: Deed, number: int) -> bool:
    """Whether the process died after so many calls of adapters; else the deed was done."""
    try:
        with world.watched(stop_at(number)):
            deed(world)
    except Stopped:
        return True
    return False


def swept(world: Deployed) -> None:
    """The daily job, some time after."""
    later = world.now + timedelta(hours=2)
    world.changes.sweep(later)
    assert not list(world.ledger.leftovers(later))
    world.check_secrets()


@pytest.mark.parametrize("name", DEEDS)
def test_all_or_nothing_wherever_it_stops(table: Table, name: str) -> None:
    """Asked again, every second time after the sweep, it is done once."""
    files: dict[str, bytes] = {}
    deed, whole = DEEDS[name], made(table, name, 0, files)
    before = whole.visible()
    deed(whole)
    after = whole.visible()
    assert after != before
    number = 1
    while dies(world := made(table, name, number, files), deed, number):
        assert world.visible() in (before, after)
        once_more = name not in {"edit", "restore"}  # which are refused then, or another row
        if number % 2 or not once_more:
            swept(world)
            assert world.visible() in (before, after)
        if once_more:
            deed(world)
            assert world.visible() == after
            swept(world)
        number += 1
        assert number < _MOST
    assert world.visible() == after
    assert number > 4

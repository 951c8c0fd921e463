"""Many at once, with threads of their own: each change is made whole, on what its maker saw."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from malote.adapters.table import Table
from malote.attempt import attempt
from malote.certificates.models import HistoryAction
from malote.errors import ChangedMeanwhile, NotFound
from tests.integration.aws.certificate_world import Deployed


@pytest.fixture
def world(table: Table) -> Deployed:
    return Deployed(table)


def at_once(deeds: Sequence[Callable[[], object]]) -> list[object]:
    """What becomes of each, an exception too."""
    begin = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> object:
        begin.wait()
        return attempt(deed)

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(do, deeds))


def test_of_many_edits_of_one_certificate_one_is_made(world: Deployed) -> None:
    world.install("one", world.asked("one", "A.bill"))
    seen = world.revision("one")
    wanted = ["B.bill", "B.cte", "A.bill A.cte", "", "A.bill"] * 4
    ends = at_once([lambda at=at: world.edit("one", at, seen) for at in wanted])  # type: ignore[misc]
    assert sum(isinstance(end, ChangedMeanwhile) for end in ends) == 19
    (won,) = (at for at, end in zip(wanted, ends, strict=True) if isinstance(end, tuple))
    rows, _ = world.ledger.history("acme", None, 100, None)
    assert [row.action for row in rows].count(HistoryAction.EDIT) == 1
    assert world.state("one") == ("configured " if won else "available ") + (won or "-")
    world.check()


def test_edits_of_different_certificates_are_all_made(world: Deployed) -> None:
    slots = ["A.bill", "A.cte", "B.bill", "B.cte", "A.bill.test"]
    for slot in slots:
        world.install(slot, world.asked(slot))
    ends = at_once([lambda at=at: world.edit(at, at) for at in slots])  # type: ignore[misc]
    assert all(isinstance(end, tuple) for end in ends), ends
    assert [world.state(slot) for slot in slots] == [f"configured {slot}" for slot in slots]
    world.check()


def test_whoever_comes_for_the_same_slot_the_last_to_expire_has_it(world: Deployed) -> None:
    names = [f"c{days}" for days in range(100, 112)]
    asked = {name: world.asked(name, "A.bill", float(name[1:])) for name in names}
    ends = at_once([lambda name=name: world.install(name, asked[name]) for name in names])  # type: ignore[misc]
    made = [name for name, end in zip(names, ends, strict=True) if isinstance(end, tuple)]
    assert all(isinstance(end, (tuple, ChangedMeanwhile)) for end in ends), ends
    assert len(made) >= 5
    serving = [name for name in made if world.state(name) == "configured A.bill"]
    assert serving == [max(made)]
    world.check()


def test_the_same_request_twice_at_once_is_one_certificate(world: Deployed) -> None:
    asked = world.asked("one", "A.bill")
    ends = at_once([lambda: world.install("one", asked, "key")] * 6)
    assert len({end[0].certificate_id for end in ends if isinstance(end, tuple)}) == 1
    assert all(isinstance(end, tuple) for end in ends), ends
    assert len(world.portfolios.get("acme").certificates) == 1
    world.check()


def test_deleted_while_it_is_edited(world: Deployed) -> None:
    for number in range(4):
        name = f"c{number}"
        world.install(name, world.asked(name, "A.bill", 300 + number))
        seen = world.revision(name)
        edited, deleted = at_once(
            [lambda: world.edit(name, "B.bill", seen), lambda: world.delete(name)]  # noqa: B023
        )
        assert isinstance(deleted, tuple), deleted
        assert isinstance(edited, (tuple, NotFound, ChangedMeanwhile)), edited
        assert world.state(name) == "deleted -"
        world.check()

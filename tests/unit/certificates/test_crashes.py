"""Everything may stop at any step: it is as before or as after, and asking again completes it."""

import pytest

from tests.certificate_life.memory import Act, Office
from tests.fakes.watching import Stopped, nothing, stop_at


def install(world: Office) -> object:
    return world.install("new", world.asked("new", "A.bill B.bill", days=500), "k1")


def renew(world: Office) -> object:
    return world.install("new", world.asked("new", renews="one"), "k1")


def edit(world: Office) -> object:
    return world.edit("one", "B.cte")


def delete(world: Office) -> object:
    return world.delete("one")


def restore(world: Office) -> object:
    return world.restore("gone")


def given(world: Office) -> None:
    for name, at in {"one": "A.bill", "gone": "A.cte"}.items():
        world.install(name, world.asked(name, at))
    world.delete("gone")


def seen(world: Office) -> tuple[object, ...]:
    """All that a user sees."""
    portfolio = world.memory.get("acme")
    rows = [(row.action, row.before, row.after) for row in world.memory.rows]
    serves = {
        str(each): portfolio.certificates[of].file_name for each, of in portfolio.bound.items()
    }
    return serves, sorted(each.file_name for each in portfolio.certificates.values()), rows


STEPS: dict[Act, int] = {install: 8, renew: 8, edit: 4, delete: 8, restore: 11}
CRASHES = [
    pytest.param(act, number, id=f"{act.__name__}-{number}")
    for act, steps in STEPS.items()
    for number in range(1, steps + 1)
]


@pytest.mark.parametrize("swept", [False, True], ids=["at once", "after the sweep"])
@pytest.mark.parametrize(("act", "number"), CRASHES)
def test_it_is_as_before_or_as_after(act: Act, number: int, swept: bool, world: Office) -> None:
    """Whether or not the daily sweep comes before it is asked for again."""
    given(world)
    before = seen(world)
    done = Office()
    given(done)
    act(done)

    world.watch(stop_at(number))
    with pytest.raises(Stopped):
        act(world)
    world.watch(nothing)
    assert world.half_done() == []
    stopped = seen(world)
    assert stopped in (before, seen(done))

    if swept:
        world.sweep()
        assert world.memory.left == set()
        assert seen(world) == stopped
    again = world.attempt(act)
    restored = act is restore and stopped != before
    assert again == ("certificate_installed" if restored else "done")
    assert world.half_done() == []
    if act is not edit:  # another edit is another row
        assert seen(world) == seen(done)


@pytest.mark.parametrize("act", STEPS)
def test_these_are_all_steps(act: Act, world: Office) -> None:
    given(world)
    steps: list[str] = []
    world.watch(steps.append)
    act(world)
    assert len(steps) == STEPS[act]

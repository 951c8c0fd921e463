"""Two who change certificates at once: one wins, the other is told, and nothing is half done."""

from dataclasses import dataclass

import pytest

from tests.certificate_life.memory import Act, Office

type End = tuple[tuple[str, str], dict[str, str]]
"""How the first and the rival end, and what is there then."""

BOTH = ("done", "done")
STEPS = range(1, 16)
"""More than any of these deeds has; a rival who comes later comes after it."""


@dataclass(frozen=True)
class Race:
    """It has to end in one of these ways, at whatever step of the first the rival acts."""

    title: str
    given: Act
    first: Act
    rival: Act
    ends: tuple[End, ...]

    def __str__(self) -> str:
        return self.title


def install(name: str, at: str = "A.bill", **how: object) -> Act:
    file = str(how.pop("file", name))
    key = how.pop("key", None)

    def act(world: Office) -> None:
        world.install(name, world.asked(file, at, **how), key and str(key))  # type: ignore[arg-type]

    return act


def edit(name: str, at: str) -> Act:
    """By one who looked before anything was done."""
    return lambda world: world.edit(name, at, seen=world.ids[f"seen {name}"])


def given(*acts: Act) -> Act:
    def act(world: Office) -> None:
        for each in acts:
            each(world)
        world.ids |= {f"seen {name}": world.revision(name) for name in list(world.ids)}

    return act


def delete(name: str) -> Act:
    return lambda world: world.delete(name)


def restore(name: str) -> Act:
    return lambda world: world.restore(name)


def sweep(world: Office) -> None:
    world.sweep()


ONE = given(install("one"))
GONE = given(install("one"), delete("one"))
RACES = (
    Race(
        "the same PFX twice",
        given(), install("one"), install("two", "B.bill", file="one"),
        ((("done", "certificate_installed"), {"one": "configured A.bill"}),
         (("certificate_installed", "done"), {"two": "configured B.bill"}),),
    ),
    Race(
        "the same request twice, with its key",
        given(), install("one", key="k1"), install("two", file="one", key="k1"),
        ((BOTH, {"one": "configured A.bill", "two": "configured A.bill"}),),
    ),
    Race(
        "two for one place, the later to expire first",
        given(), install("one", days=99), install("two", days=9),
        ((BOTH, {"one": "configured A.bill", "two": "available -"}),),
    ),
    Race(
        "two for one place, the later to expire last",
        given(), install("one", days=9), install("two", days=99),
        ((BOTH, {"one": "available -", "two": "configured A.bill"}),),
    ),
    Race(
        "two edits of one certificate",
        ONE, edit("one", "B.bill"), edit("one", "B.cte"),
        ((("done", "changed_meanwhile"), {"one": "configured B.bill"}),
         (("changed_meanwhile", "done"), {"one": "configured B.cte"}),),
    ),
    Race(
        "edits of two certificates",
        given(install("one"), install("two", "B.bill")), edit("one", "A.cte"), edit("two", "B.cte"),
        ((BOTH, {"one": "configured A.cte", "two": "configured B.cte"}),),
    ),
    Race(
        "an edit and a deletion",
        ONE, edit("one", "B.bill"), delete("one"),
        ((BOTH, {"one": "deleted -"}),
         (("not_found", "done"), {"one": "deleted -"}),),
    ),
    Race(
        "a deletion and an edit",
        ONE, delete("one"), edit("one", "B.bill"),
        ((BOTH, {"one": "deleted -"}),
         (("done", "not_found"), {"one": "deleted -"}),),
    ),
    Race(
        "an edit and a renewal",
        ONE, edit("one", "B.bill"), install("two", "", renews="one"),
        ((BOTH, {"one": "available -", "two": "configured B.bill"}),
         (("changed_meanwhile", "done"), {"one": "available -", "two": "configured A.bill"}),),
    ),
    Race(
        "a renewal and an edit",
        ONE, install("two", "", renews="one"), edit("one", "B.bill"),
        ((BOTH, {"one": "available -", "two": "configured B.bill"}),
         (("done", "changed_meanwhile"), {"one": "available -", "two": "configured A.bill"}),),
    ),
    Race(
        "two renewals",
        ONE, install("two", "", renews="one"), install("three", "", renews="one"),
        ((("done", "changed_meanwhile"), {"one": "available -", "two": "configured A.bill"}),
         (("changed_meanwhile", "done"), {"one": "available -", "three": "configured A.bill"}),),
    ),
    Race(
        "a renewal and a deletion",
        ONE, install("two", "", renews="one"), delete("one"),
        ((BOTH, {"one": "deleted -", "two": "configured A.bill"}),
         (("not_found", "done"), {"one": "deleted -"}),),
    ),
    Race(
        "two deletions",
        ONE, delete("one"), delete("one"), ((BOTH, {"one": "deleted -"}),),
    ),
    Race(
        "two restorations",
        GONE, restore("one"), restore("one"),
        ((("done", "certificate_installed"), {"one": "available -"}),
         (("certificate_installed", "done"), {"one": "available -"}),),
    ),
    Race(
        "a restoration, and the deletion once more",
        GONE, restore("one"), delete("one"),
        ((BOTH, {"one": "deleted -"}),
         (BOTH, {"one": "available -"}),),
    ),
    Race(
        "a deletion, and a restoration in the middle of it",
        ONE, delete("one"), restore("one"),
        ((BOTH, {"one": "available -"}),
         (("done", "certificate_installed"), {"one": "deleted -"}),),
    ),
    Race(
        "a restoration, and the same PFX installed anew",
        GONE, restore("one"), install("two", file="one"),
        ((("done", "certificate_installed"), {"one": "available -"}),
         (("certificate_installed", "done"), {"one": "deleted -", "two": "configured A.bill"}),),
    ),
    Race(
        "an installation, and the sweep of an hour later",
        given(), install("one"), sweep,
        ((BOTH, {"one": "configured A.bill"}),
         (("changed_meanwhile", "done"), {}),),
    ),
    Race(
        "a restoration, and the sweep",
        GONE, restore("one"), sweep, ((BOTH, {"one": "available -"}),),
    ),
)  # fmt: skip


@pytest.mark.parametrize("number", STEPS)
@pytest.mark.parametrize("race", RACES, ids=str)
def test_one_wins_and_the_other_is_told(race: Race, number: int, world: Office) -> None:
    race.given(world)
    ends = world.race(race.first, race.rival, number)
    assert world.half_done() == []
    world.ids = {name: id_ for name, id_ in world.ids.items() if not name.startswith("seen")}
    assert (ends, {name: world.state(name) for name in world.ids}) in race.ends
    world.sweep()
    live = world.memory.get("acme").certificates.values()
    assert set(world.secrets.kept) == {one.secret_name for one in live}
    assert world.memory.left == set()


def test_a_branch_that_goes_meanwhile_is_not_bound(world: Office) -> None:
    def go(world: Office) -> None:
        world.set_up(deleted=("12ABC345000269",))

    assert world.race(install("one", "A.bill B.bill"), go, 5) == ("done", "done")
    assert world.state("one") == "configured A.bill"
    assert world.history() == [
        "installation one: A.bill B.bill | - | A.bill; branch_unknown B.bill"
    ]

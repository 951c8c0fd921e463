"""How a story is told: what is done, a minute after the other, and how it ends."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from malote.branches.models import Module, ModuleParameters
from malote.errors import MaloteError
from tests.certificate_life.world import BRANCHES, World

type Step = Callable[[World], object]


@dataclass(frozen=True)
class Story:
    """``then``: each certificate's status and what it serves. ``history``: all of its rows."""

    title: str
    steps: tuple[Step, ...]
    then: Mapping[str, str] = field(default_factory=dict)
    history: Sequence[str] = ()

    def __str__(self) -> str:
        return self.title

    def end(self, world: World) -> tuple[dict[str, str], list[str]]:
        """How it ends in fact."""
        for step in self.steps:
            step(world)
            world.now += timedelta(minutes=1)
        return {name: world.state(name) for name in world.ids}, world.history()


def install(
    name: str, at: str = "", days: float = 365, of: str = "A", renews: str | None = None,
    key: str | None = None, file: str = "", *, by_hand: bool = False,
) -> Step:  # fmt: skip
    """A certificate of branch ``of`` that expires in so many days; or another one's ``file``."""
    return lambda world: world.install(
        name, world.asked(file or name, at, days, of, renews), key, by_hand=by_hand
    )


def edit(name: str, at: str = "", seen: str | None = None) -> Step:
    """``seen`` is the revision that the user saw: the last one, unless told."""
    return lambda world: world.edit(name, at, seen)


def delete(name: str, *, confirmed: bool = True) -> Step:
    return lambda world: world.delete(name, confirmed=confirmed)


def restore(name: str) -> Step:
    return lambda world: world.restore(name)


def passing(days: float) -> Step:
    """Time; the minute after each step is in it."""

    def wait(world: World) -> None:
        world.now += timedelta(days=days, minutes=-2)

    return wait


def licensed(*modules: Module) -> Step:
    return lambda world: world.license(frozenset(modules))


def branch(name: str, modules: ModuleParameters) -> Step:
    return lambda world: world.set_up(world.branch(name, modules))


def no_branch(name: str) -> Step:
    return lambda world: world.set_up(deleted=(BRANCHES[name],))


def refused(error: type[MaloteError], step: Step, detail: str = "") -> Step:
    """The step fails, and changes nothing."""

    def fail(world: World) -> None:
        before = world.portfolios.get(world.tenant), world.history()
        with pytest.raises(error) as raised:
            step(world)
        assert type(raised.value) is error
        assert detail in raised.value.detail
        assert (world.portfolios.get(world.tenant), world.history()) == before

    return fail

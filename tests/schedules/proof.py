"""Schedules against the calm one: what both the short and the long proof do."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import astuple, dataclass
from functools import cache

import pytest

from tests.schedules.ending import account, ending
from tests.schedules.play import Calm, Chance, Chaos, Play
from tests.schedules.stage import Stage
from tests.schedules.world import world


@dataclass(frozen=True)
class Figures:
    """Sums over schedules."""

    schedules: int = 0
    delivered: int = 0
    lost: int = 0
    recovered: int = 0

    def __add__(self, other: "Figures") -> "Figures":
        return Figures(*map(sum, zip(astuple(self), astuple(other), strict=True)))

    def __str__(self) -> str:
        return (
            f"{self.schedules} schedules: {self.delivered} deliveries, {self.lost} events of S3"
            f" lost, {self.recovered} objects queued again by one cycle; one final state"
        )


def perform(chance: Chance) -> tuple[list[str], Counter[str], Play]:
    """The end of one schedule, and what became of everything."""
    with pytest.MonkeyPatch.context() as patch:
        stage = Stage(world(), patch)
        play = Play(stage, chance)
        try:
            play.perform()
            return ending(stage), account(stage), play
        finally:
            stage.close()


@cache
def calm() -> tuple[list[str], Counter[str]]:
    """The end of the plainest schedule, which all others must reach."""
    lines, ends, _ = perform(Calm())
    return lines, ends


def prove(seeds: Iterable[int]) -> Figures:
    """Perform a schedule of each seed. Fails with the seed and what differs."""
    figures = Figures()
    for seed in seeds:
        try:
            figures += _prove(seed)
        except BaseException as error:
            error.add_note(f"seed {seed}")
            raise
    return figures


def _prove(seed: int) -> Figures:
    lines, ends, play = perform(Chaos(seed))
    differing = sorted(set(lines) ^ set(calm()[0]))
    assert not differing, "\n".join(differing)
    assert (lines, ends) == calm()
    return Figures(1, play.delivered, play.lost, play.recovered)

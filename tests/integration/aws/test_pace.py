"""So many times a minute, whoever counts at the same time."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest

from malote.adapters.pace import PER_MINUTE, Pace
from malote.adapters.table import Table
from malote.errors import TooSoon

TEN = 1_795_255_200.0  # 2026-11-21T10:00:00Z
MOST = PER_MINUTE["preview"]


@dataclass
class Clock:
    now: float = TEN

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pace(table: Table, clock: Clock) -> Pace:
    return Pace(table, clock)


def took(pace: Pace, *words: str) -> bool:
    try:
        pace.take(*words)
    except TooSoon:
        return False
    return True


def test_exactly_so_many_pass_of_all_at_once(pace: Pace) -> None:
    with ThreadPoolExecutor(16) as pool:
        passed = list(pool.map(lambda _: took(pace, "acme", "preview"), range(5 * MOST)))
    assert passed.count(True) == MOST


def test_others_are_not_counted(pace: Pace) -> None:
    while took(pace, "acme", "preview"):
        pass
    assert took(pace, "other", "preview")
    assert took(pace, "acme", "preview", "notas")
    assert took(pace, "acme", "poll")
    assert not took(pace, "acme", "preview")


def test_one_is_told_how_long_to_wait_and_may_come_back_then(pace: Pace, clock: Clock) -> None:
    clock.now += 17.9
    while took(pace, "acme", "preview"):
        pass
    with pytest.raises(TooSoon) as refused:
        pace.take("acme", "preview")
    assert refused.value.detail == "espere 43 s"
    clock.now = TEN + 59.9
    assert not took(pace, "acme", "preview")
    clock.now = TEN + 17 + 43
    assert [took(pace, "acme", "preview") for _ in range(MOST + 1)] == [True] * MOST + [False]


def test_a_counter_expires(pace: Pace, table: Table) -> None:
    pace.take("acme", "preview")
    [counter] = table.query("TENANT#acme", begins="PACE#")
    assert TEN + 60 < counter["expires_at"] < TEN + 86_400

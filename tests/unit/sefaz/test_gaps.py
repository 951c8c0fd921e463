"""Numbers that did not come."""

from datetime import timedelta

import pytest

from malote.sefaz.feeds import Gap, GapCause
from malote.sefaz.gaps import changed_by, expired, opened, without
from tests.fakes.stores import NOON


def nsu(number: int) -> str:
    return f"{number:015}"


def gap(first: int, last: int) -> Gap:
    return Gap(first=nsu(first), last=nsu(last), cause=GapCause.SKIPPED, found_at=NOON)


def spans(gaps: list[Gap]) -> list[tuple[int, int]]:
    return [(int(each.first), int(each.last)) for each in gaps]


@pytest.mark.parametrize(
    ("first", "last", "came", "missing"),
    [
        (1, 5, {1, 2, 3, 4, 5}, []),
        (1, 5, set(), [(1, 5)]),
        (1, 5, {1, 5}, [(2, 4)]),
        (1, 9, {2, 3, 7, 30}, [(1, 1), (4, 6), (8, 9)]),
        (6, 5, set(), []),
    ],
)
def test_what_did_not_come_is_a_gap(
    first: int, last: int, came: set[int], missing: list[tuple[int, int]]
) -> None:
    found = opened(nsu(first), nsu(last), {*map(nsu, came)}, GapCause.SKIPPED, NOON)
    assert spans(found) == missing


def test_of_too_many_gaps_the_rest_is_one() -> None:
    came = {nsu(number) for number in range(2, 101, 2)}
    found = opened(nsu(1), nsu(101), came, GapCause.SKIPPED, NOON)
    assert len(found) == 40
    assert spans(found)[-2:] == [(77, 77), (79, 101)]


@pytest.mark.parametrize(
    ("numbers", "left"),
    [
        ({4}, [(5, 9)]),
        ({9}, [(4, 8)]),
        ({6}, [(4, 5), (7, 9)]),
        ({4, 5, 6, 7, 8, 9}, []),
        ({3, 10}, [(4, 9)]),
    ],
)
def test_a_gap_shrinks_splits_and_closes(numbers: set[int], left: list[tuple[int, int]]) -> None:
    gaps = [gap(1, 2), gap(4, 9)]
    changes = without(gaps, {*map(nsu, numbers)})
    assert spans([*changed_by(gaps, changes)]) == [*reversed(left), (1, 2)]
    assert {each.last for each in changes if each.closed} <= {nsu(9)}


def test_the_last_of_all_numbers_closes_a_gap() -> None:
    most = 10**15 - 1
    (found,) = without([gap(most, most)], {nsu(most)})
    assert found.closed
    assert spans(opened(nsu(most - 1), nsu(most), {nsu(most)}, GapCause.SKIPPED, NOON)) == [
        (most - 1, most - 1)
    ]


def test_ninety_days_later_sefaz_has_forgotten() -> None:
    gaps = [gap(1, 2)]
    assert expired(gaps, NOON + timedelta(days=90, seconds=-1)) == []
    closed = expired(gaps, NOON + timedelta(days=90))
    assert changed_by(gaps, closed) == []

"""Answers that SEFAZ hardly gives, and where they leave a feed."""

from datetime import timedelta

import pytest

from malote.sefaz.answering import after_page, after_query
from malote.sefaz.answers import Distributed, DistributionAnswer
from tests.fakes.stores import NOON
from tests.unit.sefaz.test_pace import feed
from tests.unit.sefaz.test_turns import nsu

HOUR = timedelta(minutes=61)


def answer(code: str, last: int | None, highest: int | None, *documents: int) -> DistributionAnswer:
    came = tuple(Distributed(nsu(each), "resNFe", b"<a/>") for each in documents)
    ends = (None if each is None else nsu(each) for each in (last, highest))
    return DistributionAnswer(code, "motivo", NOON, next(ends), next(ends), came)


@pytest.mark.parametrize(
    ("said", "position", "highest", "goes_on"),
    [
        (answer("138", 30, 90, 21, 30), 30, 90, True),
        (answer("138", 30, 30, 21, 30), 30, 30, False),
        (answer("138", 20, 90), 20, 90, False),  # no further: the same page would come again
        (answer("138", 10, 90, 8), 20, 90, False),  # and never back
        (answer("138", None, 90, 21, 25), 25, 90, True),
        (answer("138", 30, None, 21), 30, 50, True),
        (answer("138", 60, None, 51), 60, 60, False),
        (answer("137", 20, 20), 20, 20, False),
        (answer("137", 40, 40), 40, 40, False),
        (answer("137", 0, None), 20, 50, False),
        (answer("656", 40, None), 40, 50, False),
        (answer("656", 15, None), 15, 50, False),  # SEFAZ wants it so
        (answer("656", 0, None), 20, 50, False),
        (answer("656", None, None), 20, 50, False),
        (answer("589", 12, 12), 12, 12, False),
        (answer("589", 20, 12), 12, 12, False),  # the first is what we asked
        (answer("589", 0, None), 7, None, False),
        (answer("593", 0, None), 20, 50, False),
    ],
)
def test_where_an_answer_leaves_a_feed(
    said: DistributionAnswer, position: int, highest: int | None, goes_on: bool
) -> None:
    before = feed(position=nsu(20), highest=nsu(50))
    after = after_page(before, said, nsu(7), NOON)
    assert after.position == nsu(position)
    assert after.highest == (None if highest is None else nsu(highest))
    rests = after.blocked_until if said.status_code == "656" else after.rests_until
    assert rests == (None if goes_on else NOON + HOUR)


@pytest.mark.parametrize("kept", [20, 21, 10**15 - 1])
def test_a_base_that_begins_anew_is_read_from_zero(kept: int) -> None:
    before = feed(position=nsu(20), highest=nsu(50))
    assert after_page(before, answer("589", 0, None), nsu(kept), NOON).position == nsu(0)


@pytest.mark.parametrize("code", ["138", "137", "656", "589", "593", "217"])
def test_a_query_says_nothing_of_the_position(code: str) -> None:
    early = NOON - timedelta(minutes=8)
    before = feed(position=nsu(20), highest=nsu(50), queries=(early, early))
    after = after_query(before, answer(code, 3, 3), NOON, by_user=True)
    assert (after.position, after.highest) == (before.position, before.highest)
    assert after.queries == (early, NOON)  # a job's counts from when it was carried out

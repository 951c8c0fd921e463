"""What each answer of SEFAZ's, or none, makes of a feed."""

from datetime import timedelta
from typing import Any

import pytest

from malote.sefaz.feeds import Feed, GapCause
from tests.fakes.scripted_sefaz import ScriptedSefaz
from tests.sefaz.world import FEED, World

HOUR = timedelta(minutes=61)


def world(documents: int = 0, **of_feed: Any) -> World:
    made = World(ScriptedSefaz(latency=timedelta(0)))
    made.sefaz.fill(documents)
    made.wake()
    if of_feed:
        made.feeds.kept[FEED] = made.feed.model_copy(update=of_feed)
    return made


def nsu(number: int) -> str:
    return f"{number:015}"


def spans(of: World) -> list[tuple[int, int, str]]:
    """Lowest first."""
    found = reversed(of.feeds.gaps(FEED, 99))
    return [(int(x.first), int(x.last), x.cause.value) for x in found]


def problem(feed: Feed | None) -> str:
    assert feed
    assert feed.last_answer
    return feed.last_answer.problem


@pytest.mark.parametrize(
    ("documents", "position", "rests"),
    [(0, 0, HOUR), (30, 30, HOUR), (50, 50, HOUR), (120, 50, None)],
    ids=["137", "138 and the end", "a full page and the end", "138 and more"],
)
def test_a_page(documents: int, position: int, rests: timedelta | None) -> None:
    one = world(documents)
    feed = one.take()
    assert feed
    assert feed.position == nsu(position)
    assert feed.rests_until == (rests and one.now + rests)
    assert feed.due_at == one.now + (rests or timedelta(seconds=2))
    assert len(one.archive.inbox) == position
    assert problem(feed) == ""


@pytest.mark.parametrize(
    ("code", "telling"),
    [
        ("593", "sefaz_certificate_refused"),
        ("656", "sefaz_blocked"),
        ("108", "sefaz_unreachable"),
        ("109", "sefaz_unreachable"),
        ("999", "sefaz_refused"),
    ],
)
def test_other_answers_rest_an_hour_and_are_told_once(code: str, telling: str) -> None:
    one = world(10, position=nsu(3))
    one.sefaz.scripted = [code, code]
    for _ in range(2):
        feed = one.take()
        assert feed
        assert feed.due_at == one.now + HOUR
        assert problem(feed) == telling
        one.pass_(minutes=61)
    stopped = code in {"108", "109"}
    assert [problem(each) for each in one.told] == [telling] * (not stopped)
    assert problem(one.take()) == ""
    assert one.feed.position == nsu(10)


def test_656_blocks_everything_and_its_position_is_adopted() -> None:
    one = world(60, position=nsu(20), highest=nsu(20))
    one.sefaz._given, one.sefaz._given_to = 60, "another"
    one.sefaz._ended_at = one.now
    feed = one.take()
    assert feed
    assert (feed.position, feed.highest) == (nsu(60), nsu(60))  # and maxNSU was zeros
    assert feed.blocked_until == one.now + HOUR
    assert spans(one) == [(21, 60, GapCause.OTHER_CONSUMER)]
    one.ask(1, "nsu", nsu=nsu(5))
    assert one.take() == one.feed
    assert len(one.sefaz.told) == 1
    waiting = one.request("r-001")
    assert (waiting.problem, waiting.resumes_at) == ("sefaz_blocked", feed.blocked_until)


def test_who_moves_from_another_system_gets_the_newest_first() -> None:
    one = world(60)
    one.sefaz._given, one.sefaz._given_to = 60, "another"
    one.sefaz._ended_at = one.now
    one.take()
    assert spans(one) == [(1, 60, GapCause.OTHER_CONSUMER)]
    one.run(1.5)
    asked = [each.value for each in one.sefaz.told if each.kind == "nsu"]
    assert asked == [*map(nsu, range(60, 45, -1))]
    one.run(6)
    assert one.missing() == set()
    assert spans(one) == []


@pytest.mark.parametrize("kept", [0, 4], ids=["nothing kept", "four kept"])
def test_589_goes_back_to_what_is_kept(kept: int) -> None:
    one = world(kept)
    one.take()
    one.feeds.kept[FEED] = one.feed.model_copy(update={"position": nsu(900), "rests_until": None})
    one.pass_(hours=2)
    feed = one.take()
    assert feed
    assert feed.position == nsu(kept)
    assert feed.rests_until == one.now + HOUR


@pytest.mark.parametrize(
    ("told", "gaps"),
    [(False, [(6, 6)]), (True, [(1, 2), (6, 6), (9, 10)])],
    ids=["nobody knows where it begins", "SEFAZ told our position"],
)
def test_numbers_that_do_not_come_are_gaps(told: bool, gaps: list[tuple[int, int]]) -> None:
    one = world(10, highest=nsu(0) if told else None)
    one.sefaz.skipped = {1, 2, 6, 9, 10}
    one.take()
    if not told:
        gaps = [*gaps, (9, 10)]
    assert [each[:2] for each in spans(one)] == gaps


def test_gaps_are_asked_for_within_the_budget_and_pass_over_what_is_empty() -> None:
    one = world(40, highest=nsu(0))
    one.sefaz.skipped = set(range(11, 31))
    one.sefaz.documents.pop(12)
    one.work()
    asked = [each.value for each in one.sefaz.told if each.kind == "nsu"]
    assert asked == [*map(nsu, range(30, 15, -1))]
    assert spans(one) == [(11, 15, "skipped")]
    one.run(1.2)
    assert spans(one) == []
    assert one.missing() == set()


def test_users_have_five_queries_that_gaps_leave() -> None:
    one = world(40, highest=nsu(0))
    one.sefaz.skipped = set(range(1, 40))
    one.work()
    for number in range(6):
        one.ask(number, "nsu", nsu=nsu(10 + number))
    one.work()
    ends = [one.request(f"r-{number:003}").status.value for number in range(6)]
    assert ends == ["done"] * 5 + ["waiting"]
    assert "20 consultas" in one.request("r-005").detail
    assert spans(one) == [(1, 9, "skipped"), (15, 24, "skipped")]


def test_a_page_that_brings_numbers_of_a_gap_closes_it() -> None:
    one = world(9, highest=nsu(0))
    one.sefaz.skipped = {3, 4, 6}
    one.take()
    assert [each[:2] for each in spans(one)] == [(3, 4), (6, 6)]
    one.sefaz.skipped = {4}
    one.feeds.kept[FEED] = one.feed.model_copy(update={"position": nsu(0), "rests_until": None})
    one.pass_(hours=2)
    one.take()
    assert [each[:2] for each in spans(one)] == [(4, 4)]


def test_a_gap_is_closed_after_ninety_days() -> None:
    one = world(0, highest=nsu(0))
    one.sefaz.fill(2)
    one.sefaz.skipped = {1}
    one.take()
    one.pass_(days=90)
    one.take()
    assert spans(one) == []
    assert [each.kind for each in one.sefaz.told] == ["distribute", "distribute"]

"""What users ask of a feed, and how it ends; and jobs, whose answers come later."""

from datetime import timedelta
from typing import Any

import pytest

from malote.errors import NoCertificateBound, SefazUncertain, SefazUnreachable
from malote.sefaz.exchange import Exchange
from malote.sefaz.models import CertificateType, SefazSettings
from malote.sefaz.operations import Asking
from malote.sefaz.queued import FeedTurn
from tests.sefaz.histories import KEY
from tests.sefaz.world import FEED, World
from tests.unit.sefaz.test_turns import HOUR, nsu, world


class Jobs:
    """The port ``Carrier``: answers come later, by a device."""

    def __init__(self) -> None:
        self.made: list[tuple[Asking, FeedTurn]] = []

    def carry(self, settings: SefazSettings, asking: Asking, turn: Any, now: Any) -> str:
        self.made.append((asking, turn))
        return f"job-{len(self.made)}"


def through_a_device(documents: int) -> tuple[World, Jobs]:
    one, jobs = world(documents), Jobs()
    one.serve(certificate_type=CertificateType.A3)
    one.carrier = jobs
    return one, jobs


def answer(one: World, jobs: Jobs, number: int = -1) -> Exchange:
    return Exchange(request=b"", answer=one.sefaz.answer(jobs.made[number][0]))


def test_a_distribution_is_done_at_the_end() -> None:
    one = world(120)
    one.serve(automatic=False)
    one.ask(1, "distribution")
    one.ask(2, "distribution")
    one.take()
    assert one.request("r-001").status == "waiting"
    one.pass_(seconds=2)
    one.work()
    for number in (1, 2):
        done = one.request(f"r-00{number}")
        assert (done.status, done.status_code) == ("done", "138")
        assert (done.received_count, len(done.received)) == (120, 100)
        assert done.resumes_at is None
    assert one.feed.due_at is None
    assert one.take() == one.feed


def test_a_distribution_while_the_feed_rests_says_until_when() -> None:
    one = world(5)
    one.work()
    one.pass_(minutes=10)
    one.ask(1, "distribution")
    one.work()
    waiting = one.request("r-001")
    assert waiting.resumes_at == one.feed.rests_until == one.now + HOUR - timedelta(minutes=10)
    assert "uma hora" in waiting.detail
    one.run(1)
    assert (one.request("r-001").status, one.request("r-001").status_code) == ("done", "137")


@pytest.mark.parametrize(
    ("code", "status", "rests"),
    [
        ("", "done", False),
        ("137", "done", False),
        ("656", "waiting", True),
        ("108", "waiting", True),
        ("593", "refused", True),
        ("217", "refused", False),
        ("589", "refused", False),
    ],
)
def test_a_query_by_key(code: str, status: str, rests: bool) -> None:
    one = world(0)
    one.serve(automatic=False)
    one.sefaz.by_key[KEY] = b"<nfeProc/>"
    one.sefaz.scripted = [code] if code else []
    one.ask(1, "key", access_key=KEY)
    one.work()
    found = one.request("r-001")
    assert (found.status, found.status_code) == (status, code or "138")
    assert found.received_count == (0 if code else 1)
    assert bool(one.feed.blocked_until or one.feed.rests_until) is rests
    assert bool(one.told) is (rests and code != "108")
    assert one.feed.position == nsu(0)
    if status == "waiting":
        assert found.resumes_at == one.feed.due_at == one.now + HOUR
        one.run(1.2)
        assert one.request("r-001").status == "done"


def test_a_query_that_always_earns_a_656_does_not_keep_the_distribution_out() -> None:
    one = world(10)
    one.ask(1, "key", access_key=KEY)
    one.sefaz.scripted = ["656"] * 3
    one.run(3.5)
    assert (one.request("r-001").status, one.request("r-001").status_code) == ("refused", "656")
    assert one.missing() == set()


@pytest.mark.parametrize(
    ("error", "status"),
    [(SefazUnreachable("x"), "waiting"), (NoCertificateBound("x"), "failed")],
    ids=["unreachable", "no certificate"],
)
def test_a_query_that_cannot_be_asked(error: Any, status: str) -> None:
    one = world(0)
    one.ask(1, "nsu", nsu=nsu(1))
    one.sefaz.trouble = [error]
    one.take()
    found = one.request("r-001")
    assert (found.status, found.problem, found.detail) == (status, error.code, "x")
    assert bool(found.resumes_at) is (status == "waiting")


def test_a_job_is_answered_later() -> None:
    one, jobs = through_a_device(60)
    feed = one.take()
    assert feed
    assert feed.asked
    one.pass_(minutes=3)
    one.ask(1, "nsu", nsu=nsu(70))
    assert one.take() == one.feed  # nobody asks meanwhile
    assert "ainda não respondeu" in one.request("r-001").detail
    later = one.turns.answered(jobs.made[0][1], "job-1", answer(one, jobs), one.now)
    assert later
    assert later.position == nsu(50)
    assert later.due_at == one.now + timedelta(seconds=2)
    kinds = {source.kind for of in one.sources.of.values() for source in of.values()}
    details = {source.details["job"] for of in one.sources.of.values() for source in of.values()}
    assert (kinds, details) == ({"integrador"}, {"job-1"})
    assert len(jobs.made) == 1
    one.pass_(seconds=2)
    one.take()
    assert one.request("r-001").status == "asked"


def test_an_answer_that_comes_twice_or_late_moves_nothing_and_is_kept() -> None:
    one, jobs = through_a_device(60)
    one.take()
    first = answer(one, jobs)
    one.pass_(minutes=71)
    one.take()  # it was lost, for all that is known
    assert len(jobs.made) == 2
    assert one.turns.answered(jobs.made[0][1], "job-1", first, one.now) is None
    assert one.feed.position == nsu(0)
    assert len(one.archive.inbox) == 50
    second = one.turns.answered(jobs.made[1][1], "job-2", answer(one, jobs), one.now)
    assert second
    before = one.feed, len(one.feeds.rows[FEED])
    assert one.turns.answered(jobs.made[1][1], "job-2", first, one.now) is None
    assert (one.feed, len(one.feeds.rows[FEED])) == before


@pytest.mark.parametrize(
    ("error", "asked"),
    [(SefazUnreachable("expirou"), False), (SefazUncertain("rede"), True)],
    ids=["expired", "uncertain"],
)
def test_a_job_that_is_not_answered(error: Any, asked: bool) -> None:
    one, jobs = through_a_device(60)
    one.take()
    turn = jobs.made[0][1]
    feed = one.turns.answered(turn, "job-1", error, one.now)
    assert feed
    assert bool(feed.asked) is asked
    assert (
        one.turns.answered(turn.model_copy(update={"asked": "9"}), "job-9", error, one.now) is None
    )

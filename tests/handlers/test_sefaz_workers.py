"""The schedule that queues what is due at SEFAZ, and the queue's reader."""

import json
from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, cast

import pytest

from functions.sefaz_plan import handler as plan
from functions.sefaz_work import handler as work
from malote.bootstrap import relay, sefaz
from malote.clock import utc_now
from malote.relay.models import Ended
from malote.sefaz.feeds import Feed, LastAnswer
from malote.sefaz.queued import FeedTurn, ManifestationTurn
from malote.sefaz.turns import FeedTurns
from malote.sefaz.working import Worker
from tests.fakes.pace import FixedPace
from tests.fakes.sefaz_made import FEED, document, feed, manifestation
from tests.handlers.events import Context, sqs
from tests.handlers.sefaz_desk import Desk
from tests.unit.sefaz.manifesting_world import World
from tests.unit.sefaz.test_working import Scripted


class TimedContext(Context):
    def get_remaining_time_in_millis(self) -> int:
        return 300_000


class RemoteJobs:
    """Two that nobody took."""

    def __init__(self) -> None:
        self.sent: list[Any] = []

    def overdue(self, _: Any) -> Iterable[Any]:
        return [Overdue("a"), Overdue("b")]

    def send(self, jobs: Iterable[Any]) -> int:
        self.sent += jobs
        return len(self.sent)


class Overdue:
    def __init__(self, job_id: str) -> None:
        self.job, self.tenant, self.job_id = self, "acme", job_id


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> Desk:
    return Desk(monkeypatch, pace)


def counted(capsys: pytest.CaptureFixture[str]) -> Mapping[str, Any]:
    found = [json.loads(each) for each in capsys.readouterr().out.splitlines() if "_aws" in each]
    return found[0] if found else {}


def failed(answer: Mapping[str, Any]) -> list[str]:
    return [each["itemIdentifier"] for each in answer["batchItemFailures"]]


def test_what_is_due_is_queued(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs, now, later = RemoteJobs(), utc_now(), utc_now() + timedelta(hours=1)
    monkeypatch.setattr(relay, "jobs", lambda: jobs)
    monkeypatch.setattr(relay, "queue", lambda: jobs)
    desk.feeds.kept = {FEED: feed(due_at=now)}
    other = FEED._replace(tenant="other")
    desk.feeds.kept[other] = feed(other, due_at=later)
    desk.requests.put(manifestation(1, document(1), resumes_at=now))
    desk.requests.put(manifestation(2, document(2), resumes_at=later))
    assert plan.handle({}, Context()) == {"feeds": 1, "manifestations": 1, "jobs": 2}
    due = manifestation(1, document(1))
    assert [turn for turn, _ in desk.queue.sent] == [
        FeedTurn.of(FEED), ManifestationTurn(tenant="acme", request_id=due.request_id),
    ]  # fmt: skip
    assert jobs.sent == [Ended(tenant="acme", job_id=each) for each in "ab"]
    metrics = counted(capsys)
    assert (metrics["SefazFeedsDue"], metrics["RemoteJobsOverdue"]) == ([1.0], [2.0])


def test_nothing_is_due(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    jobs = RemoteJobs()
    jobs.overdue = lambda _: []  # type: ignore[method-assign]
    monkeypatch.setattr(relay, "jobs", lambda: jobs)
    monkeypatch.setattr(relay, "queue", lambda: jobs)
    assert plan.handle({}, Context()) == {"feeds": 0, "manifestations": 0, "jobs": 0}
    assert counted(capsys)["SefazFeedsDue"] == [0.0]


def answered(status_code: str, documents: int, seconds: int = 1, **others: Any) -> Feed:
    at = utc_now() + timedelta(seconds=seconds)
    said = LastAnswer(status_code=status_code, reason="x", at=at, documents=documents)
    return feed(last_answer=said, **others)


def test_turns_are_taken_counted_and_only_what_failed_comes_again(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(now=utc_now())
    request = world.ask(21)
    now = utc_now()
    pages = [
        answered("138", 50, due_at=now), answered("138", 7, due_at=now), answered("656", 0),
        answered("656", 0, seconds=-3600),
    ]  # fmt: skip
    feeds, slept = Scripted(pages), list[float]()
    turns = cast(FeedTurns, feeds)
    worker = Worker(turns, world.manifesting, desk.queue, utc_now, slept.append)
    monkeypatch.setattr(sefaz, "worker", lambda: worker)
    of_feed = FeedTurn.of(FEED).model_dump_json()
    of_request = ManifestationTurn(tenant="acme", request_id=request.request_id).model_dump_json()
    answer = work.handle(sqs(of_feed, "{", of_request, of_feed, of_feed), TimedContext())
    assert failed(answer) == ["m1", "m4"]  # nothing is left for the last
    metrics = counted(capsys)
    assert metrics["SefazDocuments"] == [50.0, 7.0]
    assert metrics["SefazUndue"] == [1.0]
    assert world.again(request).status == "done"
    assert len(slept) == 3


def test_the_worker_is_composed(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sefaz.worker().feeds.carriers.keys() == {"A1", "A3"}
    assert sefaz.requesting().requests
    assert sefaz.settings_changes().feeds
    assert sefaz.manifesting({}).intake

"""The package's API, and its queue: what is told to whom, and when a message gives up."""

import json
from typing import Any

import pytest

from functions.monthly_export.handler import ATTEMPTS, handle, make
from malote.bootstrap import made
from tests.handlers.events import Context, api, sqs
from tests.handlers.test_api import CLAIMS, problem
from tests.unit.exports.month import MONTH, Month


@pytest.fixture
def month(monkeypatch: pytest.MonkeyPatch) -> Month:
    month = Month()
    monkeypatch.setattr(made, "exports", lambda: month.exports)
    monkeypatch.setattr(made, "export_queue", lambda: month.queue)
    monkeypatch.setattr(made, "export_files", lambda: month.files)
    monkeypatch.setattr(made, "export_maker", month.maker)
    return month


def get(query: dict[str, str], claims: dict[str, str] | None = CLAIMS) -> dict[str, Any]:
    return handle(api("GET", "/documents/export", claims, query=query), Context())


def deliver(month: Month, attempt: int = 1) -> list[Any]:
    """Hand every message to the queue's function, as SQS does. Returns those that failed."""
    failed = []
    for task in list(month.queue.tasks):
        event = sqs(task.model_dump_json())
        event["Records"][0]["attributes"] = {"ApproximateReceiveCount": str(attempt)}
        failed += make(event, Context())["batchItemFailures"]
        month.queue.tasks.remove(task)
    return failed


def test_from_the_first_asking_to_the_links(month: Month) -> None:
    month.add(1)
    answer = get({"month": MONTH})
    assert answer["statusCode"] == 202
    assert json.loads(answer["body"])["status"] == "preparing"
    assert [deliver(month), deliver(month), month.queue.tasks] == [[], [], []]
    answer = get({"month": MONTH})
    body = json.loads(answer["body"])
    assert (answer["statusCode"], body["status"], body["documents"]) == (200, "ready", 1)
    assert body["links"][0]["name"] == "documentos-2026-10.zip"
    assert body["expires_at"] > body["made_at"]


def test_only_the_last_attempt_tells_the_user(month: Month) -> None:
    month.add(1)
    get({"month": MONTH})
    deliver(month)
    month.archive.inbox.clear()  # S3 does not answer
    again = list(month.queue.tasks)
    assert len(deliver(month, ATTEMPTS - 1)) == 1
    assert json.loads(get({"month": MONTH})["body"])["status"] == "preparing"
    month.queue.tasks = again
    assert len(deliver(month, ATTEMPTS)) == 1
    answer = get({"month": MONTH})
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"])["status"] == "failed"
    assert "suporte" in json.loads(answer["body"])["reason"]


@pytest.mark.parametrize("wrong", ["", "2026", "2026-13", "2026-00", "26-10", "2026-10-01", "x"])
def test_a_month_is_a_month(month: Month, wrong: str) -> None:
    status, code, body = problem(get({"month": wrong}))
    assert (status, code) == (400, "invalid_input")
    assert "month" in body["detail"]


def test_too_many_at_once(month: Month) -> None:
    for each in ("2026-01", "2026-02", "2026-03"):
        get({"month": each})
    assert problem(get({"month": "2026-04"}))[:2] == (429, "exports_busy")


def test_without_a_tenant_nothing_is_asked_for(month: Month) -> None:
    assert problem(get({"month": MONTH}, {"token_use": "id", "sub": "u"}))[:2] == (403, "forbidden")
    assert month.queue.tasks == []

"""The sender's two handlers: what SQS is told, what the metrics count, what the logs say."""

import json
from datetime import timedelta

import pytest

from functions.send_mail import handler
from malote.bootstrap import sending
from malote.errors import MailDeferred
from malote.messages.models import SendRequest
from tests.fakes.outbox import message
from tests.handlers.events import Context, sqs
from tests.unit.messages.post_office import PostOffice, at_step


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> PostOffice:
    office = PostOffice()
    monkeypatch.setattr(sending, "sender", lambda: office.sender(60))
    monkeypatch.setattr(sending, "outbox", lambda: office.outbox)
    monkeypatch.setattr(sending, "send_queue", lambda: office.queue)
    monkeypatch.setattr(handler, "utc_now", lambda: office.now)
    return office


def body(request: SendRequest) -> str:
    return request.model_dump_json()


def counted(capsys: pytest.CaptureFixture[str]) -> dict[str, list[float]]:
    (metrics,) = (each for each in capsys.readouterr().out.splitlines() if "_aws" in each)
    found: dict[str, list[float]] = json.loads(metrics)
    return found


def test_only_what_our_own_stores_spoiled_comes_again(office: PostOffice) -> None:
    well, refused = office.add(message(1), message(2))
    office.server.replies = [None, at_step(MailDeferred("451 later", 451), "recipient")]
    answer = handler.send(sqs(body(well), "{", body(refused)), Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert len(office.server.mails) == 1


def test_it_tells_how_each_ended_and_nothing_of_what_is_in_it(
    office: PostOffice, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    requests = office.add(message(1), message(2))
    office.server.replies = [None, at_step(MailDeferred("451 bia@cliente.test", 451), "recipient")]
    handler.send(sqs(*map(body, requests)), Context())
    turns = [vars(each) for each in caplog.records]
    assert [(each["outcome"], each["step"], each["code"]) for each in turns] == [
        ("sent", None, None),
        ("deferred", "recipient", "mail_deferred"),
    ]
    assert not any(secret in str(turns) for secret in ("bia@", "Sua nota", "Segue"))
    metrics = counted(capsys)
    assert (metrics["MailSent"], metrics["MailDeferred"]) == ([1.0], [1.0])


def test_a_dead_workers_mail_is_counted_as_uncertain_once(
    office: PostOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    (request,) = office.add(message())
    entry = office.outbox.entries["acme", request.message_id]
    office.outbox.claim("acme", request.message_id, office.now, office.now)
    entry.handed_over = True
    office.later(minutes=3)
    handler.send(sqs(body(request), body(request)), Context())
    assert counted(capsys)["MailUncertain"] == [1.0]


def test_the_sweep_queues_again_what_nobody_tried(
    office: PostOffice, capsys: pytest.CaptureFixture[str]
) -> None:
    late, _ = office.add(message(1), message(2, due_at=office.now + timedelta(minutes=1)))
    office.later(minutes=2)
    assert handler.sweep({}, Context()) == {"queued": 1}
    assert office.queue.sent == [(late.message_id, 0)]
    assert counted(capsys)["MailSwept"] == [1.0]

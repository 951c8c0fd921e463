"""What devices brought reaches what it was made for, and that goes on."""

import hashlib
from typing import Any

import pytest

from functions.remote_answers import handler
from malote.bootstrap import relay, sefaz
from malote.errors import SefazError, SefazUncertain
from malote.relay.models import Ended, JobResult, KeptJob
from malote.relay.settling import Settling
from malote.sefaz.exchange import Exchange
from malote.sefaz.queued import ManifestationTurn, Turn
from tests.handlers.events import Context, sqs
from tests.unit.relay.house import RUN, SETTINGS, TURN, House, asking, exchange

EXCHANGE = exchange()
BODY = EXCHANGE.model_dump_json().encode()
MANIFESTATION = ManifestationTurn(tenant="acme", request_id="20261121t120000000-0123456789ab")


class Applied:
    """Stands where feeds and manifestations are; ``broken``: applying fails."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Turn, str, Any]] = []
        self.queued: list[tuple[Turn, int]] = []
        self.broken = False
        self.kind = ""

    def of(self, kind: str) -> "Applied":
        self.kind = kind
        return self

    def answered(self, turn: Turn, job_id: str, outcome: Exchange | SefazError, _: Any) -> None:
        if self.broken:
            raise RuntimeError
        self.told.append((self.kind, turn, job_id, outcome))

    def send(self, turns: Any, *, after_seconds: int = 0) -> int:
        self.queued += [(each, after_seconds) for each in turns]
        return len(self.queued)


@pytest.fixture
def applied(monkeypatch: pytest.MonkeyPatch) -> Applied:
    applied = Applied()
    monkeypatch.setattr(sefaz, "feed_turns", lambda _: applied.of("feed"))
    monkeypatch.setattr(sefaz, "manifesting", lambda _: applied.of("manifestation"))
    monkeypatch.setattr(sefaz, "queue", lambda: applied)
    return applied


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    house = House()

    def settling(tell: Any) -> Settling:
        return Settling(house.jobs, house.devices, house.files, tell, house.notes)

    monkeypatch.setattr(relay, "settling", settling)
    monkeypatch.setattr(handler, "utc_now", lambda: house.now)
    return house


def ended(house: House, turn: Turn, result: JobResult) -> KeptJob:
    device = house.device()
    house.hold(device)
    job_id = house.carrier.carry(SETTINGS, asking(), turn, house.now)
    house.handing.next(device, RUN, 0)
    house.files.answers["acme", job_id] = BODY
    return house.results.take(device, job_id, result, house.now)


def settle(*jobs: str) -> list[dict[str, str]]:
    bodies = [Ended(tenant="acme", job_id=each).model_dump_json() for each in jobs]
    failures: list[dict[str, str]] = handler.handle(sqs(*bodies), Context())["batchItemFailures"]
    return failures


@pytest.mark.parametrize(("kind", "turn"), [("feed", TURN), ("manifestation", MANIFESTATION)])
def test_an_answer_is_applied_and_the_next_step_queued(
    house: House, applied: Applied, kind: str, turn: Turn
) -> None:
    result = JobResult(outcome="answered", sha256=hashlib.sha256(BODY).hexdigest())
    job_id = ended(house, turn, result).job.job_id
    assert settle(job_id) == []
    assert applied.told == [(kind, turn, job_id, EXCHANGE)]
    assert applied.queued == [(turn, 2)]


def test_an_error_is_told_too(house: House, applied: Applied) -> None:
    job_id = ended(house, TURN, JobResult(outcome="uncertain", detail="cortada")).job.job_id
    assert settle(job_id) == []
    ((_, _, _, error),) = applied.told
    assert (type(error), error.detail) == (SefazUncertain, "cortada")


def test_what_fails_comes_again_alone(house: House, applied: Applied) -> None:
    job_id = ended(house, TURN, JobResult(outcome="not_sent")).job.job_id
    applied.broken = True
    assert settle(job_id, "20261121t120000000-0123456789ab") == [{"itemIdentifier": "m0"}]
    assert not applied.queued
    applied.broken = False
    assert settle(job_id) == []
    assert len(applied.told) == 1


def test_a_job_that_goes_on_is_told_to_nobody(house: House, applied: Applied) -> None:
    house.hold(house.device())
    assert settle(house.job().job.job_id, "gone-0000000000") == []
    assert not applied.told
    assert not applied.queued

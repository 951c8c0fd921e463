"""What becomes of jobs: answered, late, by others, never; each is told to whoever made it."""

import hashlib
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pydantic import ValidationError

from malote.errors import (
    InvalidInput,
    JobNotYours,
    NotFound,
    SefazCertificateRefused,
    SefazError,
    SefazNonsense,
    SefazUncertain,
    SefazUnreachable,
)
from malote.relay.models import Device, JobResult, JobStatus, KeptJob
from malote.relay.settling import sweep
from malote.relay.wire import ToUpload
from tests.unit.relay.house import RUN, STRANGER, TURN, House, asking, exchange

EXCHANGE = exchange()
BODY = EXCHANGE.model_dump_json().encode()
SHA256 = hashlib.sha256(BODY).hexdigest()
ANSWERED = JobResult(outcome="answered", sha256=SHA256)
UNCERTAIN = JobResult(outcome="uncertain", detail="conexão cortada")
NOT_SENT = JobResult(outcome="not_sent", detail="sem rede")


def handed() -> tuple[House, Device, KeptJob]:
    house = House()
    device = house.device()
    house.hold(device)
    kept = house.job()
    assert house.handing.next(device, RUN, 0)
    return house, device, kept


def take(house: House, device: Device, job: KeptJob, result: JobResult) -> JobStatus:
    return house.results.take(device, job.job.job_id, result, house.now).status


@pytest.mark.parametrize("late", [0, 3600])
def test_an_answer_is_told_once_it_came_however_late(late: int) -> None:
    house, device, job = handed()
    house.now += timedelta(seconds=late)
    job_id = job.job.job_id
    link = house.results.upload(device, job_id, ToUpload(sha256=SHA256, size=9), house.now)
    assert link.url == f"memory:acme/{job_id}"
    house.files.answers["acme", job_id] = BODY
    assert take(house, device, job, ANSWERED) is JobStatus.ANSWERED
    house.settle()
    assert house.told == [(TURN, job_id, EXCHANGE)]
    assert house.events.kinds()[-1] == "job_answered"
    # The device does not know that we have it: the same again is queued again, and no more.
    assert take(house, device, job, ANSWERED) is JobStatus.ANSWERED
    assert house.queue.sent == [("acme", job_id)]
    assert house.events.kinds().count("job_answered") == 1
    assert not house.jobs.waiting("acme", job.job.tax_id, job.job.created_at)


@pytest.mark.parametrize(
    ("result", "error", "detail"),
    [
        (UNCERTAIN, SefazUncertain, "conexão cortada"),
        (NOT_SENT, SefazUnreachable, "sem rede"),
        (NOT_SENT.model_copy(update={"problem": "sefaz_certificate_refused"}),
         SefazCertificateRefused, "sem rede"),
        (NOT_SENT.model_copy(update={"problem": "pin_wrong"}), SefazUnreachable, "sem rede"),
    ],
)  # fmt: skip
def test_what_did_not_work_is_told_as_it_is(
    result: JobResult, error: type[SefazError], detail: str
) -> None:
    house, device, job = handed()
    take(house, device, job, result)
    house.settle()
    ((turn, _, told),) = house.told
    assert turn == TURN
    assert isinstance(told, SefazError)
    assert (type(told), told.detail) == (error, detail)


@pytest.mark.parametrize(
    ("there", "error"),
    [(None, SefazUncertain), (BODY + b" ", SefazUncertain), (b"{}", SefazUncertain)],
)
def test_an_answer_that_is_not_there_or_not_the_one(
    there: bytes | None, error: type[SefazError]
) -> None:
    house, device, job = handed()
    if there:
        house.files.answers["acme", job.job.job_id] = there
    take(house, device, job, ANSWERED)
    house.settle()
    assert type(house.told[0][2]) is error


def test_an_answer_to_another_question_is_refused_and_shown() -> None:
    house, device, job = handed()
    body = exchange(asking(STRANGER)).model_dump_json().encode()
    house.files.answers["acme", job.job.job_id] = body
    take(house, device, job, JobResult(outcome="answered", sha256=hashlib.sha256(body).hexdigest()))
    for _ in range(2):
        house.settle(job.job.job_id)
    assert {type(each[2]) for each in house.told} == {SefazUncertain}
    assert house.events.kinds()[-2:] == ["job_answered", "answer_refused"]


def test_what_a_device_says_is_one_line_for_mails() -> None:
    result = JobResult(outcome="not_sent", detail="rede\r\nBcc: x\x1b[2J")
    assert result.detail == "rede  Bcc: x [2J"
    with pytest.raises(ValidationError):
        JobResult(outcome="not_sent", problem="a\nb")


def test_an_answer_that_is_none() -> None:
    house, device, job = handed()
    house.files.answers["acme", job.job.job_id] = b"{}"
    result = JobResult(outcome="answered", sha256=hashlib.sha256(b"{}").hexdigest())
    take(house, device, job, result)
    house.settle()
    assert type(house.told[0][2]) is SefazNonsense
    with pytest.raises(InvalidInput):
        take(house, device, job, JobResult(outcome="answered"))


@pytest.mark.parametrize(
    ("first", "second", "stands"),
    [
        (UNCERTAIN, ANSWERED, "answered"),
        (UNCERTAIN, NOT_SENT, "not_sent"),
        (ANSWERED, UNCERTAIN, "answered"),
        (ANSWERED, NOT_SENT, "answered"),
        (NOT_SENT, ANSWERED, "not_sent"),
    ],
)
def test_what_is_known_stays(first: JobResult, second: JobResult, stands: str) -> None:
    house, device, job = handed()
    take(house, device, job, first)
    assert take(house, device, job, second) == stands


@pytest.mark.parametrize("who", ["another device", "another tenant", "nobody"])
def test_a_job_is_answered_by_who_was_handed_it(who: str) -> None:
    house, device, job = handed()
    tenant = "other" if who == "another tenant" else "acme"
    asks = house.device(tenant)
    if who == "nobody":
        house.now += timedelta(seconds=1)
        asks, job = device, house.job()
    for _ in range(2):
        with pytest.raises(JobNotYours):
            take(house, asks, job, ANSWERED)
        with pytest.raises(JobNotYours):
            house.results.upload(asks, job.job.job_id, ToUpload(sha256=SHA256, size=9), house.now)
        with pytest.raises(JobNotYours):  # a number of no job
            house.results.take(asks, f"{house.now:%f}-{uuid4().hex}", ANSWERED, house.now)
    of_jobs = 0 if who == "another tenant" else 1
    assert house.events.kinds(tenant).count("job_not_yours") == of_jobs + 1
    assert not house.queue.sent
    assert house.kept(job.job.job_id).status in {JobStatus.HANDED, JobStatus.WAITING}


def test_a_job_that_nobody_took_in_time() -> None:
    house, _, taken = handed()
    house.now += timedelta(seconds=1)
    job = house.job()
    house.now = job.job.expires_at - timedelta(seconds=1)
    assert sweep(house.jobs, house.queue, house.now) == 0
    house.now += timedelta(seconds=1)
    assert sweep(house.jobs, house.queue, house.now) == 1
    house.settle()
    ((turn, job_id, told),) = house.told
    assert (turn, job_id, type(told)) == (TURN, job.job.job_id, SefazUnreachable)
    assert house.kept(job_id).status is JobStatus.EXPIRED
    assert house.kept(taken.job.job_id).status is JobStatus.HANDED
    assert house.events.kinds()[-1] == "job_expired"
    assert sweep(house.jobs, house.queue, house.now) == 0


def test_one_that_is_settled_too_soon_or_twice() -> None:
    house, _, job = handed()
    house.now += timedelta(seconds=1)
    waiting = house.job()
    house.settle(job.job.job_id, waiting.job.job_id, "gone")
    assert house.told == []
    house.now = waiting.job.expires_at
    for _ in range(2):  # we died after it was written down
        house.settle(waiting.job.job_id)
    assert len(house.told) == 2
    assert house.events.kinds().count("job_expired") == 1


@pytest.mark.parametrize("stale", [False, True])
def test_what_a_revoked_device_was_handed_is_uncertain(
    monkeypatch: pytest.MonkeyPatch, stale: bool
) -> None:
    house, device, job = handed()
    house.now += timedelta(hours=2)
    if stale:  # the index does not know yet that it was handed
        monkeypatch.setattr(house.jobs, "waiting", lambda *_: [job])
    house.revoke(device)
    assert not house.leases.held
    assert house.queue.sent == [("acme", job.job.job_id)]
    house.settle()
    assert type(house.told[0][2]) is SefazUncertain
    assert house.kept(job.job.job_id).status is JobStatus.UNCERTAIN
    assert house.events.kinds()[-2:] == ["revoked", "job_uncertain"]
    house.revoke(device)  # again
    assert house.events.kinds().count("revoked") == 1


def test_another_tenants_device_is_not_found() -> None:
    house = House()
    device = house.device()
    with pytest.raises(NotFound):
        house.revoke(device.model_copy(update={"tenant": "other"}))
    assert house.devices.kept[device.device_id].revoked_at is None
    assert all(each.tenant == "acme" for each in house.trail.kept)


def test_a_write_that_loses_looks_again(monkeypatch: pytest.MonkeyPatch) -> None:
    house, device, job = handed()
    stale: list[Any] = [house.kept(job.job.job_id)]
    house.handing.next(device, RUN, 0)  # another revision
    get = house.jobs.get
    monkeypatch.setattr(house.jobs, "get", lambda *of: stale.pop() if stale else get(*of))
    assert take(house, device, job, UNCERTAIN) is JobStatus.UNCERTAIN

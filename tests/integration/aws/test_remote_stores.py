"""Devices, leases, jobs and events in DynamoDB: what races, and what is each tenant's own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from malote.adapters import keys
from malote.adapters.devices import DeviceItems
from malote.adapters.jobs import JobItems
from malote.adapters.leases import LeaseItems
from malote.adapters.remote_events import RemoteEventItems
from malote.adapters.table import Table
from malote.errors import InvalidInput
from malote.messages.identity import new_id
from malote.relay.models import (
    Device,
    Enrolment,
    Job,
    JobStatus,
    KeptJob,
    Lease,
    RemoteEvent,
)
from tests.fakes.stores import NOON
from tests.unit.relay.house import BRANCH, RUN, SISTER, TURN, asking

HOUR = timedelta(hours=1)
CODE = "c" * 64


def device(device_id: str = "device-0001", tenant: str = "acme") -> Device:
    return Device(
        tenant=tenant, device_id=device_id, tax_id=BRANCH, state="SP", name="PC", public_key="k",
        thumbprint="a" * 64, holder="ACME", certificate_expires_at=NOON, enrolled_at=NOON,
    )  # fmt: skip


def enrolment() -> Enrolment:
    return Enrolment(
        code_sha256=CODE, tenant="acme", tax_id=BRANCH, created_at=NOON, created_by="u-1",
        expires_at=NOON + HOUR,
    )  # fmt: skip


def job(at: datetime = NOON, tenant: str = "acme", tax_id: str = BRANCH) -> KeptJob:
    return KeptJob(
        job=Job(
            job_id=new_id(at), tenant=tenant, tax_id=tax_id, thumbprint="a" * 64, created_at=at,
            expires_at=at + timedelta(minutes=10), asking=asking(tax_id),
        ),
        turn=TURN,
    )  # fmt: skip


def all_at_once[T](work: Callable[[int], T]) -> list[T]:
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(work, range(8)))


def test_a_code_enrols_one_device_of_all_that_try(table: Table) -> None:
    devices = DeviceItems(table)
    assert devices.enrolment(CODE) is None
    devices.offer(enrolment())
    assert devices.enrolment(CODE) == enrolment()
    tried = [device(f"device-000{number}") for number in range(8)]
    won = all_at_once(lambda number: devices.enrol(enrolment(), tried[number]))
    assert won.count(True) == 1
    winner = tried[won.index(True)]
    used = devices.enrolment(CODE)
    assert used == enrolment().model_copy(update={"device_id": winner.device_id})
    assert devices.list("acme") == [winner]
    assert devices.list("other") == []
    assert devices.get(winner.device_id) == winner
    assert [devices.get(each.device_id) for each in tried].count(None) == 7
    kept = table.get(keys.enrolment(CODE))
    assert kept
    assert kept["expires_at"] > (NOON + HOUR).timestamp()  # time to live is in seconds


def test_a_device_is_written_over_what_was_read(table: Table) -> None:
    devices = DeviceItems(table)
    devices.offer(enrolment())
    before = device()
    devices.enrol(enrolment(), before)
    after = before.model_copy(update={"revoked_at": NOON, "revision": 1})
    assert devices.write(before, after)
    assert not devices.write(before, before.model_copy(update={"revision": 1}))
    assert devices.get(before.device_id) == after


def test_a_nonce_is_good_once(table: Table) -> None:
    devices = DeviceItems(table)
    used = all_at_once(lambda _: devices.first_use("device-0001", "n", NOON))
    assert used.count(True) == 1
    assert devices.first_use("device-0002", "n", NOON)
    kept = table.get(keys.nonce("device-0001", "n"))
    assert kept
    assert kept["expires_at"] == int(NOON.timestamp())


def lease(number: int = 0, at: datetime = NOON, tenant: str = "acme") -> Lease:
    until = at + timedelta(seconds=90)
    return Lease(
        tenant=tenant, tax_id=BRANCH, device_id=f"device-000{number}", session=RUN, until=until
    )


def test_a_lease_is_ones_until_it_ends(table: Table) -> None:
    leases = LeaseItems(table)
    assert leases.get("acme", BRANCH) is None
    held = all_at_once(lambda number: leases.take(lease(number), NOON))
    assert len({each.device_id for each in held}) == 1
    number = int(held[0].device_id[-1])
    other = (number + 1) % 8
    later = NOON + timedelta(seconds=89)
    assert leases.take(lease(number, later), later) == lease(number, later)  # renewed
    over = lease(number, later).until
    just_before = over - timedelta(microseconds=1)
    assert leases.take(lease(other, just_before), just_before).device_id == held[0].device_id
    other_run = lease(number, over).model_copy(update={"session": "another-run-of-it"})
    assert leases.take(other_run, just_before) == lease(number, later)
    assert leases.take(lease(other, over), over) == lease(other, over)
    leases.end(lease(number))  # it is another's by now
    assert leases.get("acme", BRANCH) == lease(other, over)
    assert leases.take(lease(9, NOON, "other"), NOON).device_id == "device-0009"
    leases.end(lease(other))
    assert leases.get("acme", BRANCH) is None
    leases.end(lease(other))


def test_a_job_is_handed_once_and_kept_as_it_was(table: Table) -> None:
    jobs = JobItems(table)
    kept = job()
    assert jobs.add(kept)
    assert not jobs.add(kept)
    assert jobs.get("acme", kept.job.job_id) == kept
    assert jobs.get("other", kept.job.job_id) is None

    def hand(number: int) -> bool:
        changes = {"status": JobStatus.HANDED, "device_id": f"device-000{number}", "revision": 1}
        return jobs.write(kept, kept.model_copy(update=changes))

    won = all_at_once(hand)
    assert won.count(True) == 1
    handed = jobs.get("acme", kept.job.job_id)
    assert handed
    assert handed.device_id == f"device-000{won.index(True)}"
    assert handed.job.model_dump_json() == kept.job.model_dump_json()
    assert list(jobs.waiting("acme", BRANCH, NOON - HOUR)) == [handed]
    answered = handed.model_copy(update={"status": JobStatus.ANSWERED, "revision": 2})
    assert jobs.write(handed, answered)
    assert not jobs.waiting("acme", BRANCH, NOON - HOUR)
    assert jobs.get("acme", kept.job.job_id) == answered


def test_who_waits_and_who_waited_too_long(table: Table) -> None:
    jobs = JobItems(table)
    old, new = job(NOON), job(NOON + timedelta(minutes=1))
    others = [job(tenant="other"), job(tax_id=SISTER)]
    for each in (new, old, *others):
        jobs.add(each)
    assert list(jobs.waiting("acme", BRANCH, NOON)) == [old, new]
    assert list(jobs.waiting("acme", BRANCH, NOON + timedelta(seconds=1))) == [new]
    assert list(jobs.overdue(NOON + timedelta(minutes=9))) == []
    due = NOON + timedelta(minutes=10)
    expected = {each.job.job_id for each in (old, *others)}
    assert {each.job.job_id for each in jobs.overdue(due)} == expected
    handed = old.model_copy(update={"status": JobStatus.HANDED, "revision": 1})
    jobs.write(old, handed)
    ended = others[0].model_copy(update={"status": JobStatus.EXPIRED, "revision": 1})
    jobs.write(others[0], ended)
    assert [each.job.job_id for each in jobs.overdue(due)] == [others[1].job.job_id]
    assert not jobs.waiting("other", BRANCH, NOON)
    pointers = list(table.query(keys.UNTAKEN_JOBS))
    assert len(pointers) == 2  # none is left over


def event(number: int, tenant: str = "acme", tax_id: str = BRANCH) -> RemoteEvent:
    return RemoteEvent(
        tenant=tenant, at=NOON + timedelta(seconds=number), event_id=f"device-0001.{number}",
        device_id="device-0001", tax_id=tax_id, source="device", kind="pin_wrong", text="PIN errado.",
    )  # fmt: skip


def test_events_are_listed_newest_first_and_once(table: Table) -> None:
    events = RemoteEventItems(table)
    told = [event(0), event(1, tax_id=SISTER), event(2), event(1, tenant="other")]
    events.add(told)
    events.add(told)
    first, cursor = events.page("acme", 2, None)
    assert list(first) == [told[2], told[1]]
    assert events.page("acme", 2, cursor) == ([told[0]], None)
    assert list(events.page("acme", 50, None, SISTER)[0]) == [told[1]]
    assert list(events.page("other", 50, None)[0]) == [told[3]]
    with pytest.raises(InvalidInput):
        events.page("acme", 50, "bm90IGEgY3Vyc29y")

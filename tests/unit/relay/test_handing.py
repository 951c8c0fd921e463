"""Whom a job is handed to, and how often."""

from dataclasses import replace
from datetime import timedelta

import pytest

from malote.errors import JobReplayed, LeaseHeld
from malote.relay.jobs import Bound, verify
from malote.relay.models import Device, JobStatus
from tests.unit.relay.house import BRANCH, OTHER_RUN, RUN, House, card


def test_a_job_is_handed_signed_to_the_run_that_has_the_work() -> None:
    house = House()
    device = house.device()
    house.hold(device)
    kept = house.job()
    signed = house.handing.next(device, RUN, 0)
    assert signed
    mine = Bound("acme", BRANCH, device.thumbprint)
    job = verify(signed, house.signer.public_key, mine, house.now, lambda _: False)
    assert job == kept.job
    assert job.expires_at == house.now + timedelta(minutes=10)
    handed = house.kept(job.job_id)
    assert (handed.status, handed.device_id, handed.session, handed.handed_at) == (
        JobStatus.HANDED, device.device_id, RUN, house.now,
    )  # fmt: skip
    assert house.events.kinds()[-1] == "job_handed"


def test_one_whose_handing_out_was_lost_is_handed_again_and_never_begun_twice() -> None:
    house = House()
    device = house.device()
    house.hold(device)
    house.job()
    first = house.handing.next(device, RUN, 0)
    assert house.handing.next(device, RUN, 9) is None  # it may be on its way
    house.now += timedelta(seconds=95)
    house.hold(device, OTHER_RUN)
    again = house.handing.next(device, OTHER_RUN, 0)  # it was started anew
    assert first == again
    assert again
    mine = Bound("acme", BRANCH, device.thumbprint)
    with pytest.raises(JobReplayed):
        verify(again, house.signer.public_key, mine, house.now, lambda _: True)
    assert house.events.kinds().count("job_handed") == 1
    house.now += timedelta(minutes=9)
    house.hold(device, OTHER_RUN)
    assert house.handing.next(device, OTHER_RUN, 0) is None  # expired


def test_the_oldest_first_and_only_while_it_is_good() -> None:
    house = House()
    device = house.device()
    house.hold(device)
    old = house.job()
    house.now += timedelta(seconds=60)
    house.hold(device)
    new = house.job()
    house.now = old.job.expires_at - timedelta(seconds=1)
    house.hold(device)
    assert old.job.job_id in str(house.handing.next(device, RUN, 0))
    house.now += timedelta(seconds=1)
    assert new.job.job_id in str(house.handing.next(device, RUN, 0))


def test_it_waits_so_long_and_no_longer() -> None:
    house = House()
    device = house.device()
    house.hold(device)
    began = house.now
    assert house.handing.next(device, RUN, 20) is None
    assert (house.now - began).total_seconds() == 20
    began = house.now
    assert house.handing.next(device, RUN, 0) is None
    assert house.now == began


def test_one_that_comes_meanwhile() -> None:
    house = House()
    device = house.device()
    house.hold(device)

    def pause(seconds: float) -> None:
        house.pass_by(seconds)
        if house.now.second == 5:
            house.job()

    house.handing = replace(house.handing, pause=pause)
    assert house.handing.next(device, RUN, 20)
    assert house.now.second == 5


def test_a_second_device_gets_none() -> None:
    house = House()
    one, other = house.device(), house.device()
    house.hold(one)
    house.job()
    with pytest.raises(LeaseHeld):
        house.handing.next(other, RUN, 0)
    assert house.events.kinds()[-1] == "lease_held"
    house.handing.next(one, RUN, 0)
    house.leasing.leave(one, RUN, house.now)
    house.hold(other)
    assert house.handing.next(other, RUN, 15) is None  # the first one may be at it


def test_a_job_is_for_one_certificate() -> None:
    house = House()
    one, other = house.device(), house.device(of=card(BRANCH))
    house.hold(one)
    house.job()
    house.leasing.leave(one, RUN, house.now)
    house.hold(other)
    assert house.handing.next(other, RUN, 0) is None
    same = house.device()
    house.leasing.leave(other, RUN, house.now)
    house.hold(same)
    assert house.handing.next(same, RUN, 0)


def test_other_tenants_jobs_are_not_seen() -> None:
    house = House()
    one, other = house.device(), house.device("other")
    house.hold(one)
    house.hold(other)
    house.job()
    assert house.handing.next(other, RUN, 0) is None


@pytest.mark.parametrize("why", ["revoked", "revoked and there", "it left", "another run"])
def test_one_that_lost_the_work_while_it_waited_gets_none(why: str) -> None:
    house = House()
    device, other = house.device(), house.device()
    house.hold(device)

    def pause(seconds: float) -> None:
        house.pass_by(seconds)
        house.job()
        if why.startswith("revoked"):
            house.revoke(device)
            if why == "revoked and there":  # another request was admitted just before
                house.hold(device)
        else:
            house.leasing.leave(device, RUN, house.now)
        if why == "another run":
            house.hold(other)

    house.handing = replace(house.handing, pause=pause)
    assert house.handing.next(device, RUN, 1) is None
    assert [each.status for each in house.jobs.kept.values()] == [JobStatus.WAITING]
    if why == "another run":
        assert house.handing.next(other, RUN, 0)


def test_a_poll_that_comes_late_takes_no_work() -> None:
    house = House()
    device = house.device()
    house.hold(device)
    house.job()
    house.leasing.leave(device, RUN, house.now)
    with pytest.raises(LeaseHeld):
        house.handing.next(device, RUN, 0)
    assert house.leases.get("acme", BRANCH) is None
    assert house.events.kinds()[-1] == "lease_ended"


def test_of_two_that_look_at_once_one_gets_it(monkeypatch: pytest.MonkeyPatch) -> None:
    house = House()
    one, same = house.device(), house.device()
    house.hold(one)
    house.job()
    seen = house.jobs.waiting("acme", BRANCH, house.now)
    monkeypatch.setattr(house.jobs, "waiting", lambda *_: seen)
    assert house.handing.next(one, RUN, 0)
    house.leasing.leave(one, RUN, house.now)
    house.hold(same)
    assert house.handing.next(same, RUN, 0) is None
    assert holder(house) == one


def holder(house: House) -> Device:
    (kept,) = house.jobs.kept.values()
    assert kept.device_id
    return house.devices.kept[kept.device_id].model_copy(
        update={"revision": 0, "last_seen_at": house.now}
    )

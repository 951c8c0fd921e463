"""One run of one device has the work of a CNPJ."""

from datetime import timedelta

import pytest

from malote.errors import DeviceOffline, LeaseHeld
from tests.unit.relay.house import BRANCH, OTHER_RUN, RUN, House

LASTS = timedelta(seconds=90)


def test_it_is_taken_renewed_left_and_taken_by_another() -> None:
    house = House()
    one, other = house.device(), house.device()
    house.hold(one)
    house.now += timedelta(seconds=89)
    with pytest.raises(LeaseHeld) as refused:
        house.hold(other)
    assert refused.value.detail == "PC da Ana, até 09:01:30"
    house.hold(one)
    house.now += timedelta(seconds=89)
    with pytest.raises(LeaseHeld):
        house.hold(other)
    house.leasing.leave(other, RUN, house.now)  # it has nothing to leave
    house.leasing.leave(one, OTHER_RUN, house.now)
    assert house.leases.get("acme", BRANCH)
    house.leasing.leave(one, RUN, house.now)
    house.hold(other)
    assert house.events.kinds() == [
        "enrolled", "enrolled", "lease_taken", "lease_held", "lease_ended", "lease_taken",
    ]  # fmt: skip
    assert house.woken == [("acme", BRANCH)] * 2


def test_another_run_of_the_same_device_waits() -> None:
    house = House()
    device = house.device()
    house.hold(device)
    with pytest.raises(LeaseHeld, match="em outra execução"):
        house.hold(device, OTHER_RUN)
    house.now += LASTS
    house.hold(device, OTHER_RUN)
    with pytest.raises(LeaseHeld):
        house.hold(device)


def test_one_that_lapsed_is_taken_anew() -> None:
    house = House()
    device = house.device()
    house.hold(device)
    house.now += LASTS
    house.hold(device)
    assert house.woken == [("acme", BRANCH)] * 2
    assert house.events.kinds()[1:] == ["lease_taken"] * 2


def test_two_tenants_of_one_cnpj_do_not_meet() -> None:
    house = House()
    house.hold(house.device())
    house.hold(house.device("other"))
    assert house.woken == [("acme", BRANCH), ("other", BRANCH)]


def test_when_a_device_was_seen() -> None:
    house = House()
    device = house.device()
    for seconds in (10, 10, 10):
        house.now += timedelta(seconds=seconds)
        house.hold(device)
    seen = house.devices.kept[device.device_id]
    assert (seen.last_seen_at, seen.revision) == (house.now, 1)


@pytest.mark.parametrize("why", ["nobody came", "it lapsed", "it left", "revoked"])
def test_without_a_lease_nothing_is_carried(why: str) -> None:
    house = House()
    device = house.device()
    if why != "nobody came":
        house.hold(device)
    if why == "it lapsed":
        house.now += LASTS
    elif why == "it left":
        house.leasing.leave(device, RUN, house.now)
    elif why == "revoked":
        lease = house.leases.get("acme", BRANCH)
        house.revoke(device)
        assert not house.leases.held
        assert lease
        house.leases.held["acme", BRANCH] = lease  # it came back in between
    with pytest.raises(DeviceOffline):
        house.job()
    assert not house.jobs.kept

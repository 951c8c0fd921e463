"""A lease of one second, and heart-beats every tenth of one."""

from collections.abc import Iterator
from time import monotonic, sleep

import pytest

from integrador.config import Configured
from integrador.device_key import DeviceKey
from integrador.holding import Holding
from integrador.home import Home
from integrador.remote import Remote
from malote.errors import DeviceRevoked, LeaseHeld
from tests.core.conftest import QUICK, eventually
from tests.core.remote_service import RemoteService


@pytest.fixture
def holding(home: Home, configured: Configured, remote: RemoteService) -> Iterator[Holding]:
    key = DeviceKey.kept(home, configured.public_key)
    remote.seconds = 1
    client = Remote(configured.api_url, configured.device_id, key)
    with Holding(client, "0123456789abcdef", QUICK) as holding:
        yield holding


def test_heart_beats_renew_it(holding: Holding, remote: RemoteService) -> None:
    until = monotonic() + 1.5
    while monotonic() < until:
        assert holding.held
        sleep(0.05)
    assert holding.lost is None


@pytest.mark.parametrize("why", [LeaseHeld, DeviceRevoked])
def test_it_is_lost_as_soon_as_that_is_told(
    holding: Holding, remote: RemoteService, why: type[DeviceRevoked | LeaseHeld]
) -> None:
    remote.refuses = why()
    eventually(lambda: holding.lost)
    assert type(holding.lost) is why
    assert not holding.held


def test_out_of_reach_for_too_long_it_is_over(holding: Holding, remote: RemoteService) -> None:
    remote.cut = True
    sleep(0.3)
    assert holding.held  # a few heart-beats may fail
    eventually(lambda: not holding.held)
    assert holding.lost is None


def test_once_given_up_no_heart_beat_takes_it_again(
    holding: Holding, remote: RemoteService
) -> None:
    holding.leave(patience=1)
    assert remote.held_by is None
    assert not holding.held
    sleep(0.3)
    assert remote.held_by is None

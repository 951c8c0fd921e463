"""The service's answers, and what is made of them."""

from datetime import timedelta

import httpx
import pytest

from integrador.config import Configured
from integrador.device_key import DeviceKey
from integrador.errors import ServiceRefused, ServiceUnreachable
from integrador.home import Home
from integrador.pace import Pace
from integrador.problems import trouble
from integrador.remote import Remote
from malote.errors import ClockSkewed, DeviceUnknown, LeaseHeld, MaloteError
from malote.relay.models import JobResult
from tests.core.remote_service import RemoteService

SESSION = "0123456789abcdef"


@pytest.fixture
def client(home: Home, configured: Configured) -> Remote:
    key = DeviceKey.kept(home, configured.public_key)
    return Remote(configured.api_url, configured.device_id, key)


def test_another_key_is_not_the_device(
    home: Home, configured: Configured, remote: RemoteService
) -> None:
    stranger = Remote(configured.api_url, configured.device_id, DeviceKey.made(home))
    with pytest.raises(DeviceUnknown):
        stranger.lease(SESSION)
    assert remote.calls == []


def test_each_request_has_a_nonce_of_its_own(client: Remote, remote: RemoteService) -> None:
    client.lease(SESSION)
    client.heartbeat(SESSION)
    client.job(SESSION, 0)
    client.report("job-0000001", JobResult(outcome="not_sent"))
    assert len(remote.nonces) == 4


def test_the_clock_is_corrected_and_then_believed(client: Remote, remote: RemoteService) -> None:
    remote.offset = timedelta(hours=-7)
    client.lease(SESSION)
    assert abs(client.now() - remote.now()) < timedelta(seconds=5)
    before = len(remote.nonces)
    client.heartbeat(SESSION)
    assert len(remote.nonces) == before + 1


def test_a_clock_that_cannot_be_corrected_is_told(client: Remote, remote: RemoteService) -> None:
    client.lease(SESSION)
    remote.refuses = ClockSkewed("2020-01-01T00:00:00Z")  # always
    with pytest.raises(ClockSkewed):
        client.heartbeat(SESSION)


def test_a_lost_lease_has_its_own_words(client: Remote, remote: RemoteService) -> None:
    remote.held_by = "another"
    with pytest.raises(LeaseHeld) as told:
        client.lease(SESSION)
    assert told.value.detail == "outro computador"


def test_bytes_that_are_there_already_are_as_good(client: Remote, remote: RemoteService) -> None:
    digest = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"
    client.bring("job-0000001", digest, b"hello")
    client.bring("job-0000001", digest, b"hello")
    assert remote.bucket == {f"/answers/job-0000001/{digest}": b"hello"}
    assert remote.strange_headers == []


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (409, b'{"code": "lease_held", "detail": "x"}', LeaseHeld),
        (401, b'{"code": "device_unknown"}', DeviceUnknown),
        (400, b'{"code": "of_the_future", "title": "Novo"}', ServiceRefused),
        (500, b'{"code": "internal_error"}', ServiceUnreachable),
        (503, b"<html>", ServiceUnreachable),
        (429, b"", ServiceUnreachable),
        (404, b"[]", ServiceRefused),
        (413, b'{"code": 7}', ServiceRefused),
        (403, b'{"message": "Forbidden"}', ServiceUnreachable),
        (302, b"", ServiceUnreachable),
        (407, b"<html>", ServiceUnreachable),
        (503, b'{"code": "not_found"}', ServiceUnreachable),
    ],
)
def test_a_problem_is_the_error_that_it_names(
    status: int, body: bytes, kind: type[MaloteError]
) -> None:
    assert type(trouble(httpx.Response(status, content=body))) is kind


def test_pauses_double_up_to_a_minute() -> None:
    retries = Pace().retries()
    pauses = [next(retries) for _ in range(9)]
    for pause, most in zip(pauses, [1, 2, 4, 8, 16, 32, 60, 60, 60], strict=True):
        assert most * 0.75 <= pause <= most

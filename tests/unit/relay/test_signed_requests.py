"""A request is its device's, now and once, or it is refused and shown."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from malote.errors import DeviceUnknown
from malote.relay import signed_requests
from malote.relay.signed_requests import Request
from tests.unit.relay.house import House

ASKED = Request("GET", "/remote/jobs", {"wait": "20", "session": "a b&c"}, b"{}")


def signed(house: House, request: Request = ASKED, age: float = 0) -> tuple[Any, dict[str, str]]:
    device = house.device()
    key = house.keys[device.device_id]
    made = house.now - timedelta(seconds=age)
    return device, signed_requests.headers(request, device.device_id, key, made)


@pytest.mark.parametrize("path", ["/remote/jobs", "/v1/remote/jobs", "/remote-api/remote/jobs"])
def test_a_stage_before_the_path_is_not_signed(path: str) -> None:
    house = House()
    device, headers = signed(house)
    sent = replace(ASKED, path=path, query={"session": "a b&c", "wait": "20"})
    lower = {name.lower(): value for name, value in headers.items()}
    assert house.gate.admit(lower, sent, house.now) == device
    assert house.events.kinds() == ["enrolled"]


@pytest.mark.parametrize(
    "changed",
    [
        {"method": "POST"},
        {"path": "/remote/jobs/1"},
        {"query": {"wait": "20"}},
        {"query": {"wait": "2", "session": "a b&c"}},
        {"body": b"{ }"},
    ],
    ids=str,
)
def test_an_altered_request_is_refused_and_shown(changed: dict[str, Any]) -> None:
    house = House()
    _, headers = signed(house)
    with pytest.raises(DeviceUnknown):
        house.gate.admit(headers, replace(ASKED, **changed), house.now)
    assert house.events.kinds() == ["enrolled", "device_unknown"]
    house.gate.admit(headers, ASKED, house.now)  # no nonce was used up by it


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Malote-Device", None),
        ("Malote-Device", "00000000-0000-0000-0000-000000000000"),
        ("Malote-Device", "x#y" * 10),
        ("Malote-Date", "yesterday"),
        ("Malote-Date", "2026-11-21T12:00:01Z"),
        ("Malote-Nonce", "short"),
        ("Malote-Nonce", "A" * 22),
        ("Malote-Signature", "!"),
        ("Malote-Signature", "AAAA"),
    ],
)
def test_headers_of_nobody(name: str, value: str | None) -> None:
    house = House()
    _, headers = signed(house)
    with pytest.raises(DeviceUnknown):
        house.gate.admit({**headers, name: value} if value else {}, ASKED, house.now)


def test_a_request_is_good_once() -> None:
    house = House()
    _, headers = signed(house)
    house.gate.admit(headers, ASKED, house.now)
    for _ in range(3):
        refusal = refused(house, headers)
    assert refusal == ("request_replayed", "GET /remote/jobs")
    assert house.events.kinds() == ["enrolled", "request_replayed"]  # told once in ten minutes


@pytest.mark.parametrize("age", [301, -301])
def test_a_clock_that_is_wrong(age: float) -> None:
    house = House()
    _, headers = signed(house, age=age)
    assert refused(house, headers) == ("clock_skewed", "2026-11-21T12:00:00Z")
    assert house.events.kinds()[-1] == "clock_skewed"
    _, headers = signed(house, age=299 if age > 0 else -299)
    house.gate.admit(headers, ASKED, house.now)


def test_a_revoked_device() -> None:
    house = House()
    device, headers = signed(house)
    house.revoke(device)
    assert refused(house, headers)[0] == "device_revoked"
    assert house.events.kinds() == ["enrolled", "revoked", "device_revoked"]


def test_another_devices_signature() -> None:
    house = House()
    device, _ = signed(house)
    forged = signed_requests.headers(
        ASKED, device.device_id, Ed25519PrivateKey.generate(), house.now
    )
    assert refused(house, forged) == ("device_unknown", "")


def refused(house: House, headers: dict[str, str]) -> tuple[str, str]:
    from malote.errors import DeviceError

    with pytest.raises(DeviceError) as told:
        house.gate.admit(headers, ASKED, house.now)
    return told.value.code, told.value.detail

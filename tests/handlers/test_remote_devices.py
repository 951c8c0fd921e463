"""The tenant's side: who may make codes and revoke, and what is shown."""

import json
from io import StringIO
from typing import Any

import pytest

from functions.remote_devices import handler
from malote.audit import Action
from malote.bootstrap import relay
from malote.relay.enrolling import code_sha256
from tests.handlers.certificates import told
from tests.handlers.events import Context, api
from tests.handlers.test_api import CLAIMS, problem
from tests.handlers.test_mail_settings import ADMIN
from tests.unit.relay.house import BRANCH, STRANGER, House

EVE = ADMIN | {"custom:tenant": "other"}


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch) -> House:
    house = House()
    for name in ("devices", "leases", "events", "offering", "revoking"):
        monkeypatch.setattr(relay, name, lambda name=name: getattr(house, name))
    monkeypatch.setattr(handler, "utc_now", lambda: house.now)
    monkeypatch.setenv("AWS_REGION", "sa-east-1")
    return house


def call(
    method: str, path: str, body: Any = None, claims: Any = ADMIN, **query: str
) -> dict[str, Any]:
    return handler.handle(api(method, path, claims, query=query, body=body), Context())


def test_a_code_is_shown_once(house: House, log: StringIO) -> None:
    shown = told(call("POST", "/remote/enrolments", {"tax_id": BRANCH}), 201)
    assert shown["tax_id"] == BRANCH
    assert shown["api_url"] == "https://a1.execute-api.sa-east-1.amazonaws.com/v1"
    (kept,) = house.devices.offered.values()
    assert (kept.code_sha256, kept.tenant) == (code_sha256(shown["code"]), "acme")
    assert shown["expires_at"].startswith(f"{kept.expires_at:%Y-%m-%dT%H:%M}")
    assert shown["code"] not in kept.model_dump_json() + log.getvalue()
    (entry,) = house.trail.kept
    assert (entry.action, entry.target, entry.actor.name) == (
        Action.DEVICE_OFFERED, BRANCH, "u-1",
    )  # fmt: skip


def test_devices_are_shown_and_revoked(house: House) -> None:
    one, other = house.device(), house.device()
    house.hold(one)
    shown = told(call("GET", "/remote/devices", claims=CLAIMS))["items"]
    assert [each["at_work"] for each in shown] == [True, False]
    assert shown[0] == {
        "device_id": one.device_id, "tax_id": BRANCH, "name": "PC da Ana", "platform": "Linux",
        "agent_version": "1.0", "holder": "EMPRESA DE TESTE LTDA",
        "certificate_sha256": one.thumbprint, "certificate_expires_at": "2040-01-01T00:00:00Z",
        "enrolled_at": "2026-11-21T12:00:00Z", "last_seen_at": "2026-11-21T12:00:00Z",
        "at_work": True, "revoked_at": None,
    }  # fmt: skip
    assert one.public_key not in json.dumps(shown)
    for _ in range(2):
        gone = told(call("DELETE", f"/remote/devices/{one.device_id}"))
        assert (gone["at_work"], gone["revoked_at"] is None) == (False, False)
    shown = told(call("GET", "/remote/devices"))["items"]
    assert [each["revoked_at"] is None for each in shown] == [False, True]
    assert house.trail.kept[-1].action is Action.DEVICE_REVOKED
    assert house.trail.kept[-1].target == one.device_id
    assert house.devices.kept[other.device_id].revoked_at is None


def test_events_of_one_cnpj(house: House) -> None:
    device = house.device()
    house.hold(device)
    items = told(call("GET", "/remote/events", claims=CLAIMS, tax_id=BRANCH))["items"]
    assert {each["kind"] for each in items} == {"enrolled", "lease_taken"}
    assert items[0]["device_id"] == device.device_id
    assert told(call("GET", "/remote/events", tax_id=STRANGER))["items"] == []


def test_another_tenant_sees_and_does_nothing(house: House) -> None:
    device = house.device()
    for path in ("/remote/devices", "/remote/events"):
        assert told(call("GET", path, claims=EVE))["items"] == []
    answer = call("DELETE", f"/remote/devices/{device.device_id}", claims=EVE)
    assert problem(answer)[:2] == (404, "not_found")
    assert house.devices.kept[device.device_id].revoked_at is None


@pytest.mark.parametrize(
    ("method", "path"), [("POST", "/remote/enrolments"), ("DELETE", "/remote/devices/{}")]
)
@pytest.mark.parametrize("claims", [CLAIMS, None, ADMIN | {"token_use": "access"}])
def test_codes_and_revoking_are_for_admins(
    house: House, method: str, path: str, claims: Any
) -> None:
    device = house.device()
    house.trail.kept.clear()
    answer = call(method, path.format(device.device_id), {"tax_id": BRANCH}, claims)
    assert problem(answer)[:2] == (403, "forbidden")
    assert house.devices.kept[device.device_id].revoked_at is None
    assert len(house.devices.offered) == 1
    assert not house.trail.kept


def test_a_code_for_no_branch(house: House) -> None:
    answer = call("POST", "/remote/enrolments", {"tax_id": STRANGER})
    assert problem(answer)[:2] == (409, "sefaz_not_configured")
    answer = call("POST", "/remote/enrolments", {"tax_id": BRANCH, "tenant": "other"})
    assert problem(answer)[:2] == (400, "invalid_input")

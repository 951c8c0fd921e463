"""The devices' own routes: each by a signature, each tenant's by the device's record alone."""

import hashlib
import json
from io import StringIO
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from functions.remote_results import handler as results
from functions.remote_service import handler as service
from malote import bootstrap
from malote.bootstrap import relay, sefaz
from malote.documents import Source
from malote.relay import roots, signed_requests
from malote.relay.models import Device, JobStatus
from malote.relay.signed_requests import Request
from malote.relay.wire import LeaseGranted
from tests.fakes.stores import NOON
from tests.handlers.certificates import told
from tests.handlers.events import Context, api
from tests.handlers.test_api import problem
from tests.handlers.test_mail_settings import ADMIN
from tests.unit.relay.house import BRANCH, RUN, SETTINGS, House, request

SHA256 = "a" * 64


class Uploads:
    """The port ``UploadLedger``."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, list[str], Source]] = []

    def record_upload(self, tenant: str, sha256s: Any, source: Source) -> None:
        self.kept.append((tenant, list(sha256s), source))


class Settings:
    def get(self, tenant: str, tax_id: str) -> Any:
        return SETTINGS if (tenant, tax_id) == ("acme", BRANCH) else None


@pytest.fixture
def uploads(monkeypatch: pytest.MonkeyPatch) -> Uploads:
    uploads = Uploads()
    monkeypatch.setattr(bootstrap, "mail_ledger", lambda: uploads)
    return uploads


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, uploads: Uploads) -> House:
    house = House()
    for name in ("gate", "admission", "leasing", "handing", "results", "files", "notes", "signer"):
        monkeypatch.setattr(relay, name, lambda name=name: getattr(house, name))
    monkeypatch.setattr(relay, "roots_pem", lambda: "PEM")
    monkeypatch.setattr(sefaz, "settings_store", Settings)
    for each in (results, service):
        monkeypatch.setattr(each, "utc_now", lambda: house.now)
    return house


def asked(event: dict[str, Any]) -> dict[str, Any]:
    """By whichever function has the route."""
    brings = event["path"].count("/jobs/") or event["path"].endswith(("/documents", "/events"))
    answer: dict[str, Any] = (results if brings else service).handle(event, Context())
    return answer


def call(
    house: House, device: Device, method: str, path: str, body: Any = None, **query: str
) -> dict[str, Any]:
    """As the device of this key asks it."""
    event = api(method, path, None, query=query, body=body)
    sent = Request(method, path, query, (event["body"] or "").encode())
    key = house.keys[device.device_id]
    event["headers"] |= signed_requests.headers(sent, device.device_id, key, house.now)
    return asked(event)


def test_from_the_code_to_the_answer(house: House, log: StringIO) -> None:
    key, code = Ed25519PrivateKey.generate(), house.code()
    enrolling = request(code, key).model_dump()
    enrolled = told(asked(api("POST", "/remote/devices", body=enrolling)), 201)
    assert enrolled == {
        "device_id": enrolled["device_id"], "tenant": "acme", "tax_id": BRANCH, "state": "SP",
        "service_key": house.signer.public_key, "company": "Loja",
    }  # fmt: skip
    device = house.devices.kept[enrolled["device_id"]]
    house.keys[device.device_id] = key
    run = {"session": RUN}
    granted = told(call(house, device, "POST", "/remote/lease", run))
    assert granted == {
        "until": "2026-11-21T12:01:30Z", "seconds": 90, "environment": "production",
        "roots_pem": "PEM", "roots_signature": granted["roots_signature"],
    }  # fmt: skip
    assert roots.trusted(LeaseGranted.model_validate(granted), enrolled["service_key"]) == "PEM"
    nothing = call(house, device, "GET", "/remote/jobs", session=RUN, wait="0")
    assert (nothing["statusCode"], nothing["body"]) == (204, "")
    kept = house.job()
    signed = told(call(house, device, "GET", "/remote/jobs", session=RUN, wait="20"))
    job = json.loads(signed["job"])
    assert job["job_id"] == kept.job.job_id
    path = f"/remote/jobs/{job['job_id']}"
    link = told(call(house, device, "POST", f"{path}/upload", {"sha256": SHA256, "size": 10}))
    assert link == {"url": f"memory:acme/{job['job_id']}", "headers": {"sha256": SHA256}}
    result = {"outcome": "answered", "sha256": SHA256}
    for _ in range(2):
        ended = told(call(house, device, "POST", f"{path}/result", result))
        assert ended == {"job_id": job["job_id"], "status": "answered"}
    assert house.queue.sent == [("acme", job["job_id"])] * 2
    renewed = told(call(house, device, "POST", "/remote/heartbeat", run))
    assert renewed == {"until": "2026-11-21T12:01:30Z", "seconds": 90}
    assert told(call(house, device, "POST", "/remote/leave", run)) == {"status": "done"}
    assert not house.leases.held
    assert code not in log.getvalue()


def test_documents_have_a_place_and_a_source(house: House, uploads: Uploads) -> None:
    device = house.device()
    there = hashlib.sha256(b"there").hexdigest()
    house.files.inbox.add(("acme", there))
    wanted = {"documents": [{"sha256": each, "size": 9} for each in (SHA256, there)]}
    answer = told(call(house, device, "POST", "/remote/documents", wanted))
    assert answer["items"] == [
        {"sha256": SHA256,
         "upload": {"url": f"memory:acme/{SHA256}", "headers": {"sha256": SHA256}}},
        {"sha256": there, "upload": None},
    ]  # fmt: skip
    details = {"device": device.device_id, "tax_id": BRANCH}
    source = Source(f"INTEGRADOR#{device.device_id}", "integrador", NOON, "", details)
    assert uploads.kept == [("acme", [SHA256, there], source)]


@pytest.mark.parametrize(
    ("at", "shown"),
    [
        ("2026-11-21T11:00:00Z", ["11:00:00", "11:00:00"]),
        ("2026-11-21T12:04:00Z", ["12:04:00", "12:04:00"]),  # its clock is as wrong as it may be
        ("2027-11-21T11:00:00Z", ["12:00:00", "12:01:00"]),
        ("0001-01-01T00:00:00+14:00", ["12:00:00", "12:01:00"]),
    ],
)
def test_what_happened_on_a_device(house: House, at: str, shown: list[str]) -> None:
    device = house.device()
    event = {"id": "e-000001", "kind": "pin_wrong", "text": "PIN errado.\x1b[2J", "at": at}
    for _ in range(2):  # the first answer was lost
        told(call(house, device, "POST", "/remote/events", {"events": [event]}))
        house.pass_by(60)
    found = [each for each in house.events.kept.values() if each.source == "device"]
    assert [f"{each.at:%H:%M:%S}" for each in found] == sorted({*shown})
    assert {(each.kind, each.text) for each in found} == {("pin_wrong", "PIN errado. [2J")}
    assert {each.device_id for each in found} == {device.device_id}


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/remote/lease", {"session": RUN}),
        ("POST", "/remote/heartbeat", {"session": RUN}),
        ("POST", "/remote/leave", {"session": RUN}),
        ("GET", "/remote/jobs", None),
        ("POST", "/remote/jobs/20261121t120000000-0123456789ab/upload",
         {"sha256": SHA256, "size": 1}),
        ("POST", "/remote/jobs/20261121t120000000-0123456789ab/result", {"outcome": "not_sent"}),
        ("POST", "/remote/documents", {"documents": [{"sha256": SHA256, "size": 1}]}),
        ("POST", "/remote/events",
         {"events": [{"id": "e-000001", "at": "2026-11-21T11:00:00Z", "kind": "k", "text": "t"}]}),
    ],
)  # fmt: skip
def test_every_route_asks_for_a_good_signature(
    house: House, uploads: Uploads, method: str, path: str, body: Any
) -> None:
    device = house.device()
    query = {"session": RUN, "wait": "0"} if method == "GET" else {}
    bare = api(method, path, ADMIN, query=query, body=body)
    assert problem(asked(bare))[:2] == (401, "device_unknown")
    house.keys[device.device_id] = Ed25519PrivateKey.generate()
    answer = call(house, device, method, path, body, **query)
    assert problem(answer)[:2] == (401, "device_unknown")
    house.revoke(device)
    assert not house.leases.held
    assert not uploads.kept
    assert {each.source for each in house.events.kept.values()} == {"service"}
    assert house.events.kinds() == ["enrolled", "device_unknown", "revoked"]


def test_a_name_comes_once_in_a_query(house: House) -> None:
    event = api("GET", "/remote/jobs", query={"session": RUN})
    # Of several, API Gateway keeps the last as the one value, and that is what is signed.
    event["multiValueQueryStringParameters"]["session"] = ["another-run-of-it", RUN]
    assert problem(asked(event))[:2] == (400, "invalid_input")


def test_the_same_request_again_and_a_revoked_device(house: House) -> None:
    device = house.device()
    event = api("POST", "/remote/heartbeat", body={"session": RUN})
    sent = Request("POST", "/remote/heartbeat", {}, event["body"].encode())
    key = house.keys[device.device_id]
    event["headers"] |= signed_requests.headers(sent, device.device_id, key, house.now)
    told(asked(event))
    assert problem(asked(event))[:2] == (401, "request_replayed")
    house.revoke(device)
    answer = call(house, device, "POST", "/remote/heartbeat", {"session": RUN})
    assert problem(answer)[:2] == (403, "device_revoked")
    assert house.events.kinds() == [
        "enrolled", "lease_taken", "request_replayed", "revoked", "device_revoked",
    ]  # fmt: skip


def test_a_second_device_and_another_tenants_job(house: House) -> None:
    one, other, stranger = house.device(), house.device(), house.device("other")
    told(call(house, one, "POST", "/remote/lease", {"session": RUN}))
    answer = call(house, other, "GET", "/remote/jobs", session=RUN, wait="0")
    status, code, body = problem(answer)
    assert (status, code, body["detail"]) == (409, "lease_held", "PC da Ana, até 09:01:30")
    job_id = house.job().job.job_id
    told(call(house, one, "GET", "/remote/jobs", session=RUN, wait="0"))
    for each in (other, stranger):
        answer = call(
            house, each, "POST", f"/remote/jobs/{job_id}/result", {"outcome": "uncertain"}
        )
        assert problem(answer)[:2] == (409, "job_not_yours")
        assert house.events.kinds(each.tenant)[-1] == "job_not_yours"
    assert house.kept(job_id).status is JobStatus.HANDED


@pytest.mark.parametrize(
    ("method", "path", "body", "query"),
    [
        ("POST", "/remote/lease", {"session": "short"}, {}),
        ("POST", "/remote/lease", "{", {}),
        ("GET", "/remote/jobs", None, {"session": RUN, "wait": "21"}),
        ("GET", "/remote/jobs", None, {"wait": "1"}),
        ("POST", "/remote/jobs/x/upload", {"sha256": SHA256, "size": 1}, {}),
        ("POST", "/remote/jobs/20261121t120000000-0123456789ab/upload",
         {"sha256": SHA256, "size": 30 * 1024 * 1024 + 1}, {}),
        ("POST", "/remote/jobs/20261121t120000000-0123456789ab/upload",
         {"sha256": "../" * 20, "size": 1}, {}),
        ("POST", "/remote/documents", {"documents": [{"sha256": SHA256, "size": 1}] * 51}, {}),
        ("POST", "/remote/events", {"events": []}, {}),
        ("POST", "/remote/devices", {"code": "x"}, {}),
    ],
)  # fmt: skip
def test_what_is_not_understood(
    house: House, method: str, path: str, body: Any, query: dict[str, str]
) -> None:
    answer = call(house, house.device(), method, path, body, **query)
    assert problem(answer)[:2] == (400, "invalid_input")

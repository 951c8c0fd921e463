"""The remote service as devices meet it: who may ask, what is handed out, what is taken back."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from local.sefaz.server import Sefaz
from malote.relay.models import Job
from tests.e2e.accounts import JSON, ask
from tests.e2e.openapi import OF_DEVICES
from tests.e2e.remote import Device, code, enrolled, request_of
from tests.e2e.sefaz import Company
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant

pytestmark = pytest.mark.usefixtures("schedule")

CNPJ, ANOTHER = "60746948000112", "33000167000101"


@pytest.fixture(scope="module")
def notes(sefaz: Sefaz) -> list[str]:
    """Two pages."""
    return sefaz.control.add_notes(CNPJ, 60)


@pytest.fixture(scope="module")
def company(
    new_tenant: Callable[..., Tenant], sefaz: Sefaz, notes: list[str], schedule: object
) -> Company:
    made = Company(new_tenant(tax_ids=(CNPJ,)), sefaz, CNPJ)
    made.set_up("A3")
    return made


@pytest.fixture(scope="module")
def device(company: Company) -> Device:
    made = enrolled(company)
    assert made.comes()[0] == 200
    return made


@pytest.fixture(scope="module")
def stranger(new_tenant: Callable[..., Tenant], sefaz: Sefaz, schedule: object) -> Device:
    """Another tenant's, enrolled as well, and at work."""
    company = Company(new_tenant(tax_ids=(ANOTHER,)), sefaz, ANOTHER)
    company.set_up("A3")
    made = enrolled(company)
    assert made.comes()[0] == 200
    return made


@pytest.fixture(scope="module")
def job(company: Company, device: Device) -> Job:
    """The first one, which the device has in hand."""
    company.tenant.stack.wait_until_idle()
    handed = device.job()
    assert handed
    return handed


def kinds(company: Company) -> list[str]:
    return [str(each["kind"]) for each in company.tenant.get("/remote/events")["items"]]


@pytest.mark.parametrize(("method", "path"), OF_DEVICES, ids=map(" ".join, OF_DEVICES))
def test_nobody_is_served_without_a_device_s_signature(
    stack: Stack, device: Device, stranger: Device, method: str, path: str
) -> None:
    body: Any = None if method == "GET" else {"session": device.session}
    query = {"session": device.session, "wait": "0"} if method == "GET" else {}
    path = path.replace("{job_id}", "20261121t120000000-0123456789ab")
    theirs = stranger.signed(method, path, body, **query)
    forged = theirs | {"Malote-Device": device.is_["device_id"]}
    for headers in ({}, {"Authorization": device.company.tenant.token}, forged):
        status, answer = device.send(method, path, body, headers, **query)
        assert (status, answer["code"]) == (401, "device_unknown")


def test_a_request_is_good_once_and_as_it_was_signed(device: Device) -> None:
    body = {"session": device.session}
    headers = device.signed("POST", "/remote/heartbeat", body)
    altered = device.send("POST", "/remote/heartbeat", {"session": "x" * 20}, headers)
    assert (altered[0], altered[1]["code"]) == (401, "device_unknown")
    assert device.send("POST", "/remote/heartbeat", body, headers)[0] == 200
    again = device.send("POST", "/remote/heartbeat", body, headers)
    assert again[1]["code"] == "request_replayed"
    assert "request_replayed" in kinds(device.company)


def test_a_job_is_its_device_s_alone(job: Job, device: Device, stranger: Device) -> None:
    assert stranger.brings(job.job_id, b"nada")[1]["code"] == "job_not_yours"
    second = enrolled(device.company)
    assert second.comes()[1]["code"] == "lease_held"
    assert second.brings(job.job_id, b"nada")[1]["code"] == "job_not_yours"
    assert stranger.job(wait=0) != job
    assert {"lease_held", "job_not_yours"} <= set(kinds(device.company))


def test_what_the_device_brings_becomes_documents(
    company: Company, notes: list[str], job: Job, device: Device
) -> None:
    brought = [device.works(job)[0]]
    while following := device.job():
        brought.append(device.works(following)[0])
    assert brought == [200] * 3  # the third is of CT-e, of which there are none
    company.tenant.wait_for(*notes)
    assert (company.feed()["behind"], company.feed()["asked_at"]) == (0, None)
    assert [each["kind"] for each in company.tenant.sources(notes[0])] == ["integrador"]
    assert sorted(company.answers()) == ["137", "138", "138"]
    assert {"enrolled", "lease_taken", "job_handed", "job_answered"} <= set(kinds(company))


def test_a_code_is_good_once_and_for_its_company(
    stack: Stack, company: Company, stranger: Device
) -> None:
    made, key = code(company), Ed25519PrivateKey.generate()

    def come(by: Company, key: Ed25519PrivateKey, made: str) -> tuple[int, dict[str, Any]]:
        return stack.call("POST", "/remote/devices", None, request_of(by, key, made), JSON)

    assert come(stranger.company, key, made)[1]["code"] == "certificate_of_another"
    assert come(company, key, "0000-0000-0000-0000")[1]["code"] == "enrolment_refused"
    status, device = come(company, key, made)
    assert status == 201
    assert come(company, key, made) == (201, device)  # whose first answer may have been lost
    again = come(company, Ed25519PrivateKey.generate(), made)
    assert again[1]["code"] == "enrolment_refused"
    told = kinds(company)
    assert {"certificate_of_another", "enrolment_refused"} <= set(told)
    for each in (made, made.replace("-", "")):
        assert each not in json.dumps(company.tenant.stack.items(company.tenant.name))


def test_a_revoked_device_is_served_no_more(company: Company, device: Device) -> None:
    path = f"/remote/devices/{device.is_['device_id']}"
    assert ask(company.tenant, "DELETE", path)[0] == 200
    status, answer = device.ask("POST", "/remote/heartbeat", {"session": device.session})
    assert (status, answer["code"]) == (403, "device_revoked")
    assert {"revoked", "device_revoked"} <= set(kinds(company))
    assert enrolled(company).comes()[0] == 200  # the work is free at once

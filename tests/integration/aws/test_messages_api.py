"""The API of messages over a real table, bucket and queue, from an NF-e that was registered."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from functions.messages.handler import handle as messages
from functions.uploads.handler import handle as uploads
from local.cloud import Cloud
from malote import bootstrap
from malote.adapters.table import Table
from malote.bootstrap import sending
from malote.documents import Registration
from malote.fiscal import Inspection, Signature, Verdict, read
from malote.messages.models import SendRequest
from malote.settings import settings
from tests.fakes.stores import NOON
from tests.handlers.events import Context, api
from tests.handlers.test_api import CLAIMS
from tests.integration.aws.queues import new_queue, taken
from tests.unit.fiscal.conftest import NFE_KEY
from tests.unit.messages import desk
from tests.unit.messages.desk import BRANCH, PDF, RECIPIENT, XML, with_address

ASKED = {"template": "nfe", "attachments": [XML, PDF]}


@pytest.fixture(autouse=True)
def queue(
    cloud: Cloud, table: Table, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """What Lambda would set, and an account and an NF-e; gives the queue's address."""
    url = new_queue()
    values = {"STAGE": "test", "TABLE_NAME": table._name, "BUCKET_NAME": bucket, "SEND_QUEUE_URL": url}  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    bootstrap.table.cache_clear()
    bootstrap.tenants().add_tax_ids("acme", [BRANCH], NOON)
    assert sending.mail_settings().save(desk.settings(), instead_of=None)
    nfe = with_address("bia@cliente.test")
    bootstrap.archive().put_all("acme", [nfe])
    inspection = Inspection(read(nfe), Signature(verdict=Verdict.VALID))
    sha256 = hashlib.sha256(nfe).hexdigest()
    bootstrap.registry().register_all([Registration("acme", sha256, len(nfe), NOON, inspection)])
    yield url
    settings.cache_clear()
    bootstrap.table.cache_clear()


def call(
    method: str, path: str, body: bytes = b"", key: str | None = None, handle: Any = messages
) -> tuple[int, Any]:
    event = api(method, path, CLAIMS, key=key)
    event |= {"body": b64encode(body).decode(), "isBase64Encoded": True}
    answer = handle(event, Context())
    return answer["statusCode"], json.loads(answer["body"])


def post(asked: dict[str, Any], key: str | None = None) -> tuple[int, Any]:
    return call("POST", "/messages", json.dumps(asked).encode(), key)


def test_from_an_nfe_to_the_queue(queue: str) -> None:
    status, made = post(ASKED)
    assert (status, made["status"]) == (202, "queued")
    assert (made["to"], made["customer"]) == (["bia@cliente.test"], RECIPIENT)
    assert made["subject"] == "NF-e 4321 - Fábrica Modelo Ltda"
    wanted = SendRequest(tenant="acme", message_id=made["id"])
    assert [SendRequest.model_validate_json(body) for body in taken(queue)] == [wanted]
    assert list(sending.outbox().overdue(NOON.replace(year=2100))) == [wanted]
    assert call("GET", "/messages")[1]["items"] == [made]
    shown = call("GET", f"/messages/{made['id']}")[1]
    assert "R$ 105,50" in shown["text"]
    assert [each["name"] for each in shown["attachments"]] == [
        f"{NFE_KEY}-nfe.xml", f"{NFE_KEY}.pdf"
    ]  # fmt: skip
    assert call("POST", f"/messages/{made['id']}/cancel")[1]["status"] == "cancelled"
    assert call("POST", f"/messages/{made['id']}/resend")[0] == 202
    assert len(taken(queue)) == 1


def test_a_file_is_uploaded_and_attached() -> None:
    status, file = call("POST", "/files", b"%PDF\xff", handle=uploads)
    assert (status, file["size"]) == (201, 5)
    wanted = {"kind": "file", "id": file["id"], "name": "Pedido.pdf"}
    assert post({**ASKED, "attachments": [XML, wanted]})[0] == 202
    wanted["id"] = "f" * 64
    status, refused = post({**ASKED, "attachments": [XML, wanted]})
    assert (status, refused["code"]) == (400, "invalid_input")


def test_many_requests_at_once_with_one_key_are_one_message(queue: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: post(ASKED, "k"), range(8)))
    assert {status for status, _ in answers} == {202}
    assert len({made["id"] for _, made in answers}) == 1
    assert len(call("GET", "/messages")[1]["items"]) == 1
    assert len(set(taken(queue))) == 1
    assert post({**ASKED, "to": ["x@y.test"]}, "k")[0] == 409

"""The remote service over real stores: a feed's turn becomes a job, and its answer documents."""

import hashlib
import json
from collections.abc import Iterator
from http.client import HTTPConnection
from time import sleep
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from functions.remote_answers.handler import handle as settle
from functions.remote_devices.handler import handle as desk
from functions.remote_results.handler import handle as results
from functions.remote_service.handler import handle as service
from local.cloud import Cloud
from malote import bootstrap
from malote.adapters import keys
from malote.adapters.table import Table
from malote.bootstrap import relay, sefaz
from malote.bootstrap.certificates import portfolios
from malote.branches.models import Branch, Module, ModuleParameters, SefazParameters
from malote.clock import utc_now
from malote.portfolio import Change
from malote.relay import signed_requests
from malote.relay.jobs import Bound, verify
from malote.relay.models import SignedJob
from malote.relay.signed_requests import Request
from malote.sefaz.models import FeedId, Service
from malote.sefaz.queued import FeedTurn
from malote.settings import settings
from tests.handlers.certificates import told
from tests.handlers.events import Context, api, sqs
from tests.handlers.test_api import problem
from tests.handlers.test_mail_settings import ADMIN
from tests.integration.aws.queues import new_queue, taken
from tests.unit.relay.house import BRANCH, RUN, SETTINGS, card, exchange, request
from tests.unit.sefaz.wire import doc_zip, page, soap

SUMMARY = b'<resNFe xmlns="http://www.portalfiscal.inf.br/nfe" versao="1.01"><n>1</n></resNFe>'
ANSWER = soap(page(doc_zip(SUMMARY), last="43", highest="43"))
FEED = FeedId("acme", BRANCH, Service.NFE, SETTINGS.environment)
BODY = exchange(answer=ANSWER).model_dump_json().encode()


class Device:
    """The far end, as the Integrador is."""

    def __init__(self) -> None:
        asked = api("POST", "/remote/enrolments", ADMIN, body={"tax_id": BRANCH})
        code = told(desk(asked, Context()), 201)["code"]
        self.key = Ed25519PrivateKey.generate()
        body = request(code, self.key).model_dump()
        event = api("POST", "/remote/devices", body=body)
        self.is_ = told(service(event, Context()), 201)
        assert told(service(event, Context()), 201) == self.is_

    def ask(self, method: str, path: str, body: Any = None, **query: str) -> dict[str, Any]:
        event = api(method, path, query=query, body=body)
        sent = Request(method, path, query, (event["body"] or "").encode())
        headers = signed_requests.headers(sent, self.is_["device_id"], self.key, utc_now())
        event["headers"] |= headers
        brings = path.count("/jobs/") or path.endswith("/documents")
        return (results if brings else service)(event, Context())

    def kinds(self) -> list[str]:
        shown = told(desk(api("GET", "/remote/events", ADMIN), Context()))
        return [each["kind"] for each in reversed(shown["items"])]


@pytest.fixture(autouse=True)
def world(
    cloud: Cloud, table: Table, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """What Lambda would set, and a branch with an A3."""
    values = {
        "STAGE": table.name, "TABLE_NAME": table.name, "BUCKET_NAME": bucket,
        "SEFAZ_QUEUE_URL": new_queue(), "REMOTE_QUEUE_URL": new_queue(0),
        "AWS_REGION": "sa-east-1",
    }  # fmt: skip
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    made = [settings.cache_clear, bootstrap.table.cache_clear, relay.signer.cache_clear]
    for clear in made:
        clear()
    secrets = boto3.client("secretsmanager")
    secrets.create_secret(Name=f"malote/{table.name}/relay/key", SecretString="s" * 64)
    bootstrap.tenants().create("acme", "Acme", utc_now(), [Module.SEFAZ])
    branch = Branch(
        tenant="acme", tax_id=BRANCH, name="Loja", state="SP", revision="1",
        modules=ModuleParameters(sefaz=SefazParameters()),
    )  # fmt: skip
    assert portfolios().commit(portfolios().get("acme"), Change({}, branches=(branch,)))
    assert sefaz.settings_store().save(
        SETTINGS.model_copy(update={"automatic": True, "revision": "1"}), instead_of=None
    )
    yield
    for clear in made:
        clear()


def turn() -> None:
    """What sefaz_work does with a turn."""
    list(sefaz.worker().work(FeedTurn.of(FEED), lambda: 300))


def woken() -> list[str]:
    """What is queued for SEFAZ, once something is."""
    for _ in range(50):
        if bodies := taken(settings().sefaz_queue_url):
            return bodies
        sleep(0.2)
    return []


def put(link: dict[str, Any], body: bytes) -> int:
    url = urlsplit(link["url"])
    connection = HTTPConnection(url.netloc, timeout=10)
    connection.request("PUT", f"{url.path}?{url.query}", body, link["headers"])
    return connection.getresponse().status


def test_from_a_turn_to_the_ledger(table: Table, bucket: str) -> None:
    device = Device()
    turn()  # nobody is at work
    assert (
        told(device.ask("POST", "/remote/lease", {"session": RUN}))["environment"] == "production"
    )
    assert [json.loads(each)["tax_id"] for each in woken()] == [BRANCH]
    turn()
    signed = SignedJob.model_validate(
        told(device.ask("GET", "/remote/jobs", session=RUN, wait="2"))
    )
    mine = Bound("acme", BRANCH, hashlib.sha256(card().der).hexdigest())
    job = verify(signed, device.is_["service_key"], mine, utc_now(), lambda _: False)
    path, sha256 = f"/remote/jobs/{job.job_id}", hashlib.sha256(BODY).hexdigest()
    asked = {"sha256": sha256, "size": len(BODY)}
    assert put(told(device.ask("POST", f"{path}/upload", asked)), BODY) == 200
    result = {"outcome": "answered", "sha256": sha256}
    assert told(device.ask("POST", f"{path}/result", result))["status"] == "answered"
    assert device.ask("GET", "/remote/jobs", session=RUN, wait="0")["statusCode"] == 204
    (ended,) = taken(settings().remote_queue_url)
    for _ in range(2):
        assert settle(sqs(ended), Context()) == {"batchItemFailures": []}
    feed = sefaz.feeds().get(FEED)
    assert feed
    assert (feed.position, feed.asked) == ("0" * 13 + "43", None)
    stored = hashlib.sha256(SUMMARY).hexdigest()
    assert bootstrap.archive().get("acme", stored)[0] == SUMMARY
    assert device.kinds() == ["enrolled", "lease_taken", "job_handed", "job_answered"]


def test_documents_go_straight_into_the_inbox(table: Table) -> None:
    device, document = Device(), b"<nfeProc/>"
    sha256 = hashlib.sha256(document).hexdigest()
    asked = {"documents": [{"sha256": sha256, "size": len(document)}]}
    (place,) = told(device.ask("POST", "/remote/documents", asked))["items"]
    assert put(place["upload"], document) == 200
    assert bootstrap.archive().get("acme", sha256)[0] == document
    (place,) = told(device.ask("POST", "/remote/documents", asked))["items"]
    assert place["upload"] is None
    source = table.get(keys.source("acme", sha256, f"INTEGRADOR#{device.is_['device_id']}"))
    assert source
    assert source["kind"] == "integrador"


def test_a_revoked_device_and_its_job() -> None:
    device = Device()
    told(device.ask("POST", "/remote/lease", {"session": RUN}))
    turn()
    told(device.ask("GET", "/remote/jobs", session=RUN, wait="2"))
    path = f"/remote/devices/{device.is_['device_id']}"
    assert told(desk(api("DELETE", path, ADMIN), Context()))["revoked_at"]
    refused = device.ask("POST", "/remote/heartbeat", {"session": RUN})
    assert problem(refused)[:2] == (403, "device_revoked")
    (ended,) = taken(settings().remote_queue_url)
    assert settle(sqs(ended), Context()) == {"batchItemFailures": []}
    feed = sefaz.feeds().get(FEED)
    assert feed
    assert feed.position == "0" * 15
    assert device.kinds()[-3:] == ["revoked", "device_revoked", "job_uncertain"]
    other = Device()
    assert told(other.ask("POST", "/remote/lease", {"session": RUN}))

"""The API's functions over a real table, bucket and queue: what they answer is what is stored."""

import hashlib
import json
from base64 import b64encode
from collections.abc import Iterator
from typing import Any

import boto3
import pytest

from functions.documents.handler import handle as documents
from functions.quarantine.handler import handle as quarantine
from functions.uploads.handler import handle as uploads
from local.cloud import Cloud
from local.demo.mails import sample
from malote import bootstrap
from malote.adapters import keys
from malote.adapters.registry import Registry
from malote.adapters.table import Table
from malote.documents import Quarantined, Reason, Registration
from malote.fiscal import Inspection, Signature, Verdict, read
from malote.settings import settings
from tests.fakes.stores import NOON
from tests.handlers.events import Context, api

KEY = "35180834128745000152550010000476051695511860"
NFE = sample(f"nfe/samples/v4_0/leiauteNFe/{KEY}-nfe.xml")
SHA256 = hashlib.sha256(NFE).hexdigest()
CLAIMS = {"token_use": "id", "custom:tenant": "acme", "sub": "u-1", "email": "ana@acme.test"}


@pytest.fixture(autouse=True)
def environment(
    cloud: Cloud, table: Table, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """What Lambda would set. Gives the queue's address."""
    queue: str = boto3.client("sqs").create_queue(QueueName=f"q-{bucket}")["QueueUrl"]
    named = {
        "STAGE": "test",
        "TABLE_NAME": table._name,
        "BUCKET_NAME": bucket,
        "INBOX_QUEUE_URL": queue,
    }
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    bootstrap.table.cache_clear()
    yield queue
    settings.cache_clear()
    bootstrap.table.cache_clear()


def call(handle: Any, method: str, path: str, body: bytes = b"", **query: str) -> tuple[int, Any]:
    """A request as API Gateway hands it over; its answer must be text, or it would be a 502."""
    event = api(method, path, CLAIMS, query=query)
    event |= {"body": b64encode(body).decode(), "isBase64Encoded": True}
    answer = handle(event, Context())
    assert isinstance(answer["body"], str)
    return answer["statusCode"], json.loads(answer["body"])


def register() -> None:
    inspection = Inspection(read(NFE), Signature(verdict=Verdict.UNTRUSTED_CHAIN, detail="AC nova"))
    found = Registration("acme", SHA256, len(NFE), NOON, inspection)
    assert bootstrap.registry().register_all([found]) == ["registered"]


def test_from_upload_to_decision() -> None:
    status, answer = call(uploads, "POST", "/documents", NFE)
    assert (status, answer["items"][0]["status"]) == (202, "received")
    register()
    (line,) = call(documents, "GET", "/documents", issuer_name="ALIMENTOS", number="47605")[1][
        "items"
    ]
    assert line["signature"] == {
        "verdict": "untrusted_chain", "signer_tax_id": None, "signer_name": None, "detail": "AC nova",
    }  # fmt: skip
    status, header = call(documents, "PATCH", f"/documents/{KEY}", b'{"status": "accepted"}')
    assert (status, header["status"], header["decided_by"]) == (200, "accepted", "u-1")
    status, shown = call(documents, "GET", f"/documents/{KEY}")
    assert (status, shown["status"], shown["sha256"]) == (200, "accepted", SHA256)
    assert shown["decisions"][0]["decided_by_email"] == "ana@acme.test"
    assert shown["content"]["details"]["items"]
    assert [source["user"] for source in shown["sources"]] == ["u-1"]
    path, _, sha256 = shown["versions"][0]["xml"].partition("?sha256=")
    assert call(documents, "GET", path, sha256=sha256)[0] == 200
    assert call(documents, "GET", path, sha256="0" * 64)[0] == 404


@pytest.mark.parametrize("name", [KEY, "NFSE-3550308-12ABC34501DE35-123"])
def test_what_is_not_there_is_not_found(name: str) -> None:
    for method, path in (("GET", ""), ("GET", "/xml"), ("PATCH", "")):
        body = b'{"note": "x"}' if method == "PATCH" else b""
        status, answer = call(documents, method, f"/documents/{name}{path}", body)
        assert (status, answer["code"]) == (404, "not_found")


def test_the_quarantine_says_what_can_be_read_again(environment: str) -> None:
    registry: Registry = bootstrap.registry()
    for blob_id, code in (("f" * 64, "malformed_xml"), ("e" * 64, "archive_unsupported")):
        registry.quarantine(Quarantined("acme", blob_id, Reason(code), NOON))
    listed = call(quarantine, "GET", "/quarantine")[1]["items"]
    assert [(item["code"], item["retryable"]) for item in listed] == [
        ("malformed_xml", True), ("archive_unsupported", False),
    ]  # fmt: skip
    status, answer = call(quarantine, "POST", f"/quarantine/{'f' * 64}/retry")
    assert (status, answer["id"]) == (202, "f" * 64)
    (message,) = boto3.client("sqs").receive_message(QueueUrl=environment)["Messages"]
    (record,) = json.loads(message["Body"])["Records"]
    assert record["s3"]["object"]["key"] == keys.inbox("acme", "f" * 64)
    status, answer = call(quarantine, "POST", f"/quarantine/{'e' * 64}/retry")
    assert (status, answer["code"]) == (409, "not_retryable")
    assert answer["detail"] == "Peça ao fornecedor o XML solto ou num ZIP."
    assert call(quarantine, "POST", f"/quarantine/{'d' * 64}/retry")[0] == 404

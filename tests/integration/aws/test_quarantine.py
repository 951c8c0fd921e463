"""Reading again what is in quarantine: what DynamoDB and SQS make of it."""

import json
from uuid import uuid4

import boto3
import pytest

from local.cloud import Cloud
from malote.adapters import keys
from malote.adapters.catalog import Catalog
from malote.adapters.inbox_queue import SqsInboxQueue
from malote.adapters.registry import Registry
from malote.adapters.table import Table
from malote.documents import Outcome, Quarantined, Reason
from malote.documents.quarantine import QuarantineItem, retry
from malote.errors import NotFound, NotRetryable
from tests.fakes.stores import NOON


@pytest.fixture
def queue(cloud: Cloud) -> str:
    url: str = boto3.client("sqs").create_queue(QueueName=f"inbox-{uuid4().hex[:12]}")["QueueUrl"]
    return url


def waiting(queue: str) -> list[str]:
    answer = boto3.client("sqs").receive_message(QueueUrl=queue, MaxNumberOfMessages=10)
    bodies = [json.loads(message["Body"]) for message in answer.get("Messages", [])]
    return [record["s3"]["object"]["key"] for body in bodies for record in body["Records"]]


def quarantine(table: Table, code: str) -> Catalog:
    Registry(table).quarantine(Quarantined("acme", "f" * 64, Reason(code, "x"), NOON, size=9))
    return Catalog(table)


def test_what_is_read_again_is_announced_as_s3_does(table: Table, queue: str) -> None:
    catalog = quarantine(table, "not_a_party")
    queued = retry("acme", "f" * 64, NOON, catalog, SqsInboxQueue(queue))
    assert (queued.id, queued.queued_at) == ("f" * 64, NOON)
    assert waiting(queue) == [keys.inbox("acme", "f" * 64)]
    assert keys.of_inbox(keys.inbox("acme", "f" * 64)) == ("acme", "f" * 64)
    assert SqsInboxQueue(queue).send("acme", [f"{number:064}" for number in range(12)]) == 12


def test_what_was_never_opened_says_what_to_do(table: Table, queue: str) -> None:
    catalog = quarantine(table, "archive_refused")
    with pytest.raises(NotRetryable, match="sem senha"):
        retry("acme", "f" * 64, NOON, catalog, SqsInboxQueue(queue))
    assert waiting(queue) == []


@pytest.mark.parametrize(("code", "can"), [("malformed_xml", True), ("mail_unreadable", False), ("gone", False)])  # fmt: skip
def test_the_list_says_what_can_be_read_again(table: Table, code: str, can: bool) -> None:
    items, _ = quarantine(table, code).quarantine("acme", 50, None)
    assert [QuarantineItem.of(item).retryable for item in items] == [can]


def test_only_ones_own_quarantine_is_read_again(table: Table, queue: str) -> None:
    catalog = quarantine(table, "not_a_party")
    table.update(keys.blob("acme", "d" * 64), {"outcome": Outcome.REGISTERED.value})
    for tenant, blob_id in (("outra", "f" * 64), ("acme", "e" * 64), ("acme", "d" * 64)):
        with pytest.raises(NotFound):
            retry(tenant, blob_id, NOON, catalog, SqsInboxQueue(queue))
    assert waiting(queue) == []

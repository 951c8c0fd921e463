"""What making a message keeps beside it: keys of requests, uploaded files, and the queue."""

import pytest

from malote.adapters.aws import client
from malote.adapters.once import OnceItems
from malote.adapters.send_queue import SqsSendQueue
from malote.adapters.table import Table
from malote.adapters.uploaded_files import S3Files
from malote.errors import IdempotencyMismatch, NotFound
from malote.messages.models import SendRequest
from tests.integration.aws.queues import taken


def test_a_key_stands_for_its_first_request(table: Table) -> None:
    once = OnceItems(table)
    key = "chave com espaço e \N{SNOWMAN}" * 10
    assert once.claim("acme", "messages", key, "print", "id-1") == "id-1"
    assert once.claim("acme", "messages", key, "print", "id-2") == "id-1"
    with pytest.raises(IdempotencyMismatch):
        once.claim("acme", "messages", key, "other", "id-3")
    assert once.claim("outra", "messages", key, "other", "id-4") == "id-4"
    assert once.claim("acme", "charges", key, "other", "id-5") == "id-5"


def test_a_file_is_its_content_and_of_its_tenant(bucket: str) -> None:
    files = S3Files(bucket)
    sha256 = files.put("acme", b"%PDF")
    assert files.put("acme", b"%PDF") == sha256
    assert (files.get("acme", sha256), files.size("acme", sha256)) == (b"%PDF", 4)
    for tenant, wanted in (("outra", sha256), ("acme", "f" * 64)):
        with pytest.raises(NotFound):
            files.get(tenant, wanted)
        with pytest.raises(NotFound):
            files.size(tenant, wanted)


def test_what_is_queued_for_later_waits(queue: str) -> None:
    sends = SqsSendQueue(queue)
    wanted = [SendRequest(tenant="acme", message_id=str(number)) for number in range(12)]
    sends.send(wanted[:1], after_seconds=900)
    assert taken(queue) == []
    sends.send(wanted)
    assert [SendRequest.model_validate_json(body) for body in taken(queue)] == wanted


def test_each_tenant_s_messages_are_a_group_of_their_own(queue: str) -> None:
    """By which SQS deals fairly: five thousand of one hold up nobody's three."""
    names = ("acme", "outra", "acme")
    SqsSendQueue(queue).send(SendRequest(tenant=name, message_id="m") for name in names)
    got = client("sqs").receive_message(
        QueueUrl=queue, MaxNumberOfMessages=10, MessageSystemAttributeNames=["MessageGroupId"]
    )["Messages"]
    told = [SendRequest.model_validate_json(each["Body"]).tenant for each in got]
    assert sorted(told) == sorted(names)
    assert [each["Attributes"]["MessageGroupId"] for each in got] == told

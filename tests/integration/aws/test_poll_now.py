"""A user who asks for polls faster than any mailbox needs them."""

import json
from collections.abc import Iterator

import boto3
import pytest

from functions.mailboxes.handler import handle
from local.cloud import Cloud
from malote import bootstrap
from malote.adapters import pace
from malote.adapters.table import Table
from malote.mailboxes.models import Mailbox
from malote.settings import settings
from tests.handlers.events import Context, api
from tests.integration.aws.queues import new_queue

CLAIMS = {"token_use": "id", "custom:tenant": "acme", "sub": "u-1"}


@pytest.fixture
def queue(cloud: Cloud, table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """What Lambda would set. Gives the address of the queue of polls."""
    queue = new_queue()
    named = {"STAGE": "t", "TABLE_NAME": table._name, "BUCKET_NAME": "b", "POLL_QUEUE_URL": queue}
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    for cached in (settings, bootstrap.table):
        cached.cache_clear()
    for mailbox_id in ("notas", "outra"):
        bootstrap.mailboxes().add(
            Mailbox(tenant="acme", mailbox_id=mailbox_id, host="h", username="u", secret_name="s")
        )
    yield queue
    for cached in (settings, bootstrap.table):
        cached.cache_clear()


def ask(mailbox_id: str) -> tuple[int, str]:
    answer = handle(api("POST", f"/mailboxes/{mailbox_id}/poll", CLAIMS), Context())
    return answer["statusCode"], json.loads(answer["body"]).get("code", "")


def test_a_poll_is_asked_for_so_many_times_a_minute(
    queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped = pace.Pace(bootstrap.table(), lambda: 1_795_255_200.0)
    monkeypatch.setattr(bootstrap, "pace", lambda: stopped)
    monkeypatch.setattr(pace, "PER_MINUTE", {"poll_mailbox": 3, "poll": 5})
    assert [ask("notas") for _ in range(4)] == [(202, "")] * 3 + [(429, "too_soon")]
    assert [ask("outra") for _ in range(3)] == [(202, "")] * 2 + [(429, "too_soon")]
    attributes = ["ApproximateNumberOfMessages"]
    told = boto3.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=attributes)  # type: ignore[arg-type]
    assert told["Attributes"]["ApproximateNumberOfMessages"] == "5"

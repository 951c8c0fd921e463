"""What functions of notices and rules have on AWS: a followed table, queues, SES, two users."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest

from functions.follow_up.handler import handle as follow_up
from functions.send_notices.handler import handle as send_notices
from malote import bootstrap
from malote.adapters.table import Table
from malote.bootstrap import follow_ups
from malote.mail_settings import MailSettings
from malote.notices.models import User
from malote.settings import settings
from tests.fakes.stores import NOON
from tests.handlers.events import Context, api, sqs
from tests.integration.aws.queues import new_queue, taken
from tests.integration.aws.streams import follow_stream, streamed
from tests.integration.aws.test_api import CLAIMS

SENDER, API = "avisos@malote.test", "https://api.malote.test/v1"
ACCOUNT = MailSettings(
    tenant="acme", branch="34128745000152", host="smtp.acme.test", from_address="nfe@acme.test",
    username="nfe@acme.test", secret_name="s", revision="r1",
)  # fmt: skip


@contextmanager
def followed(table: Table, bucket: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What Lambda would set, a followed table, and two users."""
    named = {
        "STAGE": bucket, "TABLE_NAME": table._name, "BUCKET_NAME": bucket, "API_URL": API,
        "SEND_QUEUE_URL": new_queue(), "NOTICE_QUEUE_URL": new_queue(), "NOTICE_SENDER": SENDER,
    }  # fmt: skip
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    for cached in (settings, bootstrap.table, follow_ups.notice_key):
        cached.cache_clear()
    follow_stream(table)
    boto3.client("secretsmanager").create_secret(
        Name=f"malote/{bucket}/notices/key", SecretString="k" * 64
    )
    boto3.client("sesv2").create_email_identity(EmailIdentity=SENDER)
    for sub in ("u-1", "u-2"):
        follow_ups.users().save(User("acme", sub, f"{sub}.{bucket}@acme.test", "admin", NOON))
    follow_ups.users().save(User("other", "u-3", f"u-3.{bucket}@acme.test", "admin", NOON))
    yield
    for cached in (settings, bootstrap.table, follow_ups.notice_key):
        cached.cache_clear()


def follow(table: Table) -> int:
    """Everything that the stream ever told, again; how many notices it has mailed."""
    assert follow_up(streamed(table), Context()) == {"batchItemFailures": []}
    requests = taken(settings().notice_queue_url)
    assert send_notices(sqs(*requests), Context()) == {"batchItemFailures": []}
    return len(requests)


def call(handle: Any, method: str, path: str, body: str = "", **query: str) -> tuple[int, Any]:
    event = api(method, path, CLAIMS | {"cognito:groups": "admin"}, query=query, body=body)
    answer = handle(event, Context())
    text = answer["body"]
    return answer["statusCode"], json.loads(text) if text.startswith("{") else answer

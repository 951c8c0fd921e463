"""A tenant's admin sets a mailbox up by the API, at a real server and over real stores."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import boto3
import pytest

from functions.mailbox_setup.handler import handle as set_up
from functions.mailboxes.handler import handle as show
from functions.poll_mailbox.handler import poll
from local.cloud import Cloud
from malote import bootstrap
from malote.adapters.table import Table
from malote.observability import logger
from malote.settings import settings
from tests.canaries import Canaries
from tests.handlers.events import Context, api, sqs
from tests.handlers.test_mail_settings import ADMIN
from tests.integration.aws.queues import new_queue, taken
from tests.integration.dovecot import Dovecot, dovecot

__all__ = ["dovecot"]

MAIL = b"From: a@b.test\r\nContent-Type: application/xml; name=n.xml\r\n\r\n<nfeProc/>\r\n"
ONE = "/mailboxes/notas"


@pytest.fixture
def queue(
    cloud: Cloud, table: Table, bucket: str, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """What Lambda would set. Gives the address of the queue of polls."""
    queue = new_queue()
    named = {
        "STAGE": "t", "TABLE_NAME": table._name, "BUCKET_NAME": bucket, "POLL_QUEUE_URL": queue,
        "LOOPBACK_MAIL_HOSTS": "true", "MAIL_CA_PEM": dovecot.certificates.ca.read_text(),
    }  # fmt: skip
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    made = (settings, bootstrap.table, bootstrap.mail_server, bootstrap.mail_credentials)
    for cached in (*made, bootstrap.poller):
        cached.cache_clear()
    yield queue
    for cached in (*made, bootstrap.poller):
        cached.cache_clear()


class Api:
    """The admin, who hears ``answers``."""

    def __init__(self) -> None:
        self.answers: list[str] = []

    def __call__(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        event = api(method, path, ADMIN, body=body)
        showing = method == "GET" or path.endswith(("/poll", "/pause", "/resume"))
        answer = (show if showing else set_up)(event, Context())
        self.answers.append(str(answer))
        assert answer["statusCode"] == status, answer["body"]
        return json.loads(answer["body"])


def secrets() -> dict[str, str]:
    """Those of mailboxes of this stage, by name."""
    client = boto3.client("secretsmanager")
    found = client.get_paginator("list_secrets").paginate()
    names = [each["Name"] for page in found for each in page["SecretList"]]
    mine = [name for name in names if name.startswith("malote/t/mailbox/acme/notas/")]
    return {name: client.get_secret_value(SecretId=name)["SecretString"] for name in mine}


def polled(queue: str) -> int:
    """Whoever reads the queue of polls does it; how many were asked for."""
    bodies = taken(queue)
    assert poll(sqs(*bodies), Context()) == {"batchItemFailures": []}
    return len(bodies)


def test_a_mailboxs_life(
    queue: str, table: Table, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", log)
    canaries, call = Canaries(), Api()
    first, wrong, second = (canaries.plant(name) for name in ("first", "wrong", "second"))
    user = f"{table._name}@acme.test"
    dovecot.set_password(user, first)
    dovecot.deliver(user, MAIL)
    asked = {"host": "localhost", "port": dovecot.port, "security": "tls", "username": user}

    failed = call("POST", "/mailboxes", {"id": "notas", **asked, "password": wrong}, 422)
    assert (failed["code"], failed["report"]["step"]) == ("account_test_failed", "login")
    assert call("GET", "/mailboxes")["items"] == []
    assert secrets() == {}

    call("POST", "/mailboxes", {"id": "notas", **asked, "password": first}, 201)
    assert polled(queue) == 1
    assert call("GET", ONE)["last_result"]["stored"] == 1

    before = secrets()
    call("PUT", ONE, {**asked, "password": wrong}, 422)
    call("PUT", ONE, {**asked, "username": "another"}, 400)
    assert secrets() == before
    dovecot.set_password(user, second)
    assert call("POST", f"{ONE}/test")["code"] == "credentials_refused"
    call("POST", f"{ONE}/poll", status=202)
    assert polled(queue) == 1
    paused = call("GET", ONE)
    assert paused["paused"]["code"] == "credentials_refused"
    assert paused["paused"]["since"]
    call("POST", f"{ONE}/poll", status=409)
    dovecot.deliver(user, MAIL.replace(b"Proc", b"Other"))
    resumed = call("PUT", ONE, {**asked, "password": second})
    assert resumed["status"] == "active"
    assert before.keys().isdisjoint(secrets())
    assert polled(queue) == 1
    newest, refused, oldest = call("GET", f"{ONE}/polls")["items"]
    assert (newest["mails"], newest["forced"]) == (1, True)  # it went on from where it stopped
    assert (refused["error"], refused["outcome"]) == ("credentials_refused", "error")
    assert (oldest["mails"], oldest["stored"]) == (1, 1)

    call("POST", f"{ONE}/pause")
    assert list(bootstrap.mailboxes().active()) == []
    call("POST", f"{ONE}/resume")
    assert polled(queue) == 1
    report = call("POST", "/mailboxes/test", {"id": "notas", **asked})
    assert "INBOX: 2 e-mails." in report["message"]

    call("DELETE", ONE)
    assert secrets() == {}
    assert [each["SK"] for each in table.query("TENANT#acme", begins="MAILBOX#")] == []
    assert [*table.query("TENANT#acme#MAILBOX#notas", begins="MESSAGE#")]
    call("GET", ONE, status=404)

    call("POST", "/mailboxes", {"id": "notas", **asked, "password": second}, 201)
    assert polled(queue) == 1
    assert call("GET", ONE)["last_result"]["duplicate"] == 2  # from the beginning of the folder

    items = [*table.query("TENANT#acme"), *table.query("TENANT#acme#AUDIT")]
    items += table.query("TENANT#acme#MAILBOX#notas")
    actions = [each["action"] for each in items if "action" in each]
    assert {"mailbox.created", "mailbox.deleted", "mailbox.tested"} <= set(actions)
    for told in (*call.answers, json.dumps(items, default=str), log.getvalue()):
        assert canaries.found(told) == []

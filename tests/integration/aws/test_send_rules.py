"""The rule that sends issued NF-e: switched, and followed over a real stream."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.follow_up.handler import handle as follow_up
from functions.send_rules.handler import handle as send_rules
from malote import bootstrap
from malote.adapters.table import Table
from malote.bootstrap import follow_ups, sending
from malote.clock import utc_now
from malote.documents import Registration, Source
from malote.fiscal import Inspection, Signature, Verdict, read
from malote.settings import settings
from tests.fakes.stores import NOON
from tests.handlers.events import Context
from tests.integration.aws.follow_ups import ACCOUNT, call, follow, followed
from tests.integration.aws.queues import taken
from tests.integration.aws.streams import streamed
from tests.integration.aws.test_api import KEY, NFE

SHA256 = hashlib.sha256(NFE).hexdigest()
ISSUER = "34128745000152"


@pytest.fixture(autouse=True)
def environment(table: Table, bucket: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What Lambda would set."""
    with followed(table, bucket, monkeypatch):
        yield


def test_switching_on_counts_from_then_and_twice_changes_nothing() -> None:
    off = {"name": "nfe", "on": False, "since": None}
    assert call(send_rules, "GET", "/send-rules")[1] == {"items": [off], "next_cursor": None}
    status, on = call(send_rules, "PUT", "/send-rules/nfe", '{"on": true}')
    assert (status, on["on"]) == (200, True)
    assert abs(datetime.fromisoformat(on["since"]) - utc_now()) < timedelta(minutes=1)
    assert call(send_rules, "PUT", "/send-rules/nfe", '{"on": true}')[1] == on
    assert call(send_rules, "GET", "/send-rules")[1] == {"items": [on], "next_cursor": None}
    assert call(send_rules, "PUT", "/send-rules/nfe", '{"on": false}')[1] == off
    anew = call(send_rules, "PUT", "/send-rules/nfe", '{"on": true}')[1]
    assert anew["since"] > on["since"]


def register(verdict: Verdict) -> None:
    bootstrap.archive().put_all("acme", [NFE])
    inspection = Inspection(read(NFE), Signature(verdict=verdict))
    found = Registration("acme", SHA256, len(NFE), NOON, inspection)
    assert bootstrap.registry().register_all([found]) == ["registered"]


def brought(kind: Any, source_id: str, sha256: str = SHA256, **details: str) -> None:
    source = Source(source_id, kind, NOON, "", details)
    bootstrap.mail_ledger().record_upload("acme", [sha256], source)


@pytest.fixture
def rule() -> None:
    """Switched on long ago, with all that it needs."""
    follow_ups.send_rules().switch("acme", "nfe", True, datetime.fromisoformat("2018-08-15T00:00Z"))
    bootstrap.tenants().create("acme", "Acme", NOON)
    bootstrap.tenants().add_tax_ids("acme", [ISSUER], NOON)
    assert sending.mail_settings().save(ACCOUNT, instead_of=None)


def posted() -> list[str]:
    """The messages that are queued, each once."""
    bodies = taken(settings().send_queue_url)
    return sorted({json.loads(body)["message_id"] for body in bodies})


def test_an_issued_nfe_is_sent_once(rule: None, table: Table) -> None:
    register(Verdict.VALID)
    follow(table)
    follow(table)
    (message_id,) = posted()
    message = sending.outbox().get("acme", message_id)
    assert message
    assert (message.to, message.branch, message.origin) == (("nfentrada@b.com.br",), ISSUER, "rule")
    assert [(each.kind, each.sha256) for each in message.attachments] == [
        ("xml", SHA256), ("pdf", SHA256),
    ]  # fmt: skip


def test_what_came_by_mail_alone_waits_until_a_user_brings_it(rule: None, table: Table) -> None:
    register(Verdict.UNTRUSTED_CHAIN)
    for number in range(3):
        brought("mail", f"MAIL#notas#1#{number}")
    follow(table)
    assert posted() == []
    before = len(streamed(table)["Records"])
    brought("upload", "UPLOAD#u-1#r", user="u-1")
    brought("upload", "UPLOAD#u-1#r", "e" * 64, user="u-1")  # which is not read yet
    uploads = streamed(table)["Records"][before:]  # and no record of the document
    assert follow_up({"Records": uploads}, Context()) == {"batchItemFailures": []}
    assert (len(uploads), len(posted())) == (2, 1)


def test_a_document_that_nobody_brought_yet_comes_again(rule: None, table: Table) -> None:
    register(Verdict.ABSENT)
    event = streamed(table)
    (failed,) = follow_up(event, Context())["batchItemFailures"]
    changes = [each["dynamodb"] for each in event["Records"]]
    (at,) = [each for each in changes if each["SequenceNumber"] == failed["itemIdentifier"]]
    assert at["Keys"]["PK"]["S"] == f"TENANT#acme#DOC#{KEY}"
    brought("container", "CONTAINER#c", container="c" * 64)
    assert follow_up(event, Context())["batchItemFailures"]  # and who brought that?
    brought("upload", "UPLOAD#u-1#r", "c" * 64, user="u-1")
    assert follow_up(event, Context()) == {"batchItemFailures": []}
    assert len(posted()) == 1

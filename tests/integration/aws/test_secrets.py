"""Planted secrets, servers that give them away in every way, and stores that fail: none is told."""

import json
import traceback
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import boto3
import pytest

from functions.poll_mailbox.handler import poll
from local.ca import ensure_certificates
from malote import bootstrap
from malote.adapters.archive import S3Archive
from malote.adapters.dialer import Dialer
from malote.adapters.imap import ImapServer
from malote.adapters.mail_ledger import MailLedger
from malote.adapters.secrets import SecretsManager
from malote.adapters.table import Table
from malote.adapters.tls import tls_context
from malote.errors import MailboxError
from malote.grants import Grant
from malote.mail_accounts import Auth, Credential
from malote.mailboxes.models import Mailbox
from malote.observability import logger
from tests.encodings import WORDS
from tests.handlers.events import Context, sqs
from tests.integration.aws.secretive import World, stages
from tests.integration.dovecot import Dovecot, dovecot
from tests.integration.imap.conftest import mailbox_at, soon
from tests.integration.imap.scripted import scripted

__all__ = ["dovecot"]

MAIL = b"From: a@b.test\r\nContent-Type: application/xml; name=n.xml\r\n\r\n<nfeProc/>\r\n"


@pytest.fixture
def world(
    table: Table,
    bucket: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> World:
    world = World(table, bucket, ensure_certificates(tmp_path))
    monkeypatch.setattr(logger.registered_handler, "stream", world.told)
    monkeypatch.setattr(bootstrap, "poller", lambda: world.poller)
    return world


@pytest.mark.parametrize("way", ["login", "plain", "bearer"])
def test_servers_that_repeat_it(world: World, way: str, capsys: pytest.CaptureFixture[str]) -> None:
    secret = world.token if way == "bearer" else world.secrets[way]["password"]
    auth = Auth.GOOGLE if way == "bearer" else Auth.PASSWORD
    asked = []
    with ExitStack() as servers:
        for number, answers in enumerate(stages(world, secret)):
            server = servers.enter_context(scripted(world.files, answers))
            asked += [
                world.add(f"m{number}-{n}", server.port, json.dumps(world.secrets[way]), auth=auth)
                for n in range(len(WORDS) // 3)
            ]
        poll(sqs(*asked), Context())
    states = [state["last_result"] for _, state in world.store.list("acme")]
    assert len(states) == len(asked)
    assert {state["outcome"] for state in states} == {"error"}
    assert any("omitida" in state["detail"] for state in states)
    assert world.canaries.found(b"\n".join(world.heard))  # the servers did get it
    assert world.found(world.poller, capsys.readouterr().out) == []


@pytest.mark.parametrize("kept", ["raw", "a text", "another field", "a list", "a grant", "null"])
def test_a_secret_that_is_not_as_it_should_be(world: World, kept: str) -> None:
    secret = world.secrets["login"]["password"]
    texts = {
        "raw": secret,
        "a text": json.dumps(f"password {secret}"),
        "another field": json.dumps({"senha": secret}),
        "a list": json.dumps({"password": [secret]}),
        "a grant": json.dumps(world.secrets["bearer"] | {"password": {"is": secret}}),
        "null": "null",
    }
    asked = [
        world.add(f"m-{auth}", 1, texts[kept], auth=auth) for auth in (Auth.PASSWORD, Auth.GOOGLE)
    ]
    poll(sqs(*asked), Context())
    assert world.told.getvalue()
    assert world.found() == []


@pytest.mark.parametrize("broken", ["archive", "ledger", "credentials"])
def test_stores_that_fail(world: World, dovecot: Dovecot, broken: str) -> None:
    user = f"{broken}@{world.bucket}.test"
    dovecot.set_password(user, world.secrets["plain"]["password"])
    dovecot.deliver(user, MAIL)
    asked = world.add("m", dovecot.port, json.dumps(world.secrets["plain"]), username=user)
    if broken == "archive":
        world.poller = replace(world.poller, archive=S3Archive("no-such-bucket"))
    elif broken == "ledger":
        world.poller = replace(world.poller, ledger=MailLedger(Table("no-such-table")))
    else:
        boto3.client("secretsmanager").delete_secret(
            SecretId=f"{world.bucket}/m", ForceDeleteWithoutRecovery=True
        )
    trusting = tls_context(dovecot.certificates.ca.read_text())
    server = ImapServer(trusting, dialer=Dialer(loopback=True))
    world.poller = replace(world.poller, server=server)
    assert poll(sqs(asked), Context())["batchItemFailures"]
    assert "Traceback" in world.told.getvalue()
    assert world.found() == []


def test_what_travels_does_not_show_it(world: World) -> None:
    mailbox = Mailbox.model_validate(
        mailbox_at(1).model_dump() | {"auth": "google", "secret_name": f"{world.bucket}/seen"}
    )
    text = json.dumps(world.secrets["bearer"])
    world.add("seen", 1, text, auth="google")
    grant = Grant.from_secret(text)
    credential = world.poller.credentials.get(mailbox)
    assert isinstance(credential, Credential)
    kept = SecretsManager().read(mailbox.secret_name)
    travelling = [mailbox, credential, grant, kept, world.refresh(mailbox, grant)]
    cache = vars(world.poller.credentials)["_tokens"]
    assert world.found(*travelling, world.poller, vars(cache)) == []


def test_no_chain_of_exceptions_shows_it(world: World) -> None:
    secret = world.secrets["plain"]["password"]
    credential = world.poller.credentials.get(_added(world, json.dumps(world.secrets["plain"])))
    for answers in stages(world, secret):
        with scripted(world.files, answers) as server:
            for _ in range(len(WORDS) // 5):
                with (
                    pytest.raises(MailboxError) as caught,
                    world.poller.server.open(mailbox_at(server.port), credential, soon()),
                ):
                    pass
                error = caught.value
                told = [*traceback.format_exception(error), repr(error), str(vars(error))]
                assert world.canaries.found("\n".join(told)) == []


def _added(world: World, secret: str) -> Mailbox:
    world.add("m", 1, secret)
    mailbox = world.store.get("acme", "m")
    assert mailbox
    return mailbox

"""The whole of it: a tenant sets its account up, over a real table, secrets and SMTP server."""

import json
import re
from collections import UserDict
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from typing import Any

import boto3
import pytest

from functions.mail_settings.handler import handle
from local.ca import ensure_certificates
from malote import bootstrap
from malote.adapters.oauth import Provider, TokenEndpoints
from malote.adapters.oauth_http import Client
from malote.adapters.table import Table
from malote.adapters.tenants import TenantStore
from malote.adapters.tls import tls_context
from malote.bootstrap import sending
from malote.mail_accounts import Auth
from malote.observability import logger
from malote.settings import settings
from tests.canaries import Canaries
from tests.fakes.stores import NOON
from tests.handlers.events import Context, api
from tests.integration.authorization_server import AuthorizationServer, authorization_server
from tests.integration.smtp.servers import SmtpTestServer, smtp_server

BRANCH = "12ABC34501DE35"
USER = "notas@acme.test"
CLAIMS = {
    "token_use": "id", "custom:tenant": "acme", "sub": "u-1", "email": "ana@acme.test",
    "cognito:groups": "admin",
}  # fmt: skip
CACHES = (settings, bootstrap.table, bootstrap.mail_credentials, sending.transport)

canaries = Canaries()
GOOD, WRONG = (canaries.plant(which, '"\\+/=% &<') for which in ("password", "wrong password"))


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SmtpTestServer]:
    with smtp_server(ensure_certificates(tmp_path), users={USER: GOOD}) as server:
        yield server


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> StringIO:
    log = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", log)
    return log


@pytest.fixture(autouse=True)
def environment(
    table: Table, server: SmtpTestServer, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """What Lambda would set; the stage is this test's own."""
    named = {
        "STAGE": table._name, "TABLE_NAME": table._name, "BUCKET_NAME": "b",
        "MAIL_CA_PEM": server.files.ca.read_text(), "LOOPBACK_MAIL_HOSTS": "true",
    }  # fmt: skip
    for name, value in named.items():
        monkeypatch.setenv(name, value)
    for cache in CACHES:
        cache.cache_clear()
    TenantStore(table).add_tax_ids("acme", [BRANCH], NOON)
    yield
    for cache in CACHES:
        cache.cache_clear()


def call(method: str, path: str, **body: Any) -> tuple[int, dict[str, Any]]:
    answer = handle(api(method, path, CLAIMS, body=body), Context())
    assert "canary-" not in answer["body"]
    assert canaries.found(answer["body"]) == []
    return answer["statusCode"], json.loads(answer["body"])


def put(server: SmtpTestServer, **fields: Any) -> tuple[int, dict[str, Any]]:
    account = {"branch": BRANCH, "host": "localhost", "port": server.port, "from_address": USER}
    return call("PUT", "/mail-settings", **account | fields)


def kept(table: Table) -> list[dict[str, str]]:
    """The branch's secrets."""
    client = boto3.client("secretsmanager")
    pages = client.get_paginator("list_secrets").paginate()
    names = [secret["Name"] for page in pages for secret in page["SecretList"]]
    ours = [name for name in names if name.startswith(f"malote/{table._name}/smtp/acme/{BRANCH}/")]
    return [json.loads(client.get_secret_value(SecretId=name)["SecretString"]) for name in ours]


def test_an_account_from_its_first_try_to_its_end(
    server: SmtpTestServer, table: Table, log: StringIO
) -> None:
    status, refused = put(server, password=WRONG)
    assert (status, refused["code"], refused["report"]["step"]) == (
        422,
        "account_test_failed",
        "login",
    )
    assert (kept(table), server.received) == ([], [])
    status, saved = put(server, password=GOOD, display_name="Padaria São João")
    assert (status, saved["report"]["message"]) == (200, "Configurações de e-mail ok.")
    (mail,) = server.received
    assert (mail.sender, mail.recipients) == (USER, ("ana@acme.test",))
    assert b"Subject: Teste de envio do Malote" in mail.content
    assert kept(table) == [{"password": GOOD}]

    assert put(server, password=WRONG)[0] == 422
    status, changed = put(server, display_name="Outro nome")
    assert (status, changed["settings"]["display_name"]) == (200, "Outro nome")
    assert put(server, host="127.0.0.1")[1]["code"] == "invalid_input"
    assert kept(table) == [{"password": GOOD}]
    assert put(server, password=GOOD)[0] == 200
    assert kept(table) == [{"password": GOOD}]

    assert (
        call("POST", "/mail-settings/test", branch=BRANCH, to="cliente@x.test")[1]["status"] == "ok"
    )
    assert server.received[-1].recipients == ("cliente@x.test",)
    assert call("GET", f"/mail-settings/{BRANCH}")[1] == {
        "branch": BRANCH,
        "settings": {**changed["settings"], "display_name": ""},
    }
    assert call("DELETE", f"/mail-settings/{BRANCH}")[0] == 200
    assert call("GET", "/mail-settings")[1]["items"] == [{"branch": BRANCH, "settings": None}]
    assert kept(table) == []
    assert put(server, password=GOOD)[0] == 200  # at once, and under the same branch

    items = json.dumps(
        [*table.query("TENANT#acme"), *table.query("TENANT#acme#AUDIT")], default=str
    )
    assert canaries.found(items + log.getvalue()) == []
    told = [item["action"] for item in table.query("TENANT#acme#AUDIT")]
    assert told.count("mail_settings.changed") == 4
    assert told.count("mail_settings.tested") == 7
    assert told.count("mail_settings.deleted") == 1


@pytest.mark.parametrize("command", [b"AUTH", b"MAIL", b"RCPT", rb"\.$"])
def test_a_server_that_repeats_the_password(
    server: SmtpTestServer, table: Table, log: StringIO, command: bytes
) -> None:
    server.answers = {command: b"550 5.7.1 not with " + GOOD.encode()}
    status, refused = put(server, password=GOOD)
    assert (status, refused["report"]["status"]) == (422, "failed")
    tested = call("POST", "/mail-settings/test", branch=BRANCH, host="localhost", port=server.port,
                  from_address=USER, password=GOOD)[1]  # fmt: skip
    assert tested | {"seconds": 0} == refused["report"] | {"seconds": 0}
    items = json.dumps(
        [*table.query("TENANT#acme"), *table.query("TENANT#acme#AUDIT")], default=str
    )
    assert canaries.found(items + log.getvalue()) == []
    assert kept(table) == []


@dataclass
class Tokens(UserDict[str, str]):
    """What opens an account: the last token that its owner's provider gave."""

    provider: AuthorizationServer

    def get(self, user: str, default: Any = None) -> Any:
        given = self.provider.tokens
        return next((token for token in reversed(given) if given[token] == user), default)


def test_an_account_by_oauth(
    server: SmtpTestServer, table: Table, log: StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where each refresh token is good for one use, the next one is kept."""
    with authorization_server(server.files) as provider:
        provider.rotating, server.users = True, Tokens(provider)
        trusting = Client(lambda: tls_context(server.files.ca.read_text()))
        endpoint = TokenEndpoints(trusting, {Auth.GOOGLE: Provider(provider.token_url)})
        for root in (bootstrap, sending):
            monkeypatch.setattr(root, "token_endpoint", lambda: endpoint)
        grant = provider.grant(USER).fields()
        assert put(server, auth="google", grant=grant | {"client_secret": "x"})[1]["code"] == (
            "account_test_failed"
        )
        assert kept(table) == []
        assert put(server, auth="google", grant=grant)[0] == 200
        assert [secret["refresh_token"] for secret in kept(table)] == list(provider.grants)
        provider.expire_tokens()
        assert put(server, auth="google", display_name="Outro nome")[0] == 200
        assert [secret["refresh_token"] for secret in kept(table)] == list(provider.grants)
        assert put(server, auth="google", username="outro@acme.test")[0] == 400
        provider.withdraw(USER)
        report = call("POST", "/mail-settings/test", branch=BRANCH)[1]
        assert (report["step"], report["code"]) == ("login", "consent_withdrawn")
    assert len(server.received) == 2
    assert server.said(b"AUTH") == server.said(b"AUTH (XOAUTH2|OAUTHBEARER)")
    items = json.dumps([*table.query("TENANT#acme"), *table.query("TENANT#acme#AUDIT")])
    assert not re.search("canary-(client|refresh|access)", items + log.getvalue())


def test_so_many_tests_a_minute(server: SmtpTestServer) -> None:
    answers = [put(server, password=GOOD)[0] for _ in range(25)]  # which may be in two minutes
    assert 10 <= answers.count(200) <= 20
    assert set(answers) == {200, 429}
    assert len(server.received) == answers.count(200)

"""Dovecot's submission service, which hands mail over to aiosmtpd: two real servers."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

import pytest

from local.ca import CertificateFiles
from malote.adapters.oauth import Provider, TokenEndpoints
from malote.adapters.oauth_http import Client as TokenClient
from malote.adapters.secrets import MailCredentials
from malote.adapters.tls import tls_context
from malote.errors import (
    ConsentWithdrawn,
    CredentialsRefused,
    MailboxError,
    MailDeferred,
    MessageRefused,
    RecipientsRefused,
    SenderRefused,
)
from malote.mail_accounts import Auth
from malote.messages.models import Accepted, Envelope
from malote.opening import opened
from malote.tokens import AccessTokens
from tests.fakes.credentials import MemorySecrets
from tests.integration.authorization_server import AuthorizationServer, authorization_server
from tests.integration.dovecot import Dovecot, run_dovecot
from tests.integration.smtp.client import MAIL, TO, Client, settings_at
from tests.integration.smtp.relay import Relay, relay
from tests.integration.smtp.servers import PASSWORD

_numbers = count(1)


@pytest.fixture(scope="module")
def provider(files: CertificateFiles) -> Iterator[AuthorizationServer]:
    with authorization_server(files) as server:
        yield server


@pytest.fixture(scope="module")
def onward() -> Iterator[Relay]:
    with relay() as server:
        yield server


@pytest.fixture(scope="module")
def dovecot(
    files: CertificateFiles, provider: AuthorizationServer, onward: Relay
) -> Iterator[Dovecot]:
    with TemporaryDirectory(prefix="malote-dovecot-") as home:
        Path(home).chmod(0o755)
        for file in (files.ca, files.certificate, files.key):
            (Path(home) / file.name).write_bytes(file.read_bytes())
        with run_dovecot(Path(home), provider.introspection_url, relay=onward.port) as server:
            yield server


@dataclass(frozen=True)
class Door:
    port: int
    security: str
    user: str
    onward: Relay
    host: str = "localhost"


@pytest.fixture(params=["tls", "starttls"])
def door(request: pytest.FixtureRequest, dovecot: Dovecot, onward: Relay) -> Door:
    """One of its two, and a new user."""
    user = f"user{next(_numbers)}@malote.test"
    dovecot.set_password(user, PASSWORD)
    onward.received.clear()
    onward.answers.clear()
    assert dovecot.submission
    tls, starttls = dovecot.submission
    return Door(tls if request.param == "tls" else starttls, request.param, user, onward)


def send(client: Client, door: Door, secret: str = PASSWORD) -> Accepted:
    return client.send(door, secret, username=door.user, sender=door.user)


def test_a_mail_goes_all_the_way(client: Client, door: Door) -> None:
    """Dovecot puts a Received header before it."""
    assert send(client, door).reply == 250
    [mail] = door.onward.received
    assert (mail.sender, mail.recipients) == (door.user, TO)
    assert mail.content.startswith(b"Received: ")
    assert mail.content.endswith(b"\r\n" + MAIL)


def test_three_in_a_session(client: Client, door: Door) -> None:
    with client.open(door, username=door.user) as session:
        for number in range(3):
            session.send(Envelope(door.user, (f"a{number}@x.test",), "id"), MAIL, lambda: None)
    assert [mail.recipients for mail in door.onward.received] == [
        ("a0@x.test",),
        ("a1@x.test",),
        ("a2@x.test",),
    ]


def test_a_wrong_password(client: Client, door: Door) -> None:
    error = client.failure(door, PASSWORD + "x", username=door.user)
    assert (type(error), error.step, error.said[:9]) == (CredentialsRefused, "login", "535 5.7.8")


@pytest.mark.parametrize(
    ("verb", "said", "error", "step"),
    [
        ("MAIL", "553 5.7.1 not your address", SenderRefused, "sender"),
        ("MAIL", "451 4.7.1 slow down", MailDeferred, "sender"),
        ("RCPT", "550 5.1.1 no such user", RecipientsRefused, "recipient"),
        ("RCPT", "451 4.7.1 Greylisted, try again", MailDeferred, "recipient"),
        ("DATA", "552 5.3.4 too big", MessageRefused, "message"),
        ("DATA", "554 5.7.1 spam", MessageRefused, "message"),
        ("DATA", "452 4.3.1 disk full", MailDeferred, "message"),
    ],
)
def test_what_the_next_server_refuses(
    client: Client, door: Door, verb: str, said: str, error: type[MailboxError], step: str
) -> None:
    door.onward.answers[verb] = said
    told = client.failure(door, username=door.user, sender=door.user)
    assert (type(told), told.step, said[4:9] in told.said) == (error, step, True)
    assert not door.onward.received
    door.onward.answers.clear()
    assert send(client, door).reply == 250


@dataclass
class Granted:
    """One user's account, opened by OAuth 2."""

    client: Client
    door: Door
    provider: AuthorizationServer

    def __post_init__(self) -> None:
        fields = self.provider.grant(self.door.user).fields()
        secrets = MemorySecrets({"s": json.dumps(fields)})
        trusting = tls_context(self.provider.files.ca.read_text())
        endpoint = TokenEndpoints(
            TokenClient(lambda: trusting, pause=lambda _: None),
            {Auth.GOOGLE: Provider(self.provider.token_url)},
        )
        tokens = AccessTokens(secrets, endpoint, pause=lambda _: None)
        self.credentials = MailCredentials(secrets, tokens)
        self.provider.asked.clear()

    def send(self) -> None:
        settings = settings_at(self.door, username=self.door.user, auth="google")
        transport = self.client.server
        with opened(settings, transport, self.credentials, monotonic() + 10) as session:
            session.send(Envelope(self.door.user, TO), MAIL, lambda: None)


def test_a_token_opens_it_and_is_renewed_once(
    client: Client, door: Door, provider: AuthorizationServer
) -> None:
    granted = Granted(client, door, provider)
    granted.send()
    granted.send()
    assert len(provider.asked) == 1
    provider.expire_tokens()
    granted.send()
    assert len(provider.asked) == 2
    assert len(door.onward.received) == 3
    provider.withdraw(door.user)
    with pytest.raises(ConsentWithdrawn) as caught:
        granted.send()
    assert caught.value.step == "login"

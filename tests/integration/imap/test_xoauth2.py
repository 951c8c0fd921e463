"""Mailboxes opened by OAuth 2: a real Dovecot, and an authorization server that it asks."""

import json
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from malote.adapters.dialer import Dialer
from malote.adapters.imap import ImapServer
from malote.adapters.oauth import Provider, TokenEndpoints
from malote.adapters.oauth_http import Client
from malote.adapters.secrets import MailCredentials
from malote.adapters.tls import tls_context
from malote.errors import AppRefused, ConsentWithdrawn, CredentialsRefused, TokenUnavailable
from malote.mail_accounts import Auth
from malote.mailboxes.models import Mailbox, PollReport, PollRequest
from malote.mailboxes.poll import Poller
from malote.tokens import AccessTokens
from tests.fakes.credentials import MemorySecrets
from tests.fakes.stores import (
    NOON,
    MemoryArchive,
    MemoryLedger,
    MemoryMailboxes,
    MemoryQuarantine,
)
from tests.fakes.trail import MemoryTrail
from tests.integration.authorization_server import AuthorizationServer, authorization_server
from tests.integration.dovecot import Dovecot, run_dovecot
from tests.integration.imap.conftest import mailbox_at
from tests.integration.imap.proxy import proxy_to

MAIL = b"From: a@b.test\r\nSubject: nota\r\nContent-Type: application/xml\r\n\r\n<nfeProc>%d</nfeProc>\r\n"
_numbers = count(1)
REQUEST = PollRequest(tenant="t", mailbox_id="m", requested_at=NOON)


@dataclass
class World:
    """One mailbox of one user, who granted access."""

    dovecot: Dovecot
    provider: AuthorizationServer
    tls: ssl.SSLContext
    user: str

    def __post_init__(self) -> None:
        grant = self.provider.grant(self.user)
        self.secrets = MemorySecrets({"s": json.dumps(grant.fields())})
        self.archive = MemoryArchive()
        self.mailboxes = MemoryMailboxes(
            mailbox_at(self.dovecot.port, username=self.user, auth="google")
        )
        endpoint = TokenEndpoints(
            Client(lambda: self.tls, pause=lambda _: None),
            {Auth.GOOGLE: Provider(self.provider.token_url)},
        )
        self.tokens = AccessTokens(self.secrets, endpoint, pause=lambda _: None)

    def change(self, **settings: object) -> None:
        mailbox = Mailbox.model_validate({**self.mailboxes.mailbox.model_dump(), **settings})
        self.mailboxes.mailbox = mailbox

    def poll(self) -> PollReport:
        report, _ = Poller(
            mailboxes=self.mailboxes,
            server=ImapServer(self.tls, dialer=Dialer(loopback=True)),
            credentials=MailCredentials(self.secrets, self.tokens),
            archive=self.archive,
            quarantine=MemoryQuarantine(),
            ledger=MemoryLedger(),
            trail=MemoryTrail(),
        ).poll(REQUEST)
        assert report
        assert "canary" not in repr(report)
        return report


@pytest.fixture(scope="module")
def provider(dovecot: Dovecot) -> Iterator[AuthorizationServer]:
    with authorization_server(dovecot.certificates) as server:
        yield server


@pytest.fixture(scope="module")
def asking(dovecot: Dovecot, provider: AuthorizationServer) -> Iterator[Dovecot]:
    """A Dovecot that takes tokens. It trusts the tests' authority for introspection."""
    with TemporaryDirectory(prefix="malote-dovecot-") as home:
        Path(home).chmod(0o755)
        for file in ("ca", "certificate", "key"):
            path: Path = getattr(dovecot.certificates, file)
            (Path(home) / path.name).write_bytes(path.read_bytes())
        with run_dovecot(Path(home), provider.introspection_url) as server:
            yield server


@pytest.fixture
def world(asking: Dovecot, provider: AuthorizationServer) -> World:
    user = f"user{next(_numbers)}@malote.test"
    asking.set_password(user, "nobody-is-asked-for-it")
    asking.deliver(user, MAIL % 1)
    provider.asked.clear()
    provider.rotating = False
    return World(asking, provider, tls_context(asking.certificates.ca.read_text()), user)


def test_a_token_opens_the_mailbox_and_is_kept(world: World) -> None:
    assert (world.poll().error, len(world.archive.inbox)) == (None, 1)
    world.dovecot.deliver(world.user, MAIL % 2)
    assert (world.poll().error, len(world.archive.inbox)) == (None, 2)
    assert [form["grant_type"] for form in world.provider.asked] == ["refresh_token"]


def test_a_token_that_expired_early_is_renewed_once(world: World) -> None:
    world.poll()
    world.provider.expire_tokens()
    world.dovecot.deliver(world.user, MAIL % 2)
    assert (world.poll().error, len(world.archive.inbox)) == (None, 2)
    assert len(world.provider.asked) == 2


def test_a_rotated_refresh_token_is_kept(world: World) -> None:
    world.provider.rotating = True
    for _ in range(3):
        assert world.poll().error is None
        world.provider.expire_tokens()
    kept = json.loads(world.secrets.read("s").text)
    assert world.provider.grants[kept["refresh_token"]] == world.user
    assert kept["client_id"] == "malote"


def test_a_consent_taken_back_pauses_until_another_is_given(world: World) -> None:
    world.poll()
    world.provider.withdraw(world.user)
    error = world.poll().error
    assert type(error) is ConsentWithdrawn
    assert error.detail == "invalid_grant"
    assert world.mailboxes.mailbox.paused == "consent_withdrawn"

    again = world.provider.grant(world.user)
    world.secrets.give("s", json.dumps(again.fields()))
    world.change(paused=None, revision="2")
    assert world.poll().error is None


def test_the_mailbox_of_somebody_else(world: World) -> None:
    world.change(username="another@malote.test")
    error = world.poll().error
    assert type(error) is CredentialsRefused
    assert "foi ela que autorizou" in error.detail
    assert len(world.provider.asked) == 2  # renewed once, and refused again
    assert world.mailboxes.mailbox.paused == "credentials_refused"


def test_an_app_whose_secret_expired_pauses(world: World) -> None:
    fields = json.loads(world.secrets.read("s").text)
    world.secrets.give("s", json.dumps({**fields, "client_secret": "old"}))
    error = world.poll().error
    assert type(error) is AppRefused
    assert error.detail == "invalid_client AADSTS7000222"
    assert world.mailboxes.mailbox.paused == "app_refused"


def test_a_provider_that_is_down_pauses_nobody(world: World) -> None:
    world.provider.misbehaving = [lambda answer: answer.send(503, b"") for _ in range(2)]
    assert type(world.poll().error) is TokenUnavailable
    assert world.mailboxes.mailbox.paused is None
    assert world.poll().error is None


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_nothing_of_it_is_on_the_wire_in_clear(world: World, security: str) -> None:
    starttls = security == "starttls"
    target = world.dovecot.starttls_port if starttls else world.dovecot.port
    with proxy_to(target) as proxy:
        world.change(port=proxy.port, security=security)
        assert world.poll().error is None
    heard = bytes(proxy.heard)
    assert heard  # the handshake at least
    assert (b"STARTTLS" in heard) is starttls
    for secret in (b"AUTHENTICATE", b"canary", b"dXNlcj1", world.user.encode()):
        assert secret not in heard


def test_a_token_costs_no_more_round_trips_than_a_password(world: World) -> None:
    world.poll()
    with proxy_to(world.dovecot.port) as proxy:
        world.change(port=proxy.port)
        assert world.poll().error is None
    assert proxy.flights == 5  # as in test_dovecot.py


def test_the_shared_dovecot_takes_no_tokens(world: World, dovecot: Dovecot) -> None:
    """And says so to whoever asks; a mailbox at such a server pauses."""
    world.change(port=dovecot.port)
    assert type(world.poll().error) is CredentialsRefused

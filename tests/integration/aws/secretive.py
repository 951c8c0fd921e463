"""A poller whose credentials are planted, and servers that repeat them in every way."""

import json
import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from io import StringIO
from itertools import cycle

import boto3

from local.ca import CertificateFiles
from malote.adapters.archive import S3Archive
from malote.adapters.audit_trail import AuditTrail
from malote.adapters.dialer import Dialer
from malote.adapters.imap import ImapServer
from malote.adapters.mail_ledger import MailLedger
from malote.adapters.mailbox_store import MailboxStore
from malote.adapters.registry import Registry
from malote.adapters.secrets import MailCredentials, SecretsManager
from malote.adapters.table import Table
from malote.adapters.tls import tls_context
from malote.grants import Given, Grant
from malote.mail_accounts import Account
from malote.mailboxes.models import PollRequest
from malote.mailboxes.poll import Poller
from malote.tokens import AccessTokens
from tests.canaries import Canaries
from tests.encodings import WORDS
from tests.integration.imap.conftest import mailbox_at
from tests.integration.imap.scripted import SMALL, Answers, Conversation


@dataclass(repr=False)
class World:
    """A poller over real stores. ``told`` is all that it logs; ``heard`` what the servers were."""

    table: Table
    bucket: str
    files: CertificateFiles
    canaries: Canaries = field(default_factory=Canaries)
    told: StringIO = field(default_factory=StringIO)
    heard: list[bytes] = field(default_factory=list)
    forms: Iterator[Callable[[str], bytes]] = field(default_factory=lambda: cycle(WORDS.values()))

    def __post_init__(self) -> None:
        ascii_only = self.canaries.plant("password, by LOGIN", '"\\+/=% &<')
        self.secrets = {
            "login": {"password": ascii_only},
            "plain": {"password": self.canaries.plant("password, by PLAIN")},
            "bearer": {
                "client_id": "c",
                "client_secret": self.canaries.plant("client secret", '"\\+/=% &<'),
                "refresh_token": self.canaries.plant("refresh token", '"\\+/=% &<'),
            },
        }
        self.token = self.canaries.plant("access token", "-._~+/=")
        self.store = MailboxStore(self.table)
        secrets = SecretsManager()
        self.poller = Poller(
            mailboxes=self.store,
            server=ImapServer(tls_context(self.files.ca.read_text()), SMALL, Dialer(loopback=True)),
            credentials=MailCredentials(secrets, AccessTokens(secrets, self)),
            archive=S3Archive(self.bucket),
            quarantine=Registry(self.table),
            ledger=MailLedger(self.table),
            trail=AuditTrail(self.table),
        )

    def refresh(self, account: Account, grant: Grant, deadline: float = math.inf) -> Given:
        """The port ``TokenEndpoint``."""
        return Given(self.token, timedelta(hours=1))

    def add(self, mailbox_id: str, port: int, secret: str, **settings: object) -> str:
        """A mailbox whose secret is this text. Returns the message that asks for its poll."""
        name = f"{self.bucket}/{mailbox_id}"
        boto3.client("secretsmanager").create_secret(Name=name, SecretString=secret)
        box = {"tenant": "acme", "mailbox_id": mailbox_id, "secret_name": name, **settings}
        self.store.add(mailbox_at(port, **box))
        request = PollRequest(tenant="acme", mailbox_id=mailbox_id, requested_at=datetime.now(UTC))
        return request.model_dump_json()

    def found(self, *more: object) -> list[str]:
        """What gives a secret away: what was logged, the table, and these as text."""
        items = json.dumps([*self.table.query("TENANT#acme")], ensure_ascii=False, default=str)
        shown = [*more, *map(repr, more)]
        told = [self.told.getvalue(), items, *map(str, shown)]
        return [sighting for text in told for sighting in self.canaries.scan(text[:80], text)]


def echo(world: World, before: bytes, secret: str) -> Callable[[Conversation], None]:
    """Say the secret, each time in another way."""

    def answer(talk: Conversation) -> None:
        world.heard += talk.commands
        talk.say(before + next(world.forms)(secret))

    return answer


def stages(world: World, secret: str) -> list[Answers]:
    """Where in a session, and how, a server says it."""
    response = b"[A-Za-z0-9+/=]+$"
    asking: Answers = {b"AUTHENTICATE": b"+ "}
    stages: list[Answers] = []
    for before in (b"{tag} NO ", b"{tag} NO [ALERT] ", b"{tag} BAD ", b"* BYE ", b""):
        refusal = echo(world, before, secret)
        stages.append({**asking, b"LOGIN": refusal, response: refusal})
    late: Answers = {
        response: b"{tag} OK in",
        b"EXAMINE": echo(world, b"{tag} NO ", secret),
        b"LIST": echo(world, b"* ", secret),
    }
    return [*stages, asking | late]

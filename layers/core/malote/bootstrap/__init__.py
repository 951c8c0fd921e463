"""The one composition root: which adapter stands behind each port. Nothing runs at import.

Each function composes only what it uses, so each factory imports its adapter when it is called:
a fan-out need not load the parser of mails to start. ``made`` composes what draws and packs.
"""

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from malote.settings import settings

if TYPE_CHECKING:
    from malote.adapters.archive import S3Archive
    from malote.adapters.audit_trail import AuditTrail
    from malote.adapters.catalog import Catalog
    from malote.adapters.decisions import Decisions
    from malote.adapters.imap import ImapServer
    from malote.adapters.inbox_queue import SqsInboxQueue
    from malote.adapters.isolated_reading import IsolatedReader
    from malote.adapters.mail_ledger import MailLedger
    from malote.adapters.mailbox_store import MailboxStore
    from malote.adapters.oauth import TokenEndpoints
    from malote.adapters.pace import Pace
    from malote.adapters.poll_queue import SqsPollQueue
    from malote.adapters.registry import Registry
    from malote.adapters.secrets import MailCredentials, SecretVault
    from malote.adapters.table import Table
    from malote.adapters.tenants import TenantStore
    from malote.documents.reconcile import Reconciler
    from malote.fiscal.inspector import Inspector
    from malote.fiscal.schemas import Schemas
    from malote.mailboxes.census import PollState
    from malote.mailboxes.poll import Poller
    from malote.mailboxes.preview import Previewer


@cache
def table() -> "Table":
    """The one table."""
    from malote.adapters.table import Table

    return Table(settings().table_name)


def audit_trail() -> "AuditTrail":
    """Who did what and when."""
    from malote.adapters.audit_trail import AuditTrail

    return AuditTrail(table())


def archive() -> "S3Archive":
    """The documents' bucket."""
    from malote.adapters.archive import S3Archive

    return S3Archive(settings().bucket_name)


def registry() -> "Registry":
    """Where documents are written."""
    from malote.adapters.registry import Registry

    return Registry(table())


def catalog() -> "Catalog":
    """Where documents are read."""
    from malote.adapters.catalog import Catalog

    return Catalog(table())


def decisions() -> "Decisions":
    """Where what users decide is written."""
    from malote.adapters.decisions import Decisions

    return Decisions(table())


def inbox_queue() -> "SqsInboxQueue":
    """Where blobs are queued to be read."""
    from malote.adapters.inbox_queue import SqsInboxQueue

    return SqsInboxQueue(settings().inbox_queue_url)


def mailboxes() -> "MailboxStore":
    """Settings and state of mailboxes."""
    from malote.adapters.mailbox_store import MailboxStore

    return MailboxStore(table())


def poll_states() -> "Iterator[PollState]":
    """The state of every active mailbox's polls."""
    from malote.adapters.poll_states import poll_states

    return poll_states(table(), mailboxes().active())


def mail_ledger() -> "MailLedger":
    """What became of every mail."""
    from malote.adapters.mail_ledger import MailLedger

    return MailLedger(table())


def poll_queue() -> "SqsPollQueue":
    """Where polls are asked for."""
    from malote.adapters.poll_queue import SqsPollQueue

    return SqsPollQueue(settings().poll_queue_url)


def reconciler() -> "Reconciler":
    """Compares the inbox with the ledger."""
    from malote.adapters.inbox_listing import S3InboxListing
    from malote.adapters.settled import SettledBlobs
    from malote.adapters.sweep_state import SweepStore
    from malote.documents.reconcile import Reconciler

    inbox = S3InboxListing(settings().bucket_name)
    return Reconciler(inbox, SweepStore(table()), SettledBlobs(table()), inbox_queue())


def pace() -> "Pace":
    """How often users may ask for what is dear."""
    from malote.adapters.pace import Pace

    return Pace(table())


@cache
def schemas() -> "Schemas":
    """The official schemas, each compiled when first needed."""
    from malote.fiscal.schemas import Schemas

    return Schemas.find()


def inspector() -> "Inspector":
    """Reads and judges documents; the trusted roots are at most five minutes old."""
    from malote.adapters.trust import trust_store
    from malote.fiscal.inspector import Inspector

    return Inspector(schemas(), trust_store(settings().bucket_name))


def reader() -> "IsolatedReader":
    """Reads what came into the inbox."""
    from malote.adapters.isolated_reading import IsolatedReader

    return IsolatedReader(inspector(), schemas())


def tenants() -> "TenantStore":
    """Who uses this deployment."""
    from malote.adapters.tenants import TenantStore

    return TenantStore(table())


def token_endpoint() -> "TokenEndpoints":
    """Who gives access tokens."""
    from malote.adapters.oauth import TokenEndpoints
    from malote.adapters.oauth_http import Client
    from malote.adapters.tls import tls_context

    return TokenEndpoints(Client(tls_context))


@cache
def mail_credentials() -> "MailCredentials":
    """What opens mail accounts; access tokens are kept while they are fresh."""
    from malote.adapters.secrets import MailCredentials, SecretsManager
    from malote.tokens import AccessTokens

    secrets = SecretsManager()
    return MailCredentials(secrets, AccessTokens(secrets, token_endpoint()))


def secret_keeper() -> "SecretVault":
    """Where what opens a mail account is kept."""
    from malote.adapters.secrets import SecretVault

    return SecretVault(settings().stage)


@cache
def mail_server() -> "ImapServer":
    """Opens mailboxes, all over one TLS context."""
    from malote.adapters.dialer import Dialer
    from malote.adapters.imap import ImapServer
    from malote.adapters.tls import tls_context

    dialer = Dialer(loopback=settings().loopback_mail_hosts)
    return ImapServer(tls_context(settings().mail_ca_pem), dialer=dialer)


@cache
def poller() -> "Poller":
    """Polls mailboxes."""
    from malote.adapters.outbox import OutboxItems
    from malote.mailboxes.poll import Poller
    from malote.messages.bounced import BouncedMessages

    return Poller(
        mailboxes=mailboxes(),
        server=mail_server(),
        credentials=mail_credentials(),
        archive=archive(),
        quarantine=registry(),
        ledger=mail_ledger(),
        trail=audit_trail(),
        reports=BouncedMessages(OutboxItems(table())),
    )


def previewer() -> "Previewer":
    """Looks into mailboxes."""
    from malote.adapters.settled import SettledBlobs
    from malote.mailboxes.preview import Previewer

    return Previewer(
        mailboxes=mailboxes(),
        server=mail_server(),
        credentials=mail_credentials(),
        tax_ids=registry(),
        settled=SettledBlobs(table()),
        reader=reader(),
    )

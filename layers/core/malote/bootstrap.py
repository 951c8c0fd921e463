"""The one composition root: which adapter stands behind each port. Nothing runs at import."""

from functools import cache

from malote.adapters.archive import S3Archive
from malote.adapters.catalog import Catalog
from malote.adapters.imap import ImapServer
from malote.adapters.mail_ledger import MailLedger
from malote.adapters.mailbox_store import MailboxStore
from malote.adapters.poll_queue import SqsPollQueue
from malote.adapters.registry import Registry
from malote.adapters.secrets import read_password
from malote.adapters.table import Table
from malote.adapters.tenants import TenantStore
from malote.adapters.tls import tls_context
from malote.mailboxes.poll import Poller
from malote.settings import settings


@cache
def table() -> Table:
    """The one table."""
    return Table(settings().table_name)


def archive() -> S3Archive:
    """The documents' bucket."""
    return S3Archive(settings().bucket_name)


def registry() -> Registry:
    """Where documents are written."""
    return Registry(table())


def catalog() -> Catalog:
    """Where documents are read."""
    return Catalog(table())


def mailboxes() -> MailboxStore:
    """Settings and state of mailboxes."""
    return MailboxStore(table())


def mail_ledger() -> MailLedger:
    """What became of every mail."""
    return MailLedger(table())


def poll_queue() -> SqsPollQueue:
    """Where polls are asked for."""
    return SqsPollQueue(settings().poll_queue_url)


def tenants() -> TenantStore:
    """Who uses this deployment."""
    return TenantStore(table())


@cache
def poller() -> Poller:
    """Polls mailboxes, all over one TLS context."""
    return Poller(
        mailboxes=mailboxes(),
        server=ImapServer(tls_context(settings().mail_ca_pem)),
        password_of=read_password,
        archive=archive(),
        quarantine=registry(),
        ledger=mail_ledger(),
    )

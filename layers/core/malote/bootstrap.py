"""The one composition root: which adapter stands behind each port. Nothing runs at import.

Each function composes only what it uses, so each factory imports its adapter when it is called:
a fan-out need not load the parser of mails to start.
"""

from functools import cache
from typing import TYPE_CHECKING

from malote.settings import settings

if TYPE_CHECKING:
    from malote.adapters.archive import S3Archive
    from malote.adapters.catalog import Catalog
    from malote.adapters.mail_ledger import MailLedger
    from malote.adapters.mailbox_store import MailboxStore
    from malote.adapters.poll_queue import SqsPollQueue
    from malote.adapters.registry import Registry
    from malote.adapters.table import Table
    from malote.adapters.tenants import TenantStore
    from malote.mailboxes.poll import Poller


@cache
def table() -> "Table":
    """The one table."""
    from malote.adapters.table import Table

    return Table(settings().table_name)


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


def mailboxes() -> "MailboxStore":
    """Settings and state of mailboxes."""
    from malote.adapters.mailbox_store import MailboxStore

    return MailboxStore(table())


def mail_ledger() -> "MailLedger":
    """What became of every mail."""
    from malote.adapters.mail_ledger import MailLedger

    return MailLedger(table())


def poll_queue() -> "SqsPollQueue":
    """Where polls are asked for."""
    from malote.adapters.poll_queue import SqsPollQueue

    return SqsPollQueue(settings().poll_queue_url)


def tenants() -> "TenantStore":
    """Who uses this deployment."""
    from malote.adapters.tenants import TenantStore

    return TenantStore(table())


@cache
def poller() -> "Poller":
    """Polls mailboxes, all over one TLS context."""
    from malote.adapters.imap import ImapServer
    from malote.adapters.secrets import read_password
    from malote.adapters.tls import tls_context
    from malote.mailboxes.poll import Poller

    return Poller(
        mailboxes=mailboxes(),
        server=ImapServer(tls_context(settings().mail_ca_pem)),
        password_of=read_password,
        archive=archive(),
        quarantine=registry(),
        ledger=mail_ledger(),
    )

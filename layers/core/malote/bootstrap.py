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
    from malote.adapters.decisions import Decisions
    from malote.adapters.export_files import S3ExportFiles
    from malote.adapters.export_queue import SqsExportQueue
    from malote.adapters.exports import ExportStore
    from malote.adapters.inbox_queue import SqsInboxQueue
    from malote.adapters.mail_ledger import MailLedger
    from malote.adapters.mailbox_store import MailboxStore
    from malote.adapters.papers import S3Papers
    from malote.adapters.poll_queue import SqsPollQueue
    from malote.adapters.printing import PdfPrinter
    from malote.adapters.registry import Registry
    from malote.adapters.table import Table
    from malote.adapters.tenants import TenantStore
    from malote.exports.make import Maker
    from malote.fiscal.inspector import Inspector
    from malote.fiscal.schemas import Schemas
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


def mail_ledger() -> "MailLedger":
    """What became of every mail."""
    from malote.adapters.mail_ledger import MailLedger

    return MailLedger(table())


def poll_queue() -> "SqsPollQueue":
    """Where polls are asked for."""
    from malote.adapters.poll_queue import SqsPollQueue

    return SqsPollQueue(settings().poll_queue_url)


def papers() -> "S3Papers":
    """The PDFs that were drawn."""
    from malote.adapters.papers import S3Papers

    return S3Papers(settings().bucket_name)


def printer() -> "PdfPrinter":
    """Who draws PDFs."""
    from malote.adapters.printing import PdfPrinter

    return PdfPrinter()


def exports() -> "ExportStore":
    """The state of monthly packages."""
    from malote.adapters.exports import ExportStore

    return ExportStore(table())


def export_queue() -> "SqsExportQueue":
    """Where the steps of monthly packages are asked for."""
    from malote.adapters.export_queue import SqsExportQueue

    return SqsExportQueue(settings().export_queue_url)


def export_files() -> "S3ExportFiles":
    """The files of monthly packages."""
    from malote.adapters.export_files import S3ExportFiles

    return S3ExportFiles(settings().bucket_name)


def export_maker() -> "Maker":
    """Makes monthly packages."""
    from malote.adapters.spreadsheet import write_spreadsheet
    from malote.exports.make import Maker
    from malote.exports.package import Packer

    packer = Packer(catalog(), archive(), printer(), write_spreadsheet)
    return Maker(exports(), export_queue(), export_files(), catalog(), packer)


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


def tenants() -> "TenantStore":
    """Who uses this deployment."""
    from malote.adapters.tenants import TenantStore

    return TenantStore(table())


@cache
def poller() -> "Poller":
    """Polls mailboxes, all over one TLS context."""
    from malote.adapters.imap import ImapServer
    from malote.adapters.secrets import MailCredentials
    from malote.adapters.tls import tls_context
    from malote.mailboxes.poll import Poller

    return Poller(
        mailboxes=mailboxes(),
        server=ImapServer(tls_context(settings().mail_ca_pem)),
        credentials=MailCredentials(),
        archive=archive(),
        quarantine=registry(),
        ledger=mail_ledger(),
    )

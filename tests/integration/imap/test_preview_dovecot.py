"""A dry run against the real things: it shows what there is, and changes nothing anywhere."""

import hashlib
import imaplib
import ssl
from collections.abc import Mapping
from typing import Any

import boto3
import pytest

from malote.adapters import keys
from malote.adapters.imap import ImapServer
from malote.adapters.isolated_reading import IsolatedReader
from malote.adapters.mailbox_store import MailboxStore
from malote.adapters.registry import Registry
from malote.adapters.settled import SettledBlobs
from malote.adapters.table import Table
from malote.errors import CredentialsRefused
from malote.fiscal.inspector import Inspector
from malote.fiscal.schemas import Schemas
from malote.mailboxes.models import AfterImport, Mailbox
from malote.mailboxes.preview import Previewer
from malote.mailboxes.preview_views import Preview
from tests.documents import KEY, NFE
from tests.fakes.credentials import FixedCredentials
from tests.integration.aws.conftest import bucket, cloud, table
from tests.integration.dovecot import Dovecot
from tests.integration.imap.conftest import PASSWORD
from tests.integration.imap.test_dovecot_parts import mail
from tests.unit.unpacking import tnef_writer as tnef
from tests.unit.unpacking.archives import zip_of

__all__ = ["bucket", "cloud", "table"]

RECIPIENT = "57647232000153"
DELIVERED = [
    mail((NFE, "nfe.xml")).as_bytes(),
    mail((zip_of({"igual.xml": NFE, "pior.xml": b"<a/>"}), "n.zip")).as_bytes(),
    mail((tnef.stream(tnef.attached(b"n.rar", b"Rar!\x1a\x07\x01\x00")), "winmail.dat")).as_bytes(),
]


@pytest.fixture
def kept(dovecot: Dovecot, mailbox: Mailbox, table: Table) -> Mailbox:
    """A paused mailbox that would move what it imports, with mails that nobody has seen."""
    mailbox = mailbox.model_copy(
        update={"tenant": "acme", "after_import": AfterImport.MOVE, "paused": "credentials_refused"}
    )
    dovecot.deliver(mailbox.username, *DELIVERED)
    table.put_all(
        [
            {**keys.tax_id("acme", RECIPIENT)},
            {**keys.mailbox("acme", "m"), **mailbox.model_dump(mode="json")},
        ]
    )
    return mailbox


def look(server: ImapServer, table: Table, password: str = PASSWORD) -> Preview:
    schemas = Schemas(None)
    return Previewer(
        mailboxes=MailboxStore(table),
        server=server,
        credentials=FixedCredentials(password),
        tax_ids=Registry(table),
        settled=SettledBlobs(table),
        reader=IsolatedReader(Inspector(schemas), schemas),
    ).preview("acme", "m")


def everything(dovecot: Dovecot, mailbox: Mailbox, table: Table, bucket: str) -> dict[str, Any]:
    """All that a poll could change."""
    items = boto3.client("dynamodb").scan(TableName=table._name)["Items"]
    flags = dovecot.doveadm("fetch", "-u", mailbox.username, "uid flags guid", "mailbox", "*")
    folders = dovecot.doveadm("mailbox", "list", "-u", mailbox.username)
    objects = boto3.client("s3").list_objects_v2(Bucket=bucket)["KeyCount"]
    return {"items": items, "flags": flags, "folders": folders, "objects": objects}


def recent(mailbox: Mailbox, tls: ssl.SSLContext) -> int:
    """Mails that no client was told of yet (RFC 3501 2.3.2): selecting tells, examining not."""
    with imaplib.IMAP4_SSL("localhost", mailbox.port, ssl_context=tls) as imap:
        imap.login(mailbox.username, PASSWORD)
        imap.select("INBOX")
        answer: Mapping[str, Any] = dict([imap.response("RECENT")])
        return int(answer["RECENT"][0])


def test_it_shows_what_there_is_and_changes_nothing(
    dovecot: Dovecot,
    server: ImapServer,
    kept: Mailbox,
    table: Table,
    bucket: str,
    tls: ssl.SSLContext,
) -> None:
    before = everything(dovecot, kept, table, bucket)
    preview = look(server, table)
    assert look(server, table) == preview
    shown = [
        (mail.uid, file.path, file.outcome, file.code or file.access_key)
        for mail in preview.items
        for file in mail.files
        if file.outcome != "ignored"
    ]
    assert shown == [
        (1, "nfe.xml", "registered", KEY),
        (2, "n.zip/igual.xml", "duplicate", None),
        (2, "n.zip/pior.xml", "quarantined", "unsupported_document"),
        (3, "winmail.dat/n.rar", "quarantined", "archive_unsupported"),
    ]
    assert preview.items[0].subject == "Notas de março"
    assert everything(dovecot, kept, table, bucket) == before
    assert recent(kept, tls) == len(DELIVERED)


def test_a_refused_password_changes_nothing_either(
    dovecot: Dovecot, server: ImapServer, kept: Mailbox, table: Table, bucket: str
) -> None:
    before = everything(dovecot, kept, table, bucket)
    with pytest.raises(CredentialsRefused):
        look(server, table, "outra")
    assert everything(dovecot, kept, table, bucket) == before


def test_what_the_ledger_knows_is_a_duplicate(
    server: ImapServer, kept: Mailbox, table: Table
) -> None:
    assert look(server, table).registered == 1
    sha256 = hashlib.sha256(NFE).hexdigest()
    table.put_all([{**keys.blob("acme", sha256), "outcome": "registered"}])
    again = look(server, table)
    assert (again.registered, again.duplicate) == (0, 2)

"""A mail of 40 MB in the mailbox: the poller stays small, and everything in it is told.

The real function in a process of its own, the real Dovecot, MiniStack's stores.
"""

import base64
import hashlib
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import boto3
import pytest

from malote.adapters import keys
from malote.adapters.mailbox_store import MailboxStore
from malote.adapters.secrets import SecretVault
from malote.adapters.table import Table
from malote.mailboxes.models import PollRequest
from tests.fakes.stores import NOON
from tests.fresh import run
from tests.handlers.events import sqs
from tests.integration.aws.conftest import bucket, cloud, table
from tests.integration.dovecot import Dovecot, dovecot
from tests.integration.imap.conftest import mailbox_at
from tests.unit.unpacking.archives import zip_of

__all__ = ["bucket", "cloud", "dovecot", "table"]

LIMIT = 256  # MiB
MB = 1_000_000

SCRIPT = """
import json, sys
from functions.poll_mailbox.handler import poll
answer = poll(json.load(sys.stdin), None)
from tests.fresh import peak
print(json.dumps({"answer": answer, "mib": peak() // 1024}))
"""


def xml(size: int, seed: int, packs_to: float = 1) -> bytes:
    """A document of this size in lines, of which so much is left when it is compressed.

    They end as IMAP has them, which would otherwise change them.
    """
    chance = random.Random(seed)
    noise = base64.b64encode(chance.randbytes(int(size * packs_to * 3 / 4)))
    lines = b"\r\n".join(noise[at : at + 76] for at in range(0, len(noise), 76))
    text = b"<nfeProc><x>%d</x><!--\r\n%b\r\n" % (seed, lines)
    return text + (b" " * 70 + b"\r\n") * ((size - len(text)) // 72) + b"--></nfeProc>"


def part(kind: bytes, name: bytes, content: bytes, *, encoded: bool = False) -> bytes:
    head = b'Content-Type: %b; name="%b"\n' % (kind, name)
    if encoded:
        head += b"Content-Transfer-Encoding: base64\n"
        content = base64.encodebytes(content)
    return head + b"\n" + content


def mail(*parts: bytes) -> bytes:
    body = b"".join(b"--limite\n%b\n" % each for each in parts)
    return (
        b"From: a@b.test\nSubject: notas\nMIME-Version: 1.0\n"
        b"Content-Type: multipart/mixed; boundary=limite\n\n" + body + b"--limite--\n"
    )


@dataclass
class Large:
    """A mail, the documents that arrive of it, and what else is told, by outcome and code."""

    content: bytes
    documents: list[bytes]
    told: dict[tuple[str, str], int]


def pdf_and_xml() -> Large:
    note = xml(20_000, 1)
    pdf = b"%PDF-1.4\n" + random.Random(2).randbytes(28 * MB)
    content = mail(
        part(b"application/pdf", b"danfe.pdf", pdf, encoded=True),
        part(b"text/xml", b"n.xml", note),
    )
    return Large(content, [note], {("ignored", "not_a_document"): 1})


def archive_of_60_mb() -> Large:
    """As large as the cap on encoded bytes lets it be: 15 MB in base64."""
    notes = [xml(1_180_000, seed, 0.32) for seed in range(50)]
    packed = zip_of({f"{number}.xml": note for number, note in enumerate(notes)})
    assert 14 * MB < len(packed) < 15.4 * MB
    other = b"%PDF-1.4\n" + random.Random(3).randbytes(13 * MB)
    content = mail(
        part(b"application/zip", b"n.zip", packed, encoded=True),
        part(b"application/pdf", b"danfe.pdf", other, encoded=True),
    )
    return Large(content, notes, {("ignored", "not_a_document"): 1})


def thirty_documents() -> Large:
    notes = [xml(1_330_000, seed) for seed in range(30)]
    parts = [part(b"text/xml", b"%d.xml" % number, note) for number, note in enumerate(notes)]
    return Large(mail(*parts), notes, {})


def thirty_in_base64() -> Large:
    """Over the cap on what is fetched of one mail: the last ones are refused, none is lost."""
    notes = [xml(1_330_000, seed) for seed in range(30)]
    parts = [part(b"text/xml", b"n.xml", note, encoded=True) for note in notes]
    return Large(mail(*parts), notes[:22], {("quarantined", "attachment_too_large"): 8})


def text_in_base64() -> Large:
    text = base64.b64encode(random.Random(4).randbytes(28 * MB))
    note = xml(20_000, 5)
    content = mail(part(b"text/plain", b"", text), part(b"text/xml", b"n.xml", note))
    return Large(content, [note], {("ignored", "not_a_document"): 1})


def two_forwarded() -> Large:
    """In base64 a server does not look into them: they are fetched and opened whole."""
    notes = [xml(3_500_000, seed) for seed in range(8)]
    inner = [
        mail(*(part(b"text/xml", b"n.xml", note) for note in some))
        for some in (notes[:4], notes[4:])
    ]
    parts = [part(b"message/rfc822", b"", each, encoded=True) for each in inner]
    return Large(mail(*parts), notes, {})


SHAPES = (
    pdf_and_xml, archive_of_60_mb, thirty_documents, thirty_in_base64, text_in_base64,
    two_forwarded,
)  # fmt: skip


@pytest.mark.parametrize("make", SHAPES, ids=lambda make: make.__name__)
def test_a_mail_of_40_mb_is_polled_below_256_mb(
    make: Callable[[], Large],
    dovecot: Dovecot,
    table: Table,
    bucket: str,
) -> None:
    large = make()
    assert 33 * MB < len(large.content) < 56 * MB
    user = make.__name__
    dovecot.set_password(user, "senha")
    dovecot.deliver(user, large.content)
    secret = SecretVault("test").add("mailbox", "acme", "notas", {"password": "senha"})
    settings = {"tenant": "acme", "mailbox_id": "notas", "secret_name": secret}
    MailboxStore(table).add(mailbox_at(dovecot.port, username=user, **settings))

    done = polled(dovecot, table, bucket)

    assert done["answer"] == {"batchItemFailures": []}
    items = list(table.query(keys.message("acme", "notas", 0, 0)["PK"], begins="MESSAGE#"))
    assert len(items) == 1, "the one mail is told of"
    told = Counter((part["outcome"], part.get("reason", "")) for part in items[0]["parts"])
    assert told == large.told | {("stored", ""): len(large.documents)}
    listed = boto3.client("s3").list_objects_v2(Bucket=bucket, Prefix="inbox/")
    arrived = {each["Key"].rpartition("/")[2] for each in listed["Contents"]}
    assert arrived == {hashlib.sha256(each).hexdigest() for each in large.documents}
    print(f"{make.__name__}: {len(large.content) / MB:.1f} MB, {done['mib']} MiB")
    assert done["mib"] < LIMIT


def polled(dovecot: Dovecot, table: Table, bucket: str) -> dict[str, Any]:
    """Poll the mailbox once, as Lambda would, in a new process: its answer and its peak."""
    request = PollRequest(tenant="acme", mailbox_id="notas", requested_at=NOON)
    return run(
        SCRIPT,
        sqs(request.model_dump_json()),
        STAGE="test",
        TABLE_NAME=table._name,
        BUCKET_NAME=bucket,
        POLL_QUEUE_URL="http://q.invalid",
        LOOPBACK_MAIL_HOSTS="true",
        MAIL_CA_PEM=dovecot.certificates.ca.read_text(),
    )

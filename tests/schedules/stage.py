"""A table, a bucket and two queues for one schedule, and the functions' handlers upon them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest

from functions.parse_xml.handler import handle as parse
from functions.poll_mailbox.handler import fan_out, poll
from functions.reconcile.handler import handle as reconcile
from malote import bootstrap
from malote.adapters.archive import S3Archive
from malote.adapters.aws import client
from malote.adapters.registry import Registry
from malote.audit import Action, Actor, Entry
from malote.documents.upload import take_upload
from malote.fiscal.inspector import Inspector
from malote.mail_accounts import Credential
from malote.mailboxes.models import Mailbox
from malote.settings import settings
from tests.fakes.credentials import FixedCredentials
from tests.fakes.folder import FakeFolder
from tests.fakes.stores import NOON
from tests.fakes.trail import MemoryTrail
from tests.handlers.events import Context, sqs
from tests.integration.aws.conftest import new_bucket, new_table
from tests.integration.aws.queues import announce, new_queue, taken
from tests.schedules.world import MAILBOXES, TENANTS, World

type Address = tuple[str, str]

SETTLING = timedelta(milliseconds=3)  # MiniStack dates objects by this machine's own clock


class DatedArchive(S3Archive):
    """S3 dates an object when it is first put: here that is always noon."""

    def get(self, tenant: str, sha256: str) -> tuple[bytes, datetime]:
        return super().get(tenant, sha256)[0], NOON


@dataclass
class MailServers:
    """The mailboxes of all tenants, behind the port."""

    folders: dict[Address, FakeFolder]

    @contextmanager
    def open(
        self, mailbox: Mailbox, credential: Credential, deadline: float
    ) -> Iterator[FakeFolder]:
        yield self.folders[mailbox.tenant, mailbox.mailbox_id]


class Stage:
    """``now`` is the pollers' clock, a ``tick`` later with each delivery.

    Documents are settled at noon, whenever that is.
    """

    def __init__(self, world: World, patch: pytest.MonkeyPatch) -> None:
        self.world = world
        self.now, self.tick = NOON, timedelta(seconds=1)
        self.folders = world.folders()
        self.table, self.bucket = new_table()._name, new_bucket()
        self.queues = {kind: new_queue() for kind in ("poll", "inbox")}
        announce(self.bucket, self.queues["inbox"])
        self._compose(patch)
        self._furnish()

    def _compose(self, patch: pytest.MonkeyPatch) -> None:
        names = {
            "STAGE": "test", "TABLE_NAME": self.table, "BUCKET_NAME": self.bucket,
            "POLL_QUEUE_URL": self.queues["poll"], "INBOX_QUEUE_URL": self.queues["inbox"],
        }  # fmt: skip
        for name, value in names.items():
            patch.setenv(name, value)
        settings.cache_clear()
        bootstrap.table.cache_clear()
        archive, registry = DatedArchive(self.bucket), Registry(bootstrap.table(), lambda: NOON)
        inspector = Inspector(bootstrap.schemas(), self.world.trust)
        poller = replace(
            bootstrap.poller.__wrapped__(),
            server=MailServers(self.folders), credentials=FixedCredentials(),
            archive=archive, quarantine=registry, now=lambda: self.now,
        )  # fmt: skip
        reconciler = replace(bootstrap.reconciler(), settling=SETTLING)
        ports = {
            "archive": archive, "registry": registry, "inspector": inspector, "poller": poller,
            "reconciler": reconciler,
        }  # fmt: skip
        for name, port in ports.items():
            patch.setattr(bootstrap, name, lambda port=port: port)

    def _furnish(self) -> None:
        for tenant, tax_ids in TENANTS.items():
            bootstrap.tenants().add_tax_ids(tenant, tax_ids, NOON)
        for tenant, mailbox_id in MAILBOXES:
            bootstrap.mailboxes().add(
                Mailbox(
                    tenant=tenant, mailbox_id=mailbox_id, host="h", username="u", secret_name="s"
                )
            )

    def deliver(self, kind: str, bodies: list[str]) -> None:
        """Hand these to the function that they are for, in one batch. None may fail."""
        self.now += self.tick
        if kind in self.queues:
            handle = poll if kind == "poll" else parse
            assert handle(sqs(*bodies), Context()) == {"batchItemFailures": []}
            return
        deliver: Callable[[str], object] = {
            "fire": lambda body: fan_out({"time": body}, Context()),
            "reconcile": lambda body: reconcile({}, Context()),
            "upload": lambda body: self._upload(int(body)),
            "mail": lambda body: self._receive(until=int(body)),
        }[kind]
        for body in bodies:
            deliver(body)

    def _receive(self, until: int) -> None:
        """The mailboxes have their first so many mails."""
        for address, mails in self.world.mails.items():
            for parts in mails[len(self.folders[address].mails) : until]:
                self.folders[address].add(*parts)

    def _upload(self, number: int) -> None:
        tenant, request, body = self.world.uploads[number]
        entry = Entry(tenant, NOON, Actor("user", "ana"), Action.DOCUMENTS_UPLOADED, request)
        ports = bootstrap.archive(), bootstrap.registry(), bootstrap.mail_ledger()
        take_upload(body, entry, *ports, MemoryTrail())

    def collect(self, kind: str) -> list[str]:
        """All messages of a queue, taken off it."""
        return taken(self.queues[kind])

    def close(self) -> None:
        """Leave nothing behind: hundreds of these would fill MiniStack's memory."""
        client("dynamodb").delete_table(TableName=self.table)
        for url in self.queues.values():
            client("sqs").delete_queue(QueueUrl=url)
        settings.cache_clear()
        bootstrap.table.cache_clear()


def is_event_of_s3(body: str) -> bool:
    """Only these can be lost: what a function queued stays in the queue."""
    return '"eventSource": "aws:s3"' in body

"""One mailbox over fakes, and the polls of it."""

from dataclasses import dataclass, field

from malote.errors import MailboxError
from malote.mailboxes.models import Mailbox, PollReport, PollRequest
from malote.mailboxes.poll import Poller
from malote.ports import DeliveryReports
from tests.fakes.credentials import FixedCredentials
from tests.fakes.folder import FakeFolder, FakeServer
from tests.fakes.stores import (
    NOON,
    MemoryArchive,
    MemoryLedger,
    MemoryMailboxes,
    MemoryQuarantine,
)
from tests.fakes.trail import MemoryTrail

XML = b"<?xml version='1.0'?><nfeProc>%d</nfeProc>"
MAILBOX = Mailbox(
    tenant="acme", mailbox_id="notas", host="h", username="u", secret_name="s", revision="1"
)
REQUEST = PollRequest(tenant="acme", mailbox_id="notas", requested_at=NOON)


@dataclass
class World:
    """What a poll sees: a folder, the stores, and a clock that shows ``ticks`` and then zero."""

    folder: FakeFolder = field(default_factory=FakeFolder)
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    quarantine: MemoryQuarantine = field(default_factory=MemoryQuarantine)
    ledger: MemoryLedger = field(default_factory=MemoryLedger)
    mailboxes: MemoryMailboxes = field(default_factory=lambda: MemoryMailboxes(MAILBOX))
    trail: MemoryTrail = field(default_factory=MemoryTrail)
    error: MailboxError | None = None
    ticks: list[float] = field(default_factory=list)
    reports: DeliveryReports | None = None

    def poll(self, request: PollRequest = REQUEST) -> tuple[PollReport | None, PollRequest | None]:
        return Poller(
            mailboxes=self.mailboxes,
            server=FakeServer(self.folder, self.error),
            credentials=FixedCredentials(),
            archive=self.archive,
            quarantine=self.quarantine,
            ledger=self.ledger,
            trail=self.trail,
            reports=self.reports,
            now=lambda: NOON,
            clock=lambda: self.ticks.pop(0) if self.ticks else 0.0,
        ).poll(request)

    def report(self) -> PollReport:
        report, _ = self.poll()
        assert report
        return report

"""One poll of one mailbox: lease, read what is new, remember how far, say how it went."""

from collections import Counter
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import batched, chain
from time import monotonic

from malote.audit import MALOTE, Action, Entry
from malote.clock import utc_now
from malote.errors import LeaseLost, MailboxError, StoreFailed
from malote.mailboxes.intake import Intake
from malote.mailboxes.models import (
    AfterImport,
    Cursor,
    Lease,
    Mailbox,
    MailOutcome,
    MailResult,
    PollReport,
    PollRequest,
)
from malote.opening import opened
from malote.ports import (
    Archive,
    AuditTrail,
    Credentials,
    DeliveryReports,
    Mailboxes,
    MailFolder,
    MailLedger,
    MailServer,
    QuarantineLedger,
)

SURVEYED = 1_000
"""Mails described, and peeked into, in one round trip."""

ATTEMPTS = 3
"""Polls that may end or die at one mail before it is given up."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds from the start of a poll; the last one stays below the function's timeout.

    After ``enough`` no new batch begins and the rest goes to a next message; at ``cut`` the
    connection is cut wherever it is; the ``lease`` outlives that.
    """

    enough: float = 40
    cut: float = 55
    lease: float = 80


@dataclass(frozen=True, slots=True)
class Poller:
    """Polls mailboxes. It is safe to poll many at once, in threads."""

    mailboxes: Mailboxes
    server: MailServer
    credentials: Credentials
    archive: Archive
    quarantine: QuarantineLedger
    ledger: MailLedger
    trail: AuditTrail
    reports: DeliveryReports | None = None
    limits: Limits = Limits()
    now: Callable[[], datetime] = utc_now
    clock: Callable[[], float] = monotonic

    def poll(self, request: PollRequest) -> tuple[PollReport | None, PollRequest | None]:
        """Read a mailbox. Returns what happened, and the poll to ask for next, if any.

        No report: there is no such mailbox, it is paused, held by another poll, was polled since
        the request, or is backing off. A MailboxError is in the report; what the stores raise
        goes through, and the message is tried again.
        """
        mailbox = self.mailboxes.get(request.tenant, request.mailbox_id)
        if mailbox is None or mailbox.paused:
            return None, None
        started = self.now()
        until = started + timedelta(seconds=self.limits.lease)
        lease = self.mailboxes.acquire(request, started, until)
        if lease is None:
            return None, None
        # Read again, as settings that are saved after the lease was given end it.
        mailbox = self.mailboxes.get(request.tenant, request.mailbox_id)
        if mailbox is None or mailbox.paused:
            return None, None
        report = PollReport()
        try:
            self._read(request, mailbox, lease, report)
        except LeaseLost as lost:
            report.error = lost
            return report, None
        except MailboxError as error:
            report.error = error
        except Exception:
            report.error = StoreFailed()
            self._release(lease, report)
            raise
        asked_again = self._release(lease, report)
        if report.error:
            if report.error.final:
                report.paused = self._pause(mailbox, report.error)
            return report, None
        again = request.model_copy(update={"requested_at": self.now()})
        return report, again if report.more or asked_again else None

    def _pause(self, mailbox: Mailbox, error: MailboxError) -> bool:
        now, tenant, of = self.now(), mailbox.tenant, mailbox.mailbox_id
        paused = self.mailboxes.pause(mailbox, error, now)
        if paused:
            told = Entry(tenant, now, MALOTE, Action.MAILBOX_PAUSED, of, {"reason": error.code})
            self.trail.record(told)
        return paused

    def _release(self, lease: Lease, report: PollReport) -> bool:
        # Who got further and then broke off goes on at the next firing; so does who is not to
        # blame, and a message that failed is tried again.
        blamed = report.error and not isinstance(report.error, StoreFailed)
        failed = blamed and report.mails == report.given_up
        retry_at = self.now() + _back_off(lease.failures) if failed else None
        try:
            return self.mailboxes.release(lease, report, self.now(), retry_at)
        except LeaseLost:
            return False  # the poll that took over tells its own result

    def _read(
        self, request: PollRequest, mailbox: Mailbox, lease: Lease, report: PollReport
    ) -> None:
        began = self.clock()
        with opened(mailbox, self.server, self.credentials, began + self.limits.cut) as folder:
            cursor = lease.cursor
            if cursor is None or cursor.uid_validity != folder.uid_validity:
                cursor = Cursor(folder.uid_validity, 0)  # a new epoch: the hashes deduplicate
            # Closed before the folder is: what reads ahead ends first.
            with closing(self._batches(request, mailbox, lease, folder, cursor, report)) as batches:
                for batch in batches:
                    self._settle(mailbox, lease, folder, batch, report)
                    if self.clock() - began > self.limits.enough:
                        report.more = True
                        return

    def _batches(
        self,
        request: PollRequest,
        mailbox: Mailbox,
        lease: Lease,
        folder: MailFolder,
        cursor: Cursor,
        report: PollReport,
    ) -> Generator[Sequence[MailResult]]:
        """What becomes of the mails after the cursor: one by one, while the mailbox is stuck.

        The first one is given up after ``ATTEMPTS`` polls that got no further than it; of those
        that a user forces only the first counts, or impatience in an outage would give it up.
        """
        intake = Intake(mailbox, self.archive, self.quarantine, self.ledger, reports=self.reports)
        together = 1 if lease.stuck else SURVEYED
        found = folder.uids_after(cursor.last_uid)
        windows = chain.from_iterable(batched(window, together) for window in found)
        begun = False
        for some in windows:
            stuck_here = lease.stuck_at == some[0] and lease.cursor in {None, cursor}
            attempts = lease.stuck if stuck_here else 0
            if attempts >= ATTEMPTS:
                report.given_up += 1
                yield [intake.give_up(folder, some[0], self.now())]
                continue
            if not begun:
                if lease.cursor not in {None, cursor}:  # attempts count within one epoch
                    self.mailboxes.advance(lease, cursor)
                if not (request.forced and attempts):
                    self.mailboxes.begin(lease, some[0], attempts + 1)
                begun = True
            yield from intake.take(folder, [some] if lease.stuck else chain([some], windows))

    def _settle(
        self,
        mailbox: Mailbox,
        lease: Lease,
        folder: MailFolder,
        batch: Sequence[MailResult],
        report: PollReport,
    ) -> None:
        """Everything of the batch is safe: pass it, then do with the mails as the tenant wants."""
        last = Cursor(folder.uid_validity, batch[-1].message.uid)
        self.mailboxes.advance(lease, last)
        _add(report, batch)
        imported = [
            mail.message.uid
            for mail in batch
            if mail.outcome in {MailOutcome.STORED, MailOutcome.DUPLICATE}
        ]
        try:
            if imported and mailbox.after_import is AfterImport.MARK_SEEN:
                folder.mark_seen(imported)
            elif imported and mailbox.after_import is AfterImport.MOVE:
                folder.move(imported, mailbox.move_to)
        except MailboxError as error:
            # Tidying up must not hold up the documents; a broken connection fails the next read.
            report.warning = error


def _add(report: PollReport, batch: Sequence[MailResult]) -> None:
    report.mails += len(batch)
    counts = Counter(mail.outcome for mail in batch)
    report.stored += counts[MailOutcome.STORED]
    report.duplicate += counts[MailOutcome.DUPLICATE]
    report.quarantined += counts[MailOutcome.QUARANTINED]
    report.ignored += counts[MailOutcome.IGNORED]


def _back_off(failures: int) -> timedelta:
    """Ten minutes after the first failure, doubled by each further one, six hours at most."""
    return min(timedelta(minutes=10 * 2 ** min(failures, 10)), timedelta(hours=6))

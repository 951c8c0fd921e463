"""From the mails of a folder to stored bytes: survey, peek, fetch, open, keep, write down.

Round trips first, bytes second: each step asks for many mails at once, and a batch is as many
mails as fit in so many bytes.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from malote.errors import MailUnreadable
from malote.mailboxes.ahead import one_ahead
from malote.mailboxes.in_hand import Fetched, MailInHand, shown
from malote.mailboxes.keep import Keeper
from malote.mailboxes.models import (
    AfterImport,
    Mailbox,
    MailOutcome,
    MailResult,
    Message,
    Part,
    PartResult,
)
from malote.mailboxes.parts import (
    PEEK_BYTES,
    Step,
    plan,
    step_after_peek,
    unpack_part,
    whole_message_step,
)
from malote.mailboxes.reports import fetch_reports, report_parts
from malote.ports import DeliveryReports, Deposit, MailFolder, MailLedger, QuarantineLedger
from malote.unpacking import Budget, Caps, Refusal
from malote.unpacking.encodings import decode

_KEPT_AT_ONCE = 500  # then the cursor moves on, however small the mails that held so much
_VANISHED = "vanished"
_DELIVERY_REPORT = "delivery_report"


@dataclass(frozen=True, slots=True)
class Intake:
    """Where the contents of a mailbox go. Not read ``ahead``, it needs no other thread.

    Delivery reports go to ``reports``, if there is anybody to take them.
    """

    mailbox: Mailbox
    archive: Deposit
    quarantine: QuarantineLedger
    ledger: MailLedger
    caps: Caps = field(default_factory=Caps)
    ahead: bool = True
    reports: DeliveryReports | None = None

    def take(
        self, folder: MailFolder, windows: Iterable[Sequence[int]]
    ) -> Iterator[list[MailResult]]:
        """Read these mails and make them safe, batch by batch, in UID order.

        When a batch is yielded its bytes are in the bucket and its ledger is written, so the
        cursor may pass it. Raises MailboxError, or what the stores raise.

        While a batch is being kept the next one is read. Not if something is to be done with the
        mails, for a folder is not for two at once; nor beside a mail that is a batch of its own.
        """
        left_alone = self.ahead and self.mailbox.after_import is AfterImport.LEAVE

        def may_go_on(read: Fetched) -> bool:
            return left_alone and sum(map(len, read.bodies.values())) <= folder.batch_bytes

        batches = chain.from_iterable(self._read(folder, uids) for uids in windows)
        with one_ahead(batches, while_=may_go_on) as all_read:
            for read in all_read:
                yield from self._keep(folder.uid_validity, read)

    def give_up(self, folder: MailFolder, uid: int, now: datetime) -> MailResult:
        """Tell of a mail that is not even looked at: whoever tried ended or died of it."""
        mail = MailInHand(Message(uid, 0, now, b"", None))
        mail.decided.append(Refusal("", MailUnreadable("toda tentativa de ler falhou"), None))
        (result,) = next(self._keep(folder.uid_validity, Fetched([mail], {})))
        return result

    def _read(self, folder: MailFolder, uids: Sequence[int]) -> Iterator[Fetched]:
        mails = [self._planned(message) for message in folder.survey(uids)]
        for batch in _by_bytes(mails, lambda mail: mail.to_be_seen, folder.batch_bytes):
            self._peek(folder, batch)
        for batch in _by_bytes(mails, lambda mail: mail.size, folder.batch_bytes):
            wanted = {m.message.uid: [p.section for p in m.to_fetch] for m in batch if m.to_fetch}
            expected = sum(mail.size for mail in batch)
            read = Fetched(batch, folder.fetch(wanted, expected=expected) if wanted else {})
            self._explain_absent(folder, read)
            told = {mail.message.uid: mail.report for mail in batch if mail.report}
            read.reports.update(fetch_reports(folder, told))
            yield read

    def _planned(self, message: Message) -> MailInHand:
        mail = MailInHand(message)
        if message.parts is None:
            whole = Part("", "message/rfc822", "8bit", message.size)
            mail.next(whole, whole_message_step(message.size, self.caps), self.caps)
        else:
            for part, step in plan(message.parts, self.caps):
                mail.next(part, step, self.caps)
            mail.report = report_parts(message.parts) if self.reports else None
        return mail

    def _peek(self, folder: MailFolder, mails: Sequence[MailInHand]) -> None:
        wanted = {m.message.uid: [p.section for p in m.to_peek] for m in mails if m.to_peek}
        beginnings = folder.fetch(wanted, PEEK_BYTES) if wanted else {}
        for mail in mails:
            for part in mail.to_peek:
                beginning = beginnings.get((mail.message.uid, part.section))
                # One that is not handed over says nothing yet: the fetch will tell.
                unseen = beginning is None and part.size > 0
                step = Step.FETCH if unseen else step_after_peek(part, beginning or b"", self.caps)
                mail.next(part, step, self.caps)

    def _take_report(self, mail: MailInHand, report: tuple[bytes, bytes]) -> None:
        tenant, message = self.mailbox.tenant, mail.message
        about = self.reports.take(tenant, *report, message.received_at) if self.reports else ""
        if about:
            mail.reason = _DELIVERY_REPORT
            mail.parts.append(PartResult("", MailOutcome.IGNORED, about, _DELIVERY_REPORT))

    def _keep(self, uid_validity: int, read: Fetched) -> Iterator[list[MailResult]]:
        done: list[MailInHand] = []
        keeper = Keeper(self.mailbox, uid_validity, self.archive, self.quarantine)
        for mail in read.mails:
            message, budget = mail.message, Budget(self.caps)
            keeper.keep(message, mail.decided, None, mail.parts)
            for part in mail.to_fetch:
                content = decode(read.bodies.pop((message.uid, part.section), b""), part.encoding)
                keeper.keep(message, unpack_part(part, content, budget), content, mail.parts)
            if report := read.reports.get(message.uid):
                self._take_report(mail, report)
            done.append(mail)
            if keeper.kept >= _KEPT_AT_ONCE:
                yield self._written(keeper, done)
                done, keeper.kept = [], 0
        if done:
            yield self._written(keeper, done)

    def _written(self, keeper: Keeper, mails: Sequence[MailInHand]) -> list[MailResult]:
        keeper.flush()
        results = [mail.result() for mail in mails]
        self.ledger.record(self.mailbox, keeper.uid_validity, results)
        return results

    def _explain_absent(self, folder: MailFolder, read: Fetched) -> None:
        """What the server did not hand over is told, unless the mail is gone meanwhile.

        Nothing, in the place of a content that has a size, is not handed over either.
        """
        bodies = read.bodies
        absent = {
            mail.message.uid: [
                part for part in mail.to_fetch
                if (part.size or mail.message.parts is None)
                and not bodies.get((mail.message.uid, part.section))
            ]
            for mail in read.mails
        }  # fmt: skip
        suspects = [uid for uid, parts in absent.items() if parts]
        if not suspects:
            return
        still_there = {message.uid for message in folder.survey(suspects)}
        for mail in read.mails:
            parts = absent[mail.message.uid]
            if parts and mail.message.uid not in still_there:
                mail.reason, mail.to_fetch = _VANISHED, []
                continue
            for part in parts:
                mail.to_fetch.remove(part)
                unreadable = MailUnreadable(f"parte {part.section or 'inteira'}")
                mail.decided.append(Refusal(shown(part), unreadable, None))


def _by_bytes(
    mails: Sequence[MailInHand], bytes_of: Callable[[MailInHand], int], most: int
) -> Iterator[list[MailInHand]]:
    batch: list[MailInHand] = []
    size = 0
    for mail in mails:
        if batch and size + bytes_of(mail) > most:
            yield batch
            batch, size = [], 0
        batch.append(mail)
        size += bytes_of(mail)
    if batch:
        yield batch

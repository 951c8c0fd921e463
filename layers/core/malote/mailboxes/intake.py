"""From the mails of a folder to stored bytes: survey, peek, fetch, open, keep, write down.

Round trips first, bytes second: each step asks for many mails at once, and a batch is as many
mails as fit in so many bytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from malote.errors import AttachmentTooLarge, MailUnreadable
from malote.mailboxes.keep import Keeper
from malote.mailboxes.models import Mailbox, MailOutcome, MailResult, Message, Part, PartResult
from malote.mailboxes.parts import (
    PEEK_BYTES,
    Step,
    plan,
    step_after_peek,
    unpack_part,
    whole_message_step,
)
from malote.ports import Archive, MailFolder, MailLedger, QuarantineLedger
from malote.unpacking import Budget, Caps, Found, Ignored, Refusal
from malote.unpacking.encodings import decode

BATCH_BYTES = 8 * 1024 * 1024
_NO_DOCUMENT = "no_document"
_VANISHED = "vanished"


@dataclass(slots=True)
class _Mail:
    """A mail on its way through the steps; ``decided`` is what needs no fetching to be told."""

    message: Message
    to_peek: list[Part] = field(default_factory=list)
    to_fetch: list[Part] = field(default_factory=list)
    decided: list[Found] = field(default_factory=list)
    parts: list[PartResult] = field(default_factory=list)
    reason: str = _NO_DOCUMENT

    @property
    def size(self) -> int:
        return sum(part.size for part in self.to_fetch)

    def next(self, part: Part, step: Step) -> None:
        match step:
            case Step.FETCH:
                self.to_fetch.append(part)
            case Step.PEEK:
                self.to_peek.append(part)
            case Step.TOO_LARGE:
                error = AttachmentTooLarge(f"{part.size} bytes codificados")
                self.decided.append(Refusal(part.name or part.section, error, None))
            case Step.IGNORE:
                self.decided.append(Ignored(part.name or part.section))

    def result(self) -> MailResult:
        for outcome in (MailOutcome.STORED, MailOutcome.DUPLICATE, MailOutcome.QUARANTINED):
            for part in self.parts:
                if part.outcome is outcome:
                    return MailResult(self.message, outcome, part.reason, tuple(self.parts))
        return MailResult(self.message, MailOutcome.IGNORED, self.reason, tuple(self.parts))


@dataclass(frozen=True, slots=True)
class Intake:
    """Where the contents of a mailbox go."""

    mailbox: Mailbox
    archive: Archive
    quarantine: QuarantineLedger
    ledger: MailLedger
    caps: Caps = field(default_factory=Caps)

    def take(self, folder: MailFolder, uids: Sequence[int]) -> Iterator[list[MailResult]]:
        """Read these mails and make them safe, batch by batch, in UID order.

        When a batch is yielded its bytes are in the bucket and its ledger is written, so the
        cursor may pass it. Raises MailboxError, or what the stores raise.
        """
        mails = [self._planned(message) for message in folder.survey(uids)]
        self._peek(folder, mails)
        for batch in _by_bytes(mails):
            self._keep(folder, batch)
            results = [mail.result() for mail in batch]
            self.ledger.record(self.mailbox, folder.uid_validity, results)
            yield results

    def _planned(self, message: Message) -> _Mail:
        mail = _Mail(message)
        if message.parts is None:
            whole = Part("", "message/rfc822", "8bit", message.size)
            mail.next(whole, whole_message_step(message.size, self.caps))
        else:
            for part, step in plan(message.parts, self.caps):
                mail.next(part, step)
        return mail

    def _peek(self, folder: MailFolder, mails: Sequence[_Mail]) -> None:
        wanted = {m.message.uid: [p.section for p in m.to_peek] for m in mails if m.to_peek}
        beginnings = folder.fetch(wanted, PEEK_BYTES) if wanted else {}
        for mail in mails:
            for part in mail.to_peek:
                beginning = beginnings.get((mail.message.uid, part.section), b"")
                mail.next(part, step_after_peek(part, beginning, self.caps))

    def _keep(self, folder: MailFolder, mails: Sequence[_Mail]) -> None:
        wanted = {m.message.uid: [p.section for p in m.to_fetch] for m in mails if m.to_fetch}
        bodies = folder.fetch(wanted) if wanted else {}
        keeper = Keeper(self.mailbox, folder.uid_validity, self.archive, self.quarantine)
        for mail in mails:
            message, budget = mail.message, Budget(self.caps)
            if mail.to_fetch and not any((message.uid, p.section) in bodies for p in mail.to_fetch):
                if message.parts is None:
                    unreadable = MailUnreadable(f"UID {message.uid}")
                    mail.decided.append(Refusal("", unreadable, None))
                else:
                    mail.reason = _VANISHED  # deleted, or moved away, since the survey
                mail.to_fetch = []
            keeper.keep(message, mail.decided, None, mail.parts)
            for part in mail.to_fetch:
                content = decode(bodies.pop((message.uid, part.section), b""), part.encoding)
                keeper.keep(message, unpack_part(part, content, budget), content, mail.parts)
        keeper.flush()


def _by_bytes(mails: Sequence[_Mail]) -> Iterator[list[_Mail]]:
    batch: list[_Mail] = []
    size = 0
    for mail in mails:
        if batch and size + mail.size > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(mail)
        size += mail.size
    if batch:
        yield batch

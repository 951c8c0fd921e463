"""From the mails of a folder to stored bytes: survey, peek, fetch, unpack, put, write down.

Round trips first, bytes second: each step asks for many mails at once, and a batch is as many
mails as fit in so many bytes.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from malote.documents import Quarantined, Reason
from malote.errors import AttachmentTooLarge, MailUnreadable
from malote.mailboxes.caps import Budget, Caps
from malote.mailboxes.encodings import decode
from malote.mailboxes.models import Mailbox, MailOutcome, MailResult, Message, Part, PartResult
from malote.mailboxes.parts import PEEK_BYTES, Step, plan, step_after_peek, whole_message_step
from malote.mailboxes.unpack import Candidate, Found, Ignored, Refusal, unpack_mail, unpack_part
from malote.ports import Archive, MailFolder, MailLedger, QuarantineLedger

BATCH_BYTES = 8 * 1024 * 1024
_NO_DOCUMENT = "no_document"
_VANISHED = "vanished"


@dataclass(slots=True)
class _Mail:
    """A mail on its way through the steps."""

    message: Message
    to_peek: list[Part] = field(default_factory=list)
    to_fetch: list[Part] = field(default_factory=list)
    found: list[tuple[Found, bytes | None]] = field(default_factory=list)
    reason: str = _NO_DOCUMENT

    @property
    def size(self) -> int:
        return sum(part.size for part in self.to_fetch)


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
            self._fetch(folder, batch)
            yield self._keep(folder.uid_validity, batch)

    def _planned(self, message: Message) -> _Mail:
        mail = _Mail(message)
        if message.parts is None:
            whole = Part("", "message/rfc822", "8bit", message.size)
            self._next(mail, whole, whole_message_step(message.size, self.caps))
        else:
            for part, step in plan(message.parts, self.caps):
                self._next(mail, part, step)
        return mail

    def _next(self, mail: _Mail, part: Part, step: Step) -> None:
        match step:
            case Step.FETCH:
                mail.to_fetch.append(part)
            case Step.PEEK:
                mail.to_peek.append(part)
            case Step.TOO_LARGE:
                error = AttachmentTooLarge(f"{part.size} bytes codificados")
                mail.found.append((Refusal(part.name or part.section, error, None), None))
            case Step.IGNORE:
                mail.found.append((Ignored(part.name or part.section), None))

    def _peek(self, folder: MailFolder, mails: Sequence[_Mail]) -> None:
        wanted = {m.message.uid: [p.section for p in m.to_peek] for m in mails if m.to_peek}
        if not wanted:
            return
        beginnings = folder.fetch(wanted, PEEK_BYTES)
        for mail in mails:
            for part in mail.to_peek:
                beginning = beginnings.get((mail.message.uid, part.section), b"")
                self._next(mail, part, step_after_peek(part, beginning, self.caps))

    def _fetch(self, folder: MailFolder, mails: Sequence[_Mail]) -> None:
        wanted = {m.message.uid: [p.section for p in m.to_fetch] for m in mails if m.to_fetch}
        if not wanted:
            return
        bodies = folder.fetch(wanted)
        for mail in mails:
            budget = Budget(self.caps)
            uid = mail.message.uid
            if mail.to_fetch and not any((uid, p.section) in bodies for p in mail.to_fetch):
                if mail.message.parts is None:
                    mail.found.append((Refusal("", MailUnreadable(f"UID {uid}"), None), None))
                else:
                    mail.reason = _VANISHED  # deleted, or moved away, since the survey
                continue
            for part in mail.to_fetch:
                body = bodies.get((uid, part.section), b"")
                if part.section:
                    content = decode(body, part.encoding)
                    found = unpack_part(part, body, budget)
                else:
                    content, found = body, unpack_mail(body, "", budget)
                mail.found += [(each, content) for each in found]

    def _keep(self, uid_validity: int, mails: Sequence[_Mail]) -> list[MailResult]:
        tenant = self.mailbox.tenant
        contents = [f.content for m in mails for f, _ in m.found if isinstance(f, Candidate)]
        stored = iter(self.archive.put_all(tenant, contents))
        results = []
        for mail in mails:
            parts = []
            for found, whole in mail.found:
                match found:
                    case Candidate():
                        sha256, new = next(stored)
                        outcome = MailOutcome.STORED if new else MailOutcome.DUPLICATE
                        parts.append(PartResult(found.path, outcome, sha256))
                    case Refusal():
                        parts.append(self._refuse(uid_validity, mail.message, found, whole))
                    case Ignored():
                        parts.append(PartResult(found.path, MailOutcome.IGNORED, "", found.reason))
            results.append(_result(mail, parts))
        self.ledger.record(self.mailbox, uid_validity, results)
        return results

    def _refuse(
        self, uid_validity: int, message: Message, refusal: Refusal, whole: bytes | None
    ) -> PartResult:
        content = whole if refusal.content is None else refusal.content
        box = self.mailbox
        place = f"{box.mailbox_id}/{uid_validity}/{message.uid}/{refusal.path}"
        blob_id = hashlib.sha256(place.encode() if content is None else content).hexdigest()
        if content is not None:
            self.archive.put_aside(box.tenant, blob_id, content)
        self.quarantine.quarantine(
            Quarantined(
                tenant=box.tenant,
                blob_id=blob_id,
                reason=Reason(refusal.error.code, refusal.error.detail),
                received_at=message.received_at,
                size=None if content is None else len(content),
            )
        )
        code = refusal.error.code
        return PartResult(refusal.path, MailOutcome.QUARANTINED, blob_id, code)


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


def _result(mail: _Mail, parts: list[PartResult]) -> MailResult:
    for outcome in (MailOutcome.STORED, MailOutcome.DUPLICATE, MailOutcome.QUARANTINED):
        for part in parts:
            if part.outcome is outcome:
                return MailResult(mail.message, outcome, part.reason, tuple(parts))
    return MailResult(mail.message, MailOutcome.IGNORED, mail.reason, tuple(parts))

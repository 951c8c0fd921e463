"""Stores that only look: an intake over them tells what it would have written."""

import hashlib
from collections.abc import Callable, Iterator, Sequence, Set
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime

from malote.documents import Blob, Container, Outcome, Quarantined, Registration
from malote.documents.register import refusal
from malote.errors import ProcessingFailed
from malote.mailboxes.headers import sender_and_subject
from malote.mailboxes.models import Mailbox, MailOutcome, MailResult, PartResult
from malote.mailboxes.preview_views import PreviewedFile, PreviewedMail, without_files
from malote.ports import Reader, Settled


@dataclass(slots=True)
class Looking:
    """The ports ``Deposit``, ``QuarantineLedger`` and ``MailLedger``, for one preview.

    What would be written is kept as views in ``mails``, without the bytes. ``check_time`` raises
    when there is no time to read another document.
    """

    tax_ids: Set[str]
    settled: Settled
    reader: Reader
    check_time: Callable[[], None]
    mails: list[PreviewedMail] = field(default_factory=list)
    _read: dict[str, Registration | Quarantined] = field(default_factory=dict)
    _unpacked: dict[str, list[tuple[str, bool]]] = field(default_factory=dict)
    _refused: dict[str, Quarantined] = field(default_factory=dict)

    def put_all(self, tenant: str, contents: Sequence[bytes]) -> list[tuple[str, bool]]:
        """Nothing is put: what is new is read at once, as the reader of the inbox would."""
        answers, containers = self._look(tenant, contents)
        while containers:
            container = containers.pop()
            within, more = self._look(tenant, container.documents)
            self._unpacked[container.sha256] = within
            containers += more
        return answers

    def _look(
        self, tenant: str, contents: Sequence[bytes]
    ) -> tuple[list[tuple[str, bool]], list[Container]]:
        named = [(hashlib.sha256(content).hexdigest(), content) for content in contents]
        known = self._read.keys() | self._unpacked.keys()
        unique = {sha256: content for sha256, content in named if sha256 not in known}
        unknown = self.settled.unknown([(tenant, sha256) for sha256 in unique]) if unique else ()
        new = {sha256: content for sha256, content in unique.items() if (tenant, sha256) in unknown}
        now = datetime.now(UTC)
        blobs = [Blob(tenant, sha256, content, now) for sha256, content in new.items()]
        containers = []
        with closing(self.reader.read(blobs, {tenant: self.tax_ids})) as readings:
            for blob, found in zip(blobs, readings, strict=False):
                self.check_time()
                match found:
                    case Container():
                        self._unpacked[blob.sha256] = []
                        containers.append(found)
                    case ProcessingFailed():  # so it would end, if it fails each time
                        self._read[blob.sha256] = refusal(blob, found)
                    case Exception():
                        raise found
                    case _:
                        self._read[blob.sha256] = found
        # Of the same bytes twice, the first are the new ones.
        return [(sha256, new.pop(sha256, None) is not None) for sha256, _ in named], containers

    def put_aside(self, tenant: str, blob_id: str, content: bytes) -> None:
        """Nothing is put."""

    def quarantine(self, kept: Quarantined) -> Outcome:
        """Note the reason."""
        self._refused[kept.blob_id] = kept
        return Outcome.QUARANTINED

    def record(self, mailbox: Mailbox, uid_validity: int, mails: Sequence[MailResult]) -> None:  # noqa: ARG002
        """Note what would become of these mails."""
        self.mails += map(self._shown, mails)

    def _shown(self, mail: MailResult) -> PreviewedMail:
        sender, subject = sender_and_subject(mail.message.headers)
        files = [file for part in mail.parts for file in self._files(part)]
        return PreviewedMail(
            uid=mail.message.uid,
            received_at=mail.message.received_at,
            from_address=sender,
            subject=subject,
            files=files,
            **({} if files else without_files(mail.reason)),
        )

    def _files(self, part: PartResult) -> Iterator[PreviewedFile]:
        match part.outcome:
            case MailOutcome.QUARANTINED:
                kept = self._refused.get(part.ref)
                detail = kept.reason.detail if kept else ""
                yield PreviewedFile.quarantined(part.path, part.reason, detail)
            case MailOutcome.IGNORED:
                yield PreviewedFile.passed(part.path, "ignored", part.reason)
            case MailOutcome.STORED | MailOutcome.DUPLICATE:
                yield from self._blob(part.path, part.ref, new=part.outcome is MailOutcome.STORED)

    def _blob(self, path: str, sha256: str, *, new: bool) -> Iterator[PreviewedFile]:
        if not new:
            yield PreviewedFile.passed(path, "duplicate", "duplicate")
            return
        match self._read.get(sha256):
            case Registration() as found:
                yield PreviewedFile.registered(path, found)
            case Quarantined(reason=reason, access_key=access_key):
                yield PreviewedFile.quarantined(path, reason.code, reason.detail, access_key)
            case None:
                for number, (within, is_new) in enumerate(self._unpacked[sha256]):
                    yield from self._blob(f"{path}/{number}", within, new=is_new)

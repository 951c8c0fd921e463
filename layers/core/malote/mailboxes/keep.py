"""Keeping what is found in mails: candidates in the inbox, refusals in quarantine."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field

from malote.documents import Quarantined, Reason
from malote.errors import ArchiveRefused
from malote.mailboxes.models import Mailbox, MailOutcome, Message, PartResult
from malote.ports import Deposit, QuarantineLedger
from malote.unpacking import Candidate, Found, Ignored, Refusal

_HELD_BYTES = 2 * 1024 * 1024
_HELD = 500
_REFUSALS_TOLD = 20


@dataclass(slots=True)
class Keeper:
    """Keeps the findings of one batch of mails.

    Candidates are put together, since S3 answers in tens of milliseconds, yet never more than
    2 MiB and one document are held: archives inflate to far more than a batch's bytes. Refusals
    are kept one by one, so of a part with hundreds the part itself is kept instead. ``kept``
    counts all that was found.
    """

    mailbox: Mailbox
    uid_validity: int
    archive: Deposit
    quarantine: QuarantineLedger
    _held: list[tuple[list[PartResult], int, Candidate]] = field(default_factory=list)
    _held_bytes: int = 0
    kept: int = 0

    def keep(
        self, message: Message, found: Iterable[Found], whole: bytes | None, into: list[PartResult]
    ) -> None:
        """Keep what comes out of one part, and say ``into`` the list what became of each.

        ``whole`` is the part itself, kept where a refusal has no bytes of its own; None when it
        was never fetched. The results of candidates stand only after ``flush``.
        """
        refused = 0
        for each in found:
            self.kept += 1
            match each:
                case Candidate():
                    self._held.append((into, len(into), each))
                    self._held_bytes += len(each.content)
                    into.append(PartResult(each.path, MailOutcome.STORED))
                case Refusal():
                    refused += 1
                    if refused == _REFUSALS_TOLD and whole is not None:
                        many = ArchiveRefused(f"mais de {refused} arquivos que não se abrem")
                        into.append(self._refuse(message, Refusal(each.path, many, whole), whole))
                    elif refused > _REFUSALS_TOLD:
                        into.append(
                            PartResult(each.path, MailOutcome.QUARANTINED, "", each.error.code)
                        )
                    else:
                        into.append(self._refuse(message, each, whole))
                case Ignored():
                    into.append(PartResult(each.path, MailOutcome.IGNORED, "", each.reason))
            if self._held_bytes > _HELD_BYTES or len(self._held) >= _HELD:
                self.flush()

    def flush(self) -> None:
        """Put what is held in the inbox."""
        contents = [candidate.content for _, _, candidate in self._held]
        stored = self.archive.put_all(self.mailbox.tenant, contents)
        for (into, place, candidate), (sha256, new) in zip(self._held, stored, strict=True):
            outcome = MailOutcome.STORED if new else MailOutcome.DUPLICATE
            into[place] = PartResult(candidate.path, outcome, sha256)
        self._held, self._held_bytes = [], 0

    def _refuse(self, message: Message, refusal: Refusal, whole: bytes | None) -> PartResult:
        content = whole if refusal.content is None else refusal.content
        tenant = self.mailbox.tenant
        if content is None:
            # The detail too: sixty files of a mail may have one name.
            what = f"{refusal.path}/{refusal.error.detail}"
            place = f"{self.mailbox.mailbox_id}/{self.uid_validity}/{message.uid}/{what}"
            blob_id = hashlib.sha256(place.encode()).hexdigest()
        else:
            blob_id = hashlib.sha256(content).hexdigest()
            self.archive.put_aside(tenant, blob_id, content)
        self.quarantine.quarantine(
            Quarantined(
                tenant=tenant,
                blob_id=blob_id,
                reason=Reason(refusal.error.code, refusal.error.detail),
                received_at=message.received_at,
                size=None if content is None else len(content),
            )
        )
        return PartResult(refusal.path, MailOutcome.QUARANTINED, blob_id, refusal.error.code)

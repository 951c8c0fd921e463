"""What a page of a distribution brings besides documents: deadlines, and automatic awareness."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import batched

from malote.audit import MALOTE, Action, Entry
from malote.errors import ChangedMeanwhile, FiscalError
from malote.fiscal import DocumentSummary, FiscalRecord, read
from malote.messages.identity import new_id
from malote.ports import AuditTrail, TaxIds
from malote.ports.sefaz import Deadlines, SefazQueue, SefazRequests
from malote.sefaz.made import MOST_DOCUMENTS, Manifested, SefazRequest
from malote.sefaz.models import FeedId, SefazSettings
from malote.sefaz.operations import ManifestationKind
from malote.sefaz.queued import ManifestationTurn
from malote.sefaz.waiting_notes import Found, look_through

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Noticing:
    """The same page again notes nothing twice: what is asked already is claimed."""

    deadlines: Deadlines
    requests: SefazRequests
    tax_ids: TaxIds
    queue: SefazQueue
    trail: AuditTrail

    def notice(
        self,
        feed_id: FeedId,
        settings: SefazSettings,
        contents: Sequence[tuple[str, bytes]],
        now: datetime,
    ) -> None:
        """Look at what came, before it is written down that it came: each with its SHA-256."""
        records = list(_records(content for _, content in contents))
        found = look_through(records, feed_id, self.tax_ids.tax_ids(feed_id.tenant))
        self.deadlines.note(found.deadlines)
        self.deadlines.settle(feed_id.tenant, found.settled)
        if settings.acknowledges:
            self._acknowledge(feed_id, found, now)

    def _acknowledge(self, feed_id: FeedId, found: Found, now: datetime) -> None:
        for some in batched(found.unanswered, MOST_DOCUMENTS, strict=False):
            for _ in range(_TRIES):
                free = [x for x in some if not self.requests.claimed(feed_id.tenant, x.access_key)]
                if not free or self._ask(feed_id, free, now):
                    break
            else:
                raise ChangedMeanwhile(f"{_TRIES} tentativas")

    def _ask(self, feed_id: FeedId, notes: Sequence[DocumentSummary], now: datetime) -> bool:
        """False if a user, or the same page elsewhere, has just asked for one of them."""
        request = _awareness(feed_id, notes, now)
        of, action = request.request_id, Action.MANIFESTATION_REQUESTED
        details = {"type": "awareness", "documents": str(len(notes)), "tax_id": feed_id.tax_id}
        self.trail.record(Entry(feed_id.tenant, now, MALOTE, action, of, details))
        if not self.requests.add(request):
            return False
        self.queue.send([ManifestationTurn(tenant=feed_id.tenant, request_id=of)])
        return True


def _records(contents: Iterable[bytes]) -> Iterable[FiscalRecord]:
    for content in contents:
        with suppress(FiscalError):  # the one door will judge it
            yield read(content, details=False)


def _awareness(feed_id: FeedId, notes: Sequence[DocumentSummary], now: datetime) -> SefazRequest:
    return SefazRequest(
        tenant=feed_id.tenant,
        request_id=new_id(now),
        type="manifestation",
        tax_id=feed_id.tax_id,
        environment=feed_id.environment,
        created_at=now,
        by=MALOTE.name,
        manifestation=ManifestationKind.AWARENESS,
        documents=tuple(Manifested(access_key=x.access_key, sequence=1, at=now) for x in notes),
        resumes_at=now,
    )

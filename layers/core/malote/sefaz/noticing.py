"""What a page of a distribution brings besides documents: deadlines, and automatic awareness."""

from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from itertools import batched

from malote.audit import MALOTE, Action, Entry
from malote.errors import FiscalError
from malote.fiscal import DocumentSummary, FiscalRecord, read
from malote.messages.identity import new_id
from malote.ports import AuditTrail, TaxIds
from malote.ports.sefaz import Deadlines, SefazQueue, SefazRequests
from malote.sefaz.made import MOST_DOCUMENTS, Manifested, SefazRequest
from malote.sefaz.models import FeedId, SefazSettings
from malote.sefaz.operations import ManifestationKind
from malote.sefaz.queued import ManifestationTurn
from malote.sefaz.waiting_notes import Found, look_through


@dataclass(frozen=True, slots=True)
class Noticing:
    """The same page again notes nothing twice."""

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
        free = [
            each
            for each in found.unanswered
            if not self.requests.claimed(feed_id.tenant, each.access_key)
        ]
        for some in batched(free, MOST_DOCUMENTS, strict=False):
            request = _awareness(feed_id, some, now)
            details = {"type": "awareness", "documents": str(len(some)), "tax_id": feed_id.tax_id}
            of, action = request.request_id, Action.MANIFESTATION_REQUESTED
            self.trail.record(Entry(feed_id.tenant, now, MALOTE, action, of, details))
            self.requests.add(request)  # if it is there, so be it
            self.queue.send([ManifestationTurn(tenant=feed_id.tenant, request_id=of)])


def _records(contents: Iterable[bytes]) -> Iterable[FiscalRecord]:
    for content in contents:
        with suppress(FiscalError):  # the one door will judge it
            yield read(content, details=False)


def _awareness(feed_id: FeedId, some: Sequence[DocumentSummary], now: datetime) -> SefazRequest:
    keys = sorted(each.access_key for each in some)
    name = "#".join([feed_id.tax_id, feed_id.environment, *keys])
    # The page again, at another time, has to make the very same request.
    at = max((each.authorized_at for each in some if each.authorized_at), default=now)
    return SefazRequest(
        tenant=feed_id.tenant,
        request_id=new_id(at, sha256(name.encode()).hexdigest()),
        type="manifestation",
        tax_id=feed_id.tax_id,
        environment=feed_id.environment,
        created_at=now,
        by=MALOTE.name,
        manifestation=ManifestationKind.AWARENESS,
        documents=tuple(Manifested(access_key=each, sequence=1, at=now) for each in keys),
        resumes_at=now,
    )

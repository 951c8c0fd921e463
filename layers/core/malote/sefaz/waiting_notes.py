"""Which notes of a page wait for the recipient's answer, and which wait no more. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import timedelta

from malote.fiscal import (
    AccessKey,
    DocumentSummary,
    Effect,
    EventSummary,
    FiscalDocument,
    FiscalEvent,
    FiscalRecord,
    Situation,
)
from malote.sefaz.made import Deadline
from malote.sefaz.manifestable import CONCLUSIVE, NFE_MODEL, by_others
from malote.sefaz.models import FeedId
from malote.sefaz.operations import EVENT_TYPES
from malote.tax_id import base

TIME_TO_ANSWER = timedelta(days=180)
"""From the authorisation on (NT 2020.001 v1.50)."""

_AUTHORIZED = frozenset({"100", "150"})
_ANSWERS = frozenset(EVENT_TYPES.values())
_CONCLUSIVE = frozenset(EVENT_TYPES[each] for each in CONCLUSIVE)


@dataclass(frozen=True, slots=True)
class Found:
    """``settled`` are access keys; ``unanswered`` are summaries of which nothing was said yet.

    Each note is there once, however often SEFAZ sends it.
    """

    deadlines: tuple[Deadline, ...]
    settled: tuple[str, ...]
    unanswered: tuple[DocumentSummary, ...]


def look_through(records: Collection[FiscalRecord], feed_id: FeedId, own: Collection[str]) -> Found:
    """What a page says of NF-e that others issued; ``own`` are all of the tenant's tax ids."""
    cancelled, answered, concluded = set[str](), set[str](), set[str]()
    bases = {base(each) for each in own}
    for each in records:
        if isinstance(each, DocumentSummary) and each.situation is Situation.CANCELLED:
            cancelled.add(each.access_key)
        if not isinstance(each, FiscalEvent | EventSummary) or not each.registered:
            continue
        if each.effect is Effect.CANCELLATION:
            cancelled.add(each.access_key)
        if each.event_type in _ANSWERS and base(each.author_tax_id or "") in bases:
            answered.add(each.access_key)
            if each.event_type in _CONCLUSIVE:
                concluded.add(each.access_key)
    over = cancelled | concluded
    notes = [each for each in _notes(records, feed_id, own) if each.access_key not in over]
    return Found(
        deadlines=tuple(filter(None, (_deadline(each, feed_id) for each in notes))),
        settled=tuple(sorted(over)),
        unanswered=tuple(
            {
                each.access_key: each
                for each in notes
                if isinstance(each, DocumentSummary) and each.access_key not in answered
            }.values()
        ),
    )


def _notes(
    records: Iterable[FiscalRecord], feed_id: FeedId, own: Collection[str]
) -> Iterable[DocumentSummary | FiscalDocument]:
    for each in records:
        match each:
            case DocumentSummary(situation=Situation.AUTHORIZED):
                pass
            case FiscalDocument(model="55", authorization=said, recipient=to) if said and to:
                # Carriers and whom autXML names get the whole note, and have no say in it.
                own_note = base(to.tax_id or "") == base(feed_id.tax_id)
                if not own_note or said.status_code not in _AUTHORIZED:
                    continue
            case _:
                continue
        key = AccessKey.find(each.access_key)
        if key and key.model == NFE_MODEL and by_others(each.access_key, own):
            yield each


def _deadline(note: DocumentSummary | FiscalDocument, feed_id: FeedId) -> Deadline | None:
    if isinstance(note, DocumentSummary):
        authorized_at = note.authorized_at
    else:
        authorized_at = note.authorization.received_at if note.authorization else None
    authorized_at = authorized_at or note.issued_at  # earlier, so no deadline is missed by it
    if authorized_at is None:
        return None
    return Deadline(
        tenant=feed_id.tenant,
        access_key=note.access_key,
        tax_id=feed_id.tax_id,
        issuer_tax_id=note.issuer.tax_id if note.issuer else None,
        issuer_name=note.issuer.legal_name if note.issuer else None,
        total_amount=None if note.total_amount is None else f"{note.total_amount}",
        authorized_at=authorized_at,
        until=authorized_at + TIME_TO_ANSWER,
    )

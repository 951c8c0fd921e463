"""The one door: bytes of the inbox become a registered document, or a quarantine with a reason."""

from collections.abc import Set
from threading import Lock

from malote.documents.models import Blob, Outcome, Quarantined, Reason, Registration
from malote.errors import FiscalError, NotAParty
from malote.fiscal import (
    AccessKey,
    DocumentSummary,
    Effect,
    EventSummary,
    FiscalDocument,
    FiscalEvent,
    FiscalRecord,
    read,
)
from malote.ports import Archive, Registry


def examine(blob: Blob, tenant_tax_ids: Set[str]) -> Registration | Quarantined:
    """Read a blob and decide what becomes of it. Raises nothing: a bad blob is a quarantine.

    Only a full document names its parties. A summary does not name its recipient (SEFAZ hands it
    to interested parties alone), and an event may come before the document that it belongs to:
    both register, and show nothing of anybody else's document.
    """
    try:
        record = read(blob.content)
    except FiscalError as error:
        return _quarantined(blob, error)
    if isinstance(record, FiscalDocument) and not record.party_tax_ids & tenant_tax_ids:
        parties = ", ".join(sorted(record.party_tax_ids)) or "nenhuma"
        return _quarantined(blob, NotAParty(f"partes: {parties}"), record.access_key)
    return Registration(blob, record)


def _quarantined(blob: Blob, error: FiscalError, access_key: str | None = None) -> Quarantined:
    return Quarantined(
        tenant=blob.tenant,
        blob_id=blob.sha256,
        reason=Reason(error.code, error.detail),
        received_at=blob.received_at,
        size=len(blob.content),
        access_key=access_key,
    )


def rank(record: FiscalRecord, sha256: str) -> str:
    """Which of several versions of one document or event is shown: the greatest, in any order.

    A summary gives way to a document, an unprotocolled document or event to a protocolled one.
    The hash breaks ties, so that every order of arrival ends in the same state.
    """
    match record:
        case DocumentSummary():
            level = 0
        case FiscalDocument():
            level = 2 if record.authorization else 1
        case EventSummary():
            level = 1
        case FiscalEvent():
            level = 2 if record.registered else 0
    return f"{level}#{sha256}"


def cancels(record: FiscalRecord) -> bool:
    """Whether this record is its issuer's cancellation, with SEFAZ's registration in it.

    A summary does not count: it is three tags that anybody could mail.
    """
    return (
        isinstance(record, FiscalEvent)
        and record.registered
        and record.effect is Effect.CANCELLATION
        and record.protocol is not None
        and record.author_tax_id == AccessKey(record.access_key).issuer_tax_id
    )


# One at a time: the worst XML under the cap takes 230 MB to read, and the function has 512.
_READING = Lock()


def settle_blob(tenant: str, sha256: str, archive: Archive, registry: Registry) -> Outcome:
    """Fetch a blob of the inbox and register it, or put it in quarantine. Repeats do no harm."""
    content, received_at = archive.get(tenant, sha256)
    tax_ids = registry.tax_ids(tenant)
    with _READING:
        found = examine(Blob(tenant, sha256, content, received_at), tax_ids)
    if isinstance(found, Quarantined):
        return registry.quarantine(found)
    return registry.register(found)

"""What an event, or a document that says so itself, does to its document. See decision 11."""

from collections.abc import Set

from malote.fiscal import (
    AccessKey,
    Effect,
    FiscalDocument,
    FiscalEvent,
    FiscalRecord,
    Situation,
    Verdict,
)
from malote.fiscal.document_id import issuer_tax_id
from malote.fiscal.remarks import RemarkCode


def effect(record: FiscalRecord) -> Effect | None:
    """The effect that a record has on its document, if its signature was not tampered with.

    A cancellation or a correction letter has one when its author is the issuer whom the document's
    name tells, and the authority's registration and protocol are in it; on an NFS-e also when the
    authority wrote it. A document that is printed as cancelled cancels itself. A summary has none:
    it is three tags that anybody could mail.
    """
    match record:
        case FiscalDocument(situation=Situation.CANCELLED):
            return Effect.CANCELLATION
        case FiscalEvent(registered=True, author_tax_id=author, protocol=protocol):
            by_issuer = author is not None and author == issuer_tax_id(record.access_key)
            on_nfse = AccessKey.find(record.access_key) is None
            allowed = (on_nfse and record.by_authority) or (by_issuer and protocol)
            return record.effect if allowed else None
        case _:
            return None


def cancellation_remark(verdicts: Set[str]) -> RemarkCode | None:
    """The code of what is to be said of the cancellations that came, by their signatures.

    None when one of them is valid, or none came.
    """
    if not verdicts or Verdict.VALID in verdicts:
        return None
    if verdicts == {Verdict.TAMPERED}:
        return RemarkCode.CANCELLATION_TAMPERED
    return RemarkCode.CANCELLATION_UNVERIFIED

"""What the history and the audit trail say of a change, and finding what was said."""

from collections.abc import Iterable, Iterator, Mapping, Sized
from dataclasses import replace
from uuid import uuid4

from malote.audit import Entry
from malote.certificates.binding import Placement, named
from malote.certificates.models import Binding, HistoryAction, HistoryRow, Installed, Remark
from malote.ports import CertificateLedger

_PAGE = 100


def row(
    entry: Entry,
    action: HistoryAction,
    certificate: Installed,
    *,
    asked: Iterable[Binding] = (),
    before: Iterable[Binding] = (),
    after: Iterable[Binding] = (),
    remarks: Iterable[Remark] = (),
) -> HistoryRow:
    """What an entry's actor did to a certificate."""
    return HistoryRow(
        tenant=entry.tenant,
        at=entry.at,
        row_id=uuid4().hex[:12],
        certificate_id=certificate.certificate_id,
        holder=certificate.facts.holder,
        tax_id=certificate.facts.tax_id,
        action=action,
        actor=entry.actor,
        asked=tuple(asked),
        before=tuple(before),
        after=tuple(after),
        remarks=tuple(remarks),
    )


def remarks_of(placement: Placement, others: Mapping[str, Installed]) -> tuple[Remark, ...]:
    """Why not everything is served, and whom the certificate replaces."""
    refused = (
        Remark(error.code, f"{error.message.removesuffix('.')}: {error.detail}.", binding)
        for binding, error in placement.refused.items()
    )
    replaced = (
        Remark("replaced", f"Substitui {named(others[other])}.", binding)
        for other, lost in placement.displaced.items()
        for binding in lost
    )
    return (*refused, *replaced)


def told(entry: Entry, certificate: Installed, bindings: Sized) -> Entry:
    """For the audit trail: of which certificate, and to how many bindings it was to come.

    Of a deletion: how many it ended.
    """
    details = {
        "holder": certificate.facts.holder,
        "tax_id": certificate.facts.tax_id,
        "file_name": certificate.file_name,
        "bindings": str(len(bindings)),
    }
    return replace(entry, target=certificate.certificate_id, details=details)


def rows_of(
    ledger: CertificateLedger, tenant: str, certificate_id: str | None
) -> Iterator[HistoryRow]:
    """All of one certificate's, or of a tenant's, newest first."""
    cursor = None
    while True:
        found, cursor = ledger.history(tenant, certificate_id, _PAGE, cursor)
        yield from found
        if cursor is None:
            return

"""What was done to certificates, as the API shows it: rows are only ever added."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from pydantic import BaseModel

from malote.certificates.models import Binding, HistoryAction, HistoryRow
from malote.certificates.remark_views import CertificateRemark

ACTION_NAMES = {
    HistoryAction.INSTALLATION: "Instalação",
    HistoryAction.EDIT: "Alteração",
    HistoryAction.RENEWAL: "Renovação",
    HistoryAction.DELETION: "Exclusão",
    HistoryAction.RESTORATION: "Recuperação",
}


class CertificateHistoryRow(BaseModel):
    """One thing done to one certificate: who, when, asked for, before, after, and why not the rest.

    ``actor`` is a user's id, the cloud admin's AWS identity, or ``malote``.
    """

    id: str
    at: datetime
    action: HistoryAction
    action_name: str
    certificate_id: str
    holder: str
    tax_id: str
    actor_kind: str
    actor: str
    email: str | None = None
    asked: list[Binding]
    before: list[Binding]
    after: list[Binding]
    remarks: list[CertificateRemark]

    @classmethod
    def of(cls, row: HistoryRow) -> Self:
        """From what was written down."""
        return cls(
            id=row.row_id,
            at=row.at,
            action=row.action,
            action_name=ACTION_NAMES[row.action],
            certificate_id=row.certificate_id,
            holder=row.holder,
            tax_id=row.tax_id,
            actor_kind=row.actor.kind,
            actor=row.actor.name,
            email=row.actor.email,
            asked=list(row.asked),
            before=list(row.before),
            after=list(row.after),
            remarks=list(map(CertificateRemark.of, row.remarks)),
        )


class CertificateHistoryPage(BaseModel):
    """Of one certificate or of all, newest first."""

    items: list[CertificateHistoryRow]
    next_cursor: str | None = None

    @classmethod
    def of(cls, rows: Iterable[HistoryRow], next_cursor: str | None) -> Self:
        """From what was written down."""
        return cls(items=list(map(CertificateHistoryRow.of, rows)), next_cursor=next_cursor)

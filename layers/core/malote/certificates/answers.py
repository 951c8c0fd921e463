"""What the API answers when a certificate is installed, changed or deleted."""

from datetime import datetime
from typing import Self

from pydantic import BaseModel

from malote.certificates.models import HistoryRow, Installed
from malote.certificates.remark_views import BindingResult, CertificateRemark
from malote.certificates.views import CertificateView


class CertificateSaved(BaseModel):
    """As it is now; ``results`` are of what it was asked to serve, ``remarks`` all there are."""

    certificate: CertificateView
    results: list[BindingResult]
    remarks: list[CertificateRemark]

    @classmethod
    def of(cls, certificate: Installed, row: HistoryRow, at: datetime) -> Self:
        """From the certificate and what its history says of the change."""
        return cls(
            certificate=CertificateView.made(certificate, row.after, at),
            results=BindingResult.each(row.asked, row.after, row.remarks),
            remarks=list(map(CertificateRemark.of, row.remarks)),
        )


class CertificateDeleted(BaseModel):
    """What it was, and what it served until then; for 30 days the support can bring it back."""

    certificate: CertificateView
    deleted_at: datetime

    @classmethod
    def of(cls, certificate: Installed, row: HistoryRow, at: datetime) -> Self:
        """From the certificate and what its history says of the deletion."""
        return cls(certificate=CertificateView.made(certificate, row.before, at), deleted_at=row.at)

"""Certificates as the API shows them: never a PFX, a password, nor where they are kept."""

from collections.abc import Sequence
from datetime import datetime
from typing import Self

from pydantic import BaseModel

from malote.certificates.models import STATUS_NAMES, Binding, Facts, Installed, Status
from malote.portfolio import Portfolio
from malote.tax_id import formatted


class CertificateFacts(BaseModel):
    """What a certificate says of itself.

    ``days_left`` are days of the calendar in Brasília: 0 on its last day, negative after it.
    """

    holder: str
    tax_id: str
    tax_id_formatted: str
    responsible_name: str | None = None
    responsible_tax_id: str | None = None
    issuing_authority: str
    policy: str | None = None
    serial_number: str
    sha256: str
    not_before: datetime
    expires_at: datetime
    days_left: int

    @classmethod
    def of(cls, facts: Facts, at: datetime, **more: object) -> Self:
        """As they are seen at a moment, with ``more`` that the view shows."""
        seen = {"tax_id_formatted": formatted(facts.tax_id), "days_left": facts.days_left(at)}
        return cls.model_validate({**facts.model_dump(), **seen, **more})


class CertificateView(CertificateFacts):
    """An installed certificate, and what it serves.

    ``by_hand``: by the cloud admin. A change of it takes the ``revision`` that was seen.
    """

    id: str
    status: Status
    status_name: str
    by_hand: bool
    bindings: list[Binding]
    file_name: str
    added_at: datetime
    added_by: str
    renews: str | None = None
    renewed_by: str | None = None
    revision: str

    @classmethod
    def made(cls, certificate: Installed, bindings: Sequence[Binding], at: datetime) -> Self:
        """From what is kept, as it is seen at a moment."""
        status = certificate.status(bound=bool(bindings), at=at)
        return cls.of(
            certificate.facts,
            at,
            **certificate.model_dump(exclude={"facts", "secret_name"}),
            id=certificate.certificate_id,
            status=status,
            status_name=STATUS_NAMES[status],
            bindings=bindings,
        )

    @classmethod
    def found(cls, portfolio: Portfolio, certificate_id: str, at: datetime) -> Self:
        """One of the tenant's. Raises NotFound."""
        certificate = portfolio.certificate(certificate_id)
        return cls.made(certificate, portfolio.bindings_of(certificate_id), at)


class CertificatePage(BaseModel):
    """The tenant's certificates, the first to expire first."""

    items: list[CertificateView]
    next_cursor: str | None = None

    @classmethod
    def of(cls, portfolio: Portfolio, at: datetime, expiring_in: int | None = None) -> Self:
        """All, or the unexpired ones that have at most so many days left."""
        views = [CertificateView.found(portfolio, each, at) for each in portfolio.certificates]
        if expiring_in is not None:
            views = [
                each
                for each in views
                if each.status is not Status.EXPIRED and each.days_left <= expiring_in
            ]
        return cls(items=sorted(views, key=lambda each: (each.expires_at, each.id)))

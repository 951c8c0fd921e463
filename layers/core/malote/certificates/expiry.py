"""Which of a tenant's certificates expire, and what its users are told of that."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from malote.certificates.models import Binding, Facts, Installed
from malote.certificates.words import served
from malote.clock import BRASILIA
from malote.notices.models import Notice, NoticeKind
from malote.portfolio import Portfolio

AHEAD = timedelta(days=61)
"""Whatever expires later is nobody's concern yet; the 60 days are of the calendar."""

_THRESHOLDS = (0, 7, 15, 30, 60)
_TOLD_UNTIL = -7
_SOON = 30


@dataclass(frozen=True, slots=True)
class Census:
    """How many certificates that something depends on expire within 30 days, or have expired."""

    expiring: int = 0
    expired: int = 0

    def __add__(self, other: "Census") -> "Census":
        """Of two tenants."""
        return Census(self.expiring + other.expiring, self.expired + other.expired)


def threshold(facts: Facts, at: datetime) -> int | None:
    """The most urgent of 60, 30, 15, 7 and 0 days that is reached; None long before and after."""
    left = facts.days_left(at)
    if left < _TOLD_UNTIL:
        return None
    return next((each for each in _THRESHOLDS if left <= each), None)


def notices_of(portfolio: Portfolio, at: datetime) -> Iterator[Notice]:
    """What is due at a moment; the same again until the next threshold, so no lost day matters.

    Nothing of a certificate that another one took over from, while that is so.
    """
    for certificate in portfolio.certificates.values():
        reached = threshold(certificate.facts, at)
        bindings = portfolio.bindings_of(certificate.certificate_id)
        replaced = certificate.renewed_by in portfolio.certificates and not bindings
        if reached is not None and not replaced:
            yield Notice(
                tenant=portfolio.tenant,
                kind=NoticeKind.CERTIFICATE_EXPIRING,
                of=f"{certificate.certificate_id}#{reached}",
                at=at,
                details=_details(certificate, bindings, at),
            )


def census(portfolio: Portfolio, at: datetime) -> Census:
    """Of one tenant's."""
    bound = [portfolio.certificates[each].facts for each in set(portfolio.bound.values())]
    expired = sum(each.expired(at) for each in bound)
    soon = sum(each.days_left(at) <= _SOON for each in bound)
    return Census(expiring=soon - expired, expired=expired)


def _details(certificate: Installed, bindings: tuple[Binding, ...], at: datetime) -> dict[str, str]:
    facts = certificate.facts
    return {
        "certificate_id": certificate.certificate_id,
        "holder": facts.holder,
        "tax_id": facts.tax_id,
        "expires_on": f"{facts.expires_at.astimezone(BRASILIA):%d/%m/%Y}",
        "days_left": str(facts.days_left(at)),
        "serves": served(bindings),
    }

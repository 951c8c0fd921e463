"""Whether a certificate may come to a tenant, and all that its installation changes."""

from collections.abc import Callable

from malote import tax_id
from malote.audit import Entry
from malote.certificates.binding import named, place
from malote.certificates.models import Facts, HistoryAction, Installed
from malote.certificates.planning import bind, hand_over
from malote.certificates.requests import NewCertificate
from malote.certificates.words import companies
from malote.errors import (
    CertificateInstalled,
    ChangedMeanwhile,
    InvalidInput,
    OnlyDeletion,
    OtherCompany,
)
from malote.portfolio import Change, Portfolio

MOST_LIVE = 200
"""Certificates of one tenant: all of them are read for each change, and listed in one answer."""


def check_company(facts: Facts, portfolio: Portfolio) -> None:
    """Raise OtherCompany for a company's that is none of the tenant's; a person's is anybody's."""
    base = tax_id.base(facts.tax_id)
    if tax_id.is_cnpj(facts.tax_id) and base not in map(tax_id.base, portfolio.tax_ids):
        own = companies(portfolio.tax_ids) or "nenhum CNPJ"
        raise OtherCompany(f"é de {tax_id.formatted_base(facts.tax_id)}; a empresa, de {own}")


def plan_installation(
    certificate: Installed, asked: NewCertificate, entry: Entry
) -> Callable[[Portfolio], Change]:
    """What is written when a pending certificate comes to live.

    The plan raises CertificateInstalled, NotFound, OnlyDeletion, OtherCompany, ChangedMeanwhile
    (what it renews is renewed already), InvalidInput and, for one by hand, NotBound.
    """

    def plan(portfolio: Portfolio) -> Change:
        for other in portfolio.certificates.values():
            if other.facts.sha256 == certificate.facts.sha256:
                raise CertificateInstalled(other.certificate_id)
        if len(portfolio.certificates) >= MOST_LIVE:
            raise InvalidInput(f"a empresa já tem {MOST_LIVE} certificados: exclua os que não usa")
        renewed = _renewed(certificate, portfolio, entry)
        wanted = set(asked.bindings)
        if renewed:
            wanted |= set(portfolio.bindings_of(renewed.certificate_id))
        placement = place(portfolio, certificate, wanted, entry.at, renewing=asked.renews)
        if certificate.by_hand and not placement.served:
            for why in placement.refused.values():
                raise why
            raise InvalidInput("bindings: falta dizer a que filial e módulo ele serve")
        live = certificate.model_copy(update={"state": "live"})
        action = HistoryAction.RENEWAL if renewed else HistoryAction.INSTALLATION
        change = bind(portfolio, live, wanted, placement, entry, action)
        return hand_over(change, portfolio, renewed, live, entry) if renewed else change

    return plan


def _renewed(certificate: Installed, portfolio: Portfolio, entry: Entry) -> Installed | None:
    if certificate.renews is None:
        return None
    renewed = portfolio.certificate(certificate.renews)
    if renewed.facts.expired(entry.at):
        raise OnlyDeletion(named(renewed))
    new, old = certificate.facts.tax_id, renewed.facts.tax_id
    if tax_id.base(new) != tax_id.base(old):
        raise OtherCompany(
            f"é de {tax_id.formatted_base(new)}; o que renova, de {tax_id.formatted_base(old)}"
        )
    if renewed.renewed_by in portfolio.certificates:
        raise ChangedMeanwhile(f"{named(renewed)} já foi renovado, por {renewed.renewed_by}")
    return renewed

"""What a certificate may serve, and which others give way to it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from malote import tax_id
from malote.branches.models import MODULE_NAMES
from malote.certificates.models import Binding, Facts, Installed
from malote.clock import BRASILIA
from malote.errors import (
    BranchOfAnotherCompany,
    BranchUnknown,
    LaterCertificateBound,
    ModuleNotLicensed,
    ModuleWithoutParameters,
    NotBound,
)
from malote.portfolio import Portfolio


@dataclass(frozen=True, slots=True)
class Placement:
    """Where a certificate comes to serve, in order, and why it does not elsewhere.

    ``displaced`` are other certificates, by id, with what each of them no longer serves.
    """

    served: tuple[Binding, ...]
    refused: Mapping[Binding, NotBound]
    displaced: Mapping[str, tuple[Binding, ...]]


def why_not(portfolio: Portfolio, facts: Facts, binding: Binding, at: datetime) -> NotBound | None:
    """The first reason why a certificate cannot have a binding that is not its own already."""
    module = MODULE_NAMES[binding.module]
    if binding.module not in portfolio.licensed:
        return ModuleNotLicensed(module)
    branch = portfolio.branches.get(binding.branch)
    if branch is None:
        return BranchUnknown(tax_id.formatted(binding.branch))
    if tax_id.base(binding.branch) != tax_id.base(facts.tax_id):
        return BranchOfAnotherCompany(
            f"o certificado é de {tax_id.formatted_base(facts.tax_id)}"
            f" e a filial, de {tax_id.formatted_base(binding.branch)}"
        )
    if binding.module not in branch.modules.configured():
        return ModuleWithoutParameters(f"{module}, na filial {tax_id.formatted(binding.branch)}")
    holder = portfolio.bound.get(binding)
    other = portfolio.certificates[holder] if holder else None
    if other and not other.facts.expired(at) and other.facts.expires_at >= facts.expires_at:
        until = other.facts.expires_at.astimezone(BRASILIA)
        return LaterCertificateBound(f"{named(other)}, até {until:%d/%m/%Y}")
    return None


def place(
    portfolio: Portfolio,
    certificate: Installed,
    wanted: Iterable[Binding],
    at: datetime,
    *,
    renewing: str | None = None,
) -> Placement:
    """Judge each binding that is wanted.

    Not those that the certificate has already, nor those of the one that it is ``renewing``.
    """
    own = {certificate.certificate_id, renewing}
    served: list[Binding] = []
    refused: dict[Binding, NotBound] = {}
    displaced: dict[str, tuple[Binding, ...]] = {}
    for binding in sorted(set(wanted), key=str):
        holder = portfolio.bound.get(binding)
        if holder is None or holder not in own:
            if error := why_not(portfolio, certificate.facts, binding, at):
                refused[binding] = error
                continue
            if holder is not None:
                displaced[holder] = (*displaced.get(holder, ()), binding)
        served.append(binding)
    return Placement(tuple(served), refused, displaced)


def named(certificate: Installed) -> str:
    """Which one it is, for people: its holder and its id."""
    return f"{certificate.facts.holder}, {certificate.certificate_id}"

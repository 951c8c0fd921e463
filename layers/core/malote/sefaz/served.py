"""Which of SEFAZ's services a branch uses, and from where on: as its modules say."""

from malote.branches.models import Branch, Module
from malote.errors import SefazNotConfigured
from malote.portfolio import Portfolio
from malote.sefaz.models import NONE_YET, Nsu, Service
from malote.tax_id import formatted

MODULES = {Service.NFE: Module.SEFAZ, Service.CTE: Module.CTE_RECEIPT}
"""The module that a certificate serves when a service is asked."""


def services(portfolio: Portfolio, tax_id: str) -> tuple[Service, ...]:
    """Those whose module the tenant is licensed for and the branch has parameters for."""
    branch = portfolio.branches.get(tax_id)
    if branch is None:
        return ()
    usable = branch.modules.configured() & portfolio.licensed
    return tuple(each for each, module in MODULES.items() if module in usable)


def served(portfolio: Portfolio, tax_id: str, service: Service | None = None) -> Branch:
    """The branch, which uses this service (None: any). Raises SefazNotConfigured."""
    found = services(portfolio, tax_id)
    if not found or service not in {None, *found}:
        what = f", {service}" if service else ""
        raise SefazNotConfigured(f"{formatted(tax_id)}{what}")
    return portfolio.branch(tax_id)


def first_nsu(branch: Branch, service: Service) -> Nsu:
    """Where its distribution begins; zeros if the module is not configured."""
    modules = branch.modules
    parameters = modules.cte_receipt if service is Service.CTE else modules.sefaz
    return parameters.from_nsu if parameters else NONE_YET

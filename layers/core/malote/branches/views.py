"""Branches as the API shows them."""

from typing import Self

from pydantic import BaseModel

from malote.branches.models import Module, ModuleParameters, State
from malote.environment import Environment
from malote.errors import NotAParty
from malote.portfolio import Portfolio


class CertificateHere(BaseModel):
    """A certificate that serves a module of the branch."""

    certificate_id: str
    module: Module
    environment: Environment


class BranchDetails(BaseModel):
    """One of the tenant's tax ids; null and without modules until it is set up as a branch.

    PUT and DELETE of a certificate change ``certificates``; PUT asks for ``revision``.
    """

    tax_id: str
    name: str | None = None
    state: State | None = None
    modules: ModuleParameters = ModuleParameters()
    revision: str | None = None
    certificates: list[CertificateHere] = []

    @classmethod
    def of(cls, portfolio: Portfolio, tax_id: str) -> Self:
        """As the portfolio has it."""
        branch = portfolio.branches.get(tax_id)
        return cls(
            **(branch.model_dump(exclude={"tenant"}) if branch else {"tax_id": tax_id}),
            certificates=[
                CertificateHere(
                    certificate_id=portfolio.bound[each],
                    module=each.module,
                    environment=each.environment,
                )
                for each in portfolio.bindings_at(tax_id)
            ],
        )


class BranchCreated(BranchDetails):
    """``note`` says what is left to do, if anything is."""

    note: str | None = None


NEW_TAX_ID = (
    "Documentos deste CNPJ que chegaram antes estão em GET /quarantine, com o código "
    f"{NotAParty.code}: leia cada um de novo em POST /quarantine/{{id}}/retry."
)


class BranchPage(BaseModel):
    """The tenant's tax ids, each a branch or yet to be one."""

    items: list[BranchDetails]
    next_cursor: str | None = None

    @classmethod
    def of(cls, portfolio: Portfolio) -> Self:
        """All of them, in order."""
        tax_ids = sorted(portfolio.tax_ids | portfolio.branches.keys())
        return cls(items=[BranchDetails.of(portfolio, each) for each in tax_ids])

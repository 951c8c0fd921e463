"""A tenant with a branch that is set up, one that is not, and a person; and certificates."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from malote.audit import Action
from malote.branches.changes import BranchChanges
from malote.branches.models import Module, ModuleParameters
from malote.branches.requests import BranchEdit, NewBranch
from malote.certificates.models import Binding, Facts, Installed
from malote.portfolio import Change, Portfolio, commit
from malote.ports import Portfolios
from tests.fakes.portfolios import MemoryPortfolios
from tests.fakes.stores import NOON
from tests.fakes.trail import MemoryTrail, entry

HEAD, UNKNOWN, PERSON = "12ABC34501DE35", "12ABC345000269", "52998224725"
BILLING = {"state_registration": "244123456110", "series": 1}
ASKED: dict[str, Any] = {
    "tax_id": HEAD, "name": "Matriz", "state": "SP", "modules": {"billing": BILLING, "sefaz": {}},
}  # fmt: skip


def certificate(
    certificate_id: str = "c" * 32, expires_at: datetime = NOON + timedelta(days=300), **more: Any
) -> Installed:
    facts = Facts(
        holder="ACME LTDA", tax_id=HEAD, issuing_authority="AC Teste", serial_number="1",
        sha256=certificate_id * 2, not_before=NOON - timedelta(days=65), expires_at=expires_at,
    )  # fmt: skip
    described = {
        "tenant": "acme", "certificate_id": certificate_id, "revision": "r1", "facts": facts,
        "added_at": NOON, "added_by": "u-1", "secret_name": "s", "state": "live",
    }  # fmt: skip
    return Installed.model_validate(described | more)


def bind(portfolios: Portfolios, *bindings: Binding, of: str = "c" * 32) -> None:
    """As an installation that ends now would."""

    def plan(portfolio: Portfolio) -> Change:
        return Change({**portfolio.bound, **dict.fromkeys(bindings, of)})

    commit(portfolios, "acme", plan)


def tenant_with(tax_ids: frozenset[str] = frozenset({HEAD, PERSON})) -> MemoryPortfolios:
    return MemoryPortfolios(
        tax_ids={"acme": tax_ids}, licensed={"acme": frozenset({Module.BILLING})}
    )


@dataclass
class Office:
    portfolios: MemoryPortfolios = field(default_factory=tenant_with)
    trail: MemoryTrail = field(default_factory=MemoryTrail)

    @property
    def changes(self) -> BranchChanges:
        return BranchChanges(self.portfolios, self.trail)

    def create(self, **more: Any) -> Portfolio:
        asked = NewBranch.model_validate(ASKED | more)
        return self.changes.create(asked, entry(Action.BRANCH_CREATED, ""))

    def change(self, tax_id: str = HEAD, revision: str | None = None, **more: Any) -> Portfolio:
        given = {name: value for name, value in (ASKED | more).items() if name != "tax_id"}
        asked = BranchEdit.model_validate(given | {"revision": revision or self.revision(tax_id)})
        return self.changes.change(asked, entry(Action.BRANCH_CHANGED, tax_id))

    def delete(self, tax_id: str = HEAD) -> Portfolio:
        return self.changes.delete(entry(Action.BRANCH_DELETED, tax_id))

    def revision(self, tax_id: str = HEAD) -> str:
        branch = self.portfolios.get("acme").branches.get(tax_id)
        return branch.revision if branch else "none"

    def modules(self, tax_id: str = HEAD) -> ModuleParameters:
        return self.portfolios.get("acme").branch(tax_id).modules

"""Changes to branches: planned on the tenant's whole portfolio, told in the trail, then done."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from uuid import uuid4

from malote.audit import Entry
from malote.branches.models import Branch, Module
from malote.branches.requests import BranchEdit, NewBranch
from malote.certificates.models import Binding
from malote.certificates.words import companies, served
from malote.errors import AlreadyExists, BranchInUse, ChangedMeanwhile, InvalidInput
from malote.portfolio import Change, Portfolio, commit
from malote.ports import AuditTrail, Portfolios
from malote.tax_id import base, check_digits_match, formatted

MAX_TAX_IDS = 500
"""That a tenant may come to have by itself; all that is bound to them is one item of the table."""


@dataclass(frozen=True, slots=True)
class BranchChanges:
    """Makes, changes and deletes branches; each gives the portfolio that it found."""

    portfolios: Portfolios
    trail: AuditTrail

    def create(self, asked: NewBranch, entry: Entry) -> Portfolio:
        """Set a branch up; its tax id becomes the tenant's. Raises InvalidInput, AlreadyExists."""
        branch = Branch(tenant=entry.tenant, revision=uuid4().hex, **dict(asked))

        def plan(portfolio: Portfolio) -> Change:
            if branch.tax_id in portfolio.branches:
                raise AlreadyExists(f"a filial {formatted(branch.tax_id)} já está cadastrada")
            _demand_own(branch.tax_id, portfolio.tax_ids)
            return Change(portfolio.bound, branches=(branch,))

        return self._commit(_told(entry, branch), plan)

    def change(self, asked: BranchEdit, entry: Entry) -> Portfolio:
        """Replace all of ``entry.target``. Raises NotFound, ChangedMeanwhile, BranchInUse."""
        branch = Branch(
            **{**dict(asked), "revision": uuid4().hex}, tenant=entry.tenant, tax_id=entry.target
        )

        def plan(portfolio: Portfolio) -> Change:
            former = portfolio.branch(branch.tax_id)
            if former.revision != asked.revision:
                raise ChangedMeanwhile(f"filial {formatted(branch.tax_id)}")
            gone = former.modules.configured() - branch.modules.configured()
            _demand_free(portfolio, former, gone)
            return Change(portfolio.bound, branches=(branch,))

        return self._commit(_told(entry, branch), plan)

    def delete(self, entry: Entry) -> Portfolio:
        """Forget ``entry.target``; its tax id stays the tenant's. Raises NotFound, BranchInUse."""

        def plan(portfolio: Portfolio) -> Change:
            former = portfolio.branch(entry.target)
            _demand_free(portfolio, former, frozenset(Module))
            return Change(portfolio.bound, deleted_branches=(former.tax_id,))

        return self._commit(entry, plan)

    def _commit(self, entry: Entry, plan: Callable[[Portfolio], Change]) -> Portfolio:
        plan(self.portfolios.get(entry.tenant))  # what is refused is not told as done
        self.trail.record(entry)
        return commit(self.portfolios, entry.tenant, plan)[0]


def _told(entry: Entry, branch: Branch) -> Entry:
    modules = branch.modules.model_dump_json(exclude_none=True)
    details = {"name": branch.name, "state": branch.state, "modules": modules}
    return replace(entry, target=branch.tax_id, details=details)


def _demand_own(tax_id: str, known: frozenset[str]) -> None:
    """A company may name any branch of its own; nobody but the cloud admin knows more."""
    if tax_id in known:
        return
    if not check_digits_match(tax_id):
        raise InvalidInput(f"tax_id: confira os dígitos de {formatted(tax_id)}")
    if base(tax_id) not in map(base, known):
        raise InvalidInput(
            f"tax_id: {formatted(tax_id)} não é desta empresa ({companies(known)}); "
            "para incluir outra, fale com o suporte"
        )
    if len(known) >= MAX_TAX_IDS:
        raise InvalidInput(f"tax_id: a empresa já tem {len(known)} filiais; fale com o suporte")


def _demand_free(portfolio: Portfolio, branch: Branch, modules: frozenset[Module]) -> None:
    serving: dict[str, list[Binding]] = {}
    for each in portfolio.bindings_at(branch.tax_id):
        if each.module in modules:
            serving.setdefault(portfolio.bound[each], []).append(each)
    if serving:
        raise BranchInUse("; ".join(f"certificado {of}: {served(b)}" for of, b in serving.items()))

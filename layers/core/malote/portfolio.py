"""All that a tenant has of branches and certificates, changed as one thing.

A binding joins two of them, and one of a module's certificates gives way to another: so every
change is planned on the whole and written at once, or not at all if anything changed meanwhile.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from malote.branches.models import Branch, Module
from malote.certificates.models import Binding, HistoryRow, Installed
from malote.errors import ChangedMeanwhile, NotFound
from malote.ports import Portfolios

_TRIES = 5


@dataclass(frozen=True, slots=True)
class Portfolio:
    """``revision`` is of the whole, None before the first change; only live certificates are here.

    ``tax_ids`` are the tenant's, whether or not set up as branches; ``bound`` says which
    certificate serves what.
    """

    tenant: str
    revision: str | None = None
    licensed: frozenset[Module] = frozenset()
    tax_ids: frozenset[str] = frozenset()
    branches: Mapping[str, Branch] = field(default_factory=dict)
    certificates: Mapping[str, Installed] = field(default_factory=dict)
    bound: Mapping[Binding, str] = field(default_factory=dict)

    def certificate(self, certificate_id: str) -> Installed:
        """One of them. Raises NotFound."""
        try:
            return self.certificates[certificate_id]
        except KeyError:
            raise NotFound(f"certificado {certificate_id}") from None

    def branch(self, tax_id: str) -> Branch:
        """One of them. Raises NotFound."""
        try:
            return self.branches[tax_id]
        except KeyError:
            raise NotFound(f"filial {tax_id}") from None

    def bindings_of(self, certificate_id: str) -> tuple[Binding, ...]:
        """What a certificate serves, in order."""
        return tuple(sorted((b for b, of in self.bound.items() if of == certificate_id), key=str))

    def bindings_at(self, tax_id: str) -> tuple[Binding, ...]:
        """What is bound in a branch, in order."""
        return tuple(sorted((each for each in self.bound if each.branch == tax_id), key=str))


@dataclass(frozen=True, slots=True)
class Change:
    """What is written together: whole items, all the bindings as they are then, and rows.

    A certificate that is no longer ``live`` leaves the portfolio.
    """

    bound: Mapping[Binding, str]
    certificates: tuple[Installed, ...] = ()
    branches: tuple[Branch, ...] = ()
    deleted_branches: tuple[str, ...] = ()
    history: tuple[HistoryRow, ...] = ()


def commit(
    portfolios: Portfolios, tenant: str, plan: Callable[[Portfolio], Change]
) -> tuple[Portfolio, Change]:
    """Write what ``plan`` makes of the portfolio as it is; planned anew if it changed meanwhile.

    The portfolio that the change was planned on, and the change. Whoever must not overrule another
    compares revisions in ``plan``. Raises ChangedMeanwhile, and what ``plan`` raises.
    """
    for _ in range(_TRIES):
        portfolio = portfolios.get(tenant)
        change = plan(portfolio)
        if portfolios.commit(portfolio, change):
            return portfolio, change
    raise ChangedMeanwhile(f"{_TRIES} tentativas")

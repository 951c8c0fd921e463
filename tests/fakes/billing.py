"""Accounts at Efí and the queues in memory, and what they hold to begin with.

``watch`` is told of each write, before and after it: it may interleave another, or kill.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from malote.billing.accounts import BillingAccount, HistoryCodes
from malote.billing.charges import Carnet, Charge, Customer, Item
from malote.billing.queued import ToIssue, Told
from malote.billing.reconciling import Reconciliation
from tests.fakes.stores import NOON
from tests.fakes.watching import nothing


@dataclass
class MemoryBillingAccounts:
    """The port ``BillingAccounts``."""

    kept: dict[tuple[str, str], BillingAccount] = field(default_factory=dict)
    watch: Callable[[str], None] = nothing

    def get(self, tenant: str, account_id: str) -> BillingAccount | None:
        return self.kept.get((tenant, account_id))

    def by_webhook(self, webhook_id: str) -> BillingAccount | None:
        return next((each for each in self.kept.values() if each.webhook_id == webhook_id), None)

    def list(self, tenant: str) -> list[BillingAccount]:
        return [each for (of, _), each in sorted(self.kept.items()) if of == tenant]

    def active(self) -> Iterator[BillingAccount]:
        yield from [each for _, each in sorted(self.kept.items()) if each.active]

    def save(self, account: BillingAccount, *, instead_of: str | None) -> bool:
        self.watch("before account saved")
        key = (account.tenant, account.account_id)
        found = self.kept.get(key)
        if (found.revision if found else None) != instead_of:
            return found is not None and found.revision == account.revision
        self.kept[key] = account
        self.watch("account saved")
        return True

    def delete(self, account: BillingAccount) -> bool:
        self.watch("before account deleted")
        key = (account.tenant, account.account_id)
        if key not in self.kept or self.kept[key].revision != account.revision:
            return False
        del self.kept[key]
        self.watch("account deleted")
        return True

    def proven(self, account: BillingAccount, at: datetime) -> None:
        self.watch("before proven")
        key = (account.tenant, account.account_id)
        found = self.kept.get(key)
        if found and found.client_id == account.client_id and not found.proven_at:
            proven = {"proven_at": at, "revision": f"{found.revision}-proven"}
            self.kept[key] = found.model_copy(update=proven)
        self.watch("proven")


@dataclass
class MemoryQueues:
    """The port ``BillingQueues``; ``issue`` has each with its delay in seconds."""

    hints: list[Told] = field(default_factory=list)
    issue: list[tuple[ToIssue, int]] = field(default_factory=list)
    watch: Callable[[str], None] = nothing

    def told(self, told: Iterable[Told]) -> None:
        self.watch("before told")
        self.hints += told
        self.watch("told")

    def to_issue(self, things: Iterable[ToIssue], *, after_seconds: int = 0) -> None:
        self.watch("before queued")
        self.issue += [(each, after_seconds) for each in things]
        self.watch("queued")


@dataclass
class MemoryDifferences:
    """The port ``Differences``."""

    kept: list[Reconciliation] = field(default_factory=list)

    def keep(self, report: Reconciliation) -> None:
        def name(each: Reconciliation) -> tuple[str, str, date]:
            return each.tenant, each.account_id, each.at.date()

        self.kept = [each for each in self.kept if name(each) != name(report)] + [report]

    def page(
        self, tenant: str, limit: int, cursor: str | None
    ) -> tuple[Sequence[Reconciliation], str | None]:
        return [each for each in reversed(self.kept) if each.tenant == tenant][:limit], None


def account(number: int = 1, **others: Any) -> BillingAccount:
    """One in test; ``number`` makes its id and its webhook's."""
    values: dict[str, Any] = {
        "tenant": "acme", "account_id": f"conta-{number}", "name": "Efí", "client_id": "client-1",
        "secret_name": f"malote/local/efi/acme/conta-{number}/0", "webhook_id": f"{number:032x}",
        "agreement": "0-Carteira", "fee": Decimal("2.50"), "created_at": NOON, "revision": "r0",
        "history_codes": HistoryCodes(receipt="101", entry="201", fee="301"),
        "told": ("bia@acme.test",),
    }  # fmt: skip
    return BillingAccount.model_validate(values | others)


def charge(number: int = 1, **others: Any) -> Charge:
    """A Bolix of R$ 100.00 that is to be issued; ``number`` makes its id."""
    values: dict[str, Any] = {
        "tenant": "acme", "charge_id": charge_id(number), "account_id": "conta-1",
        "environment": "test", "method": "bolix", "amount": Decimal("100.00"),
        "customer": Customer(name="Ana", tax_id="52998224725"), "due_date": date(2026, 12, 20),
        "items": (Item(name="Mensalidade", amount=Decimal("100.00")),),
        "created_at": NOON, "created_by": "bia", "revision": "r0",
    }  # fmt: skip
    return Charge.model_validate(values | others)


def charge_id(number: int) -> str:
    return f"{NOON:%Y%m%dt%H%M%S}000-{number:012x}"


def carnet(number: int = 1, parcels: int = 12, **others: Any) -> tuple[Carnet, list[Charge]]:
    """A carnê that is to be issued, and its parcels of R$ 100.00."""
    name = charge_id(number * 1000)
    charges = [
        charge(number * 1000 + parcel, carnet_id=name, parcel=parcel, **others)
        for parcel in range(1, parcels + 1)
    ]
    values: dict[str, Any] = {
        "tenant": charges[0].tenant, "carnet_id": name, "account_id": charges[0].account_id,
        "parcels": tuple(each.charge_id for each in charges),
        "created_at": NOON, "revision": "r0",
    }  # fmt: skip
    return Carnet.model_validate(values), charges

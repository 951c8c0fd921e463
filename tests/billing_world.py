"""Charges of ours at an Efí in memory, and what is told of them; any ChargeBook will do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from malote.billing.accounts import BillingAccount
from malote.billing.applying import Applier
from malote.billing.charges import Carnet, Charge
from malote.billing.issued import with_issued, with_issued_carnet
from malote.billing.ledger import LedgerEntry
from malote.billing.outcomes import Outcome
from malote.billing.queries import LedgerQuery
from malote.billing.queued import Told
from malote.billing.reconcile import BillingReconciler
from malote.billing.reconciling import Reconciliation
from malote.billing.remote import Row
from malote.ports.billing import BillingAccounts, ChargeBook
from tests.fakes.billing import MemoryBillingAccounts, MemoryDifferences, account, carnet, charge
from tests.fakes.charge_book import MemoryChargeBook
from tests.fakes.efi import ScriptedEfi
from tests.fakes.stores import NOON

type Money = dict[str, Decimal]


@dataclass
class World:
    """One account of acme's, if no others are added."""

    accounts: BillingAccounts = field(default_factory=MemoryBillingAccounts)
    book: ChargeBook = field(default_factory=MemoryChargeBook)
    efi: ScriptedEfi = field(default_factory=ScriptedEfi)
    differences: MemoryDifferences = field(default_factory=MemoryDifferences)
    account: BillingAccount = field(default_factory=account)
    now: datetime = NOON

    def __post_init__(self) -> None:
        self.accounts.save(self.account, instead_of=None)

    @property
    def applier(self) -> Applier:
        return Applier(self.accounts, self.book, self.efi, lambda: self.now)

    @property
    def reconciler(self) -> BillingReconciler:
        return BillingReconciler(
            self.accounts, self.book, self.efi, self.differences, lambda: self.now
        )

    def reconcile(self) -> list[Reconciliation]:
        """Of every active account, one after the other."""
        return [self.reconciler.reconcile(each) for each in self.accounts.active()]

    def issue(self, number: int = 1, **others: Any) -> int:
        """A charge that Efí has, too; Efí's id."""
        new = charge(number, **self._of, **others)
        self.book.add([new])
        issued = self.efi.issue(self.account, new, "")
        assert self.book.change(new, with_issued(new, issued))
        assert issued.efi_id
        return issued.efi_id

    def issue_carnet(self, number: int = 1, parcels: int = 12) -> tuple[int, list[int]]:
        """A carnê that Efí has, too; Efí's ids of it and of its parcels."""
        new, charges = self.new_carnet(number, parcels)
        issued = self.efi.issue_carnet(self.account, new, charges, "")
        after, pairs = with_issued_carnet(new, charges, issued)
        assert self.book.change_carnet(new, after, pairs)
        return issued.efi_id or 0, [each.efi_id or 0 for each in issued.parcels]

    def new_carnet(self, number: int = 1, parcels: int = 12) -> tuple[Carnet, list[Charge]]:
        new, charges = carnet(number, parcels, **self._of)
        assert self.book.add(charges, new)
        return new, charges

    @property
    def _of(self) -> dict[str, str]:
        account = self.account
        return {
            "tenant": account.tenant,
            "account_id": account.account_id,
            "environment": account.environment,
        }

    def tell(
        self, reference: str, kind: str = "charge", of: BillingAccount | None = None
    ) -> Outcome:
        """A notification comes."""
        webhook = (of or self.account).webhook_id
        told = Told.model_validate({"webhook_id": webhook, "kind": kind, "reference": reference})
        return self.applier.apply(told)

    def rows(self, token: str) -> list[Row]:
        """What Efí's history of this token has: a test may change it."""
        return self.efi.rows[(self.account.tenant, self.account.account_id), token]

    def named(self, efi_id: int) -> Charge:
        found = self.book.named(self.account.tenant, self.account.account_id, efi_id=efi_id)
        assert found
        return found

    def ledger(self, tenant: str = "acme") -> list[LedgerEntry]:
        return list(self.book.entries(tenant, LedgerQuery()))

    def money(self, tenant: str = "acme") -> Money:
        """The ledger's sums by kind."""
        sums: Money = {}
        for each in self.ledger(tenant):
            sums[each.kind] = sums.get(each.kind, Decimal("0.00")) + each.amount
        return sums


def reconciled(world: World) -> Reconciliation:
    """The only account's, which is kept."""
    (report,) = world.reconcile()
    assert world.differences.kept[-1] == report
    return report


def bytes_of(entries: list[LedgerEntry], *but: str) -> bytes:
    """The ledger, as it would be written; ``but`` are left out."""
    return b"\n".join(each.model_dump_json(exclude=set(but)).encode() for each in entries)


def watched(world: World, watch: Callable[[str], None]) -> None:
    """Have every write and every question of the memory's pass by there."""
    for each in (world.accounts, world.book, world.efi):
        each.watch = watch  # type: ignore[union-attr]

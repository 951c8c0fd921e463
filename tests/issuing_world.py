"""Charges on their way to Efí, with a clock that only a test moves: queues, sweeps, deaths."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from malote.audit import Action, Entry
from malote.billing.accounts import BillingAccount
from malote.billing.charges import OPEN, Carnet, Charge, Status
from malote.billing.issuing import Issuer
from malote.billing.queued import ToIssue
from malote.billing.requests import NewCarnet, NewCharge
from malote.ports.billing import Efi
from tests.fakes.billing import MemoryBillingAccounts, MemoryQueues, account
from tests.fakes.charge_book import MemoryChargeBook
from tests.fakes.efi import ScriptedEfi
from tests.fakes.messages import MemoryOnce
from tests.fakes.stores import NOON
from tests.fakes.trail import MemoryTrail, entry
from tests.fakes.watching import nothing

SWEEP = timedelta(minutes=5)

BOLIX: dict[str, Any] = {
    "account": "conta-1",
    "method": "bolix",
    "customer": {"name": "Ana de Souza", "tax_id": "52998224725", "email": "ana@example.com"},
    "items": [{"name": "Internet", "amount": "100.00"}],
    "due_date": "2027-01-31",
}
PIX = {**BOLIX, "method": "pix", "due_date": None}
CARNET = {**BOLIX, "parcels": 3}
del CARNET["method"]


@dataclass
class Office:
    """``issuer`` is as after a start: whatever died, it knows what was written and no more."""

    efi: Efi = field(default_factory=ScriptedEfi)
    account: BillingAccount = field(default_factory=lambda: account(pix_key="chave-1"))
    now: datetime = NOON
    accounts: MemoryBillingAccounts = field(default_factory=MemoryBillingAccounts)
    book: MemoryChargeBook = field(default_factory=MemoryChargeBook)
    queues: MemoryQueues = field(default_factory=MemoryQueues)
    once: MemoryOnce = field(default_factory=MemoryOnce)
    trail: MemoryTrail = field(default_factory=MemoryTrail)
    waiting: list[tuple[datetime, ToIssue]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.accounts.save(self.account, instead_of=None)

    @property
    def issuer(self) -> Issuer:
        return Issuer(
            self.accounts,
            self.book,
            self.efi,
            self.queues,
            self.once,
            self.trail,
            "https://api.test",
        )

    def watch(self, watch: Callable[[str], None] = nothing) -> None:
        """Have every write and every request to Efí pass by there."""
        self.book.watch = self.queues.watch = watch
        if isinstance(self.efi, ScriptedEfi):
            self.efi.watch = watch

    def create(self, key: str | None = None, **asked: Any) -> Charge:
        new = NewCharge.model_validate(BOLIX | asked)
        return self.issuer.create(new, key, self.entry)

    def create_carnet(
        self, key: str | None = None, **asked: Any
    ) -> tuple[Carnet, tuple[Charge, ...]]:
        new = NewCarnet.model_validate(CARNET | asked)
        return self.issuer.create_carnet(new, key, self.entry)

    @property
    def entry(self) -> Entry:
        return entry(Action.CHARGE_CREATED, "", at=self.now)

    def change_account(self, **changes: Any) -> None:
        self.account = self.account.model_copy(update=changes)
        self.accounts.kept[self.account.tenant, self.account.account_id] = self.account

    def again(self, charge: Charge) -> Charge:
        """As it is now."""
        found = self.book.get(charge.tenant, charge.charge_id)
        assert found
        return found

    @property
    def is_open(self) -> bool:
        return any(each.status in OPEN for each in self.book.charges.values())

    def pass_time(self, **time: float) -> None:
        """The queue delivers what is due, and the sweep comes by, until the time has passed."""
        end = self.now + timedelta(**time)
        sweep = self.now + SWEEP
        while True:
            self.waiting += [
                (self.now + timedelta(seconds=s), each) for each, s in self.queues.issue
            ]
            self.queues.issue.clear()
            self.waiting.sort(key=lambda each: (each[0], each[1].id))
            soonest = self.waiting[0][0] if self.waiting else sweep + SWEEP
            if min(soonest, sweep) > end:
                break
            self.now = max(self.now, min(soonest, sweep))
            if soonest <= sweep:
                self.issuer.work(self.waiting.pop(0)[1], self.now)
            else:
                self.issuer.overdue(self.now)
                sweep += SWEEP
        self.now = end


def assert_issued_once(office: Office, efi: ScriptedEfi, made: list[Charge]) -> None:
    """All of them, and nothing else."""
    now = [office.again(each) for each in made]
    assert [(each.status, each.problem) for each in now] == [(Status.WAITING, None)] * len(made)
    wanted = Counter(each.carnet_id or each.charge_id for each in made if each.method != "pix")
    assert Counter(each.remote.custom_id for each in efi.held.values()) == wanted
    assert {each.efi_id for each in now if each.efi_id} == efi.held.keys()
    assert not office.book.opened

"""Real processes with a real table, killed by SIGKILL between any two of their calls."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from local.cloud import Cloud
from malote.adapters.table import Table
from malote.billing.accounts import BillingAccount
from malote.billing.applying import Applier
from malote.billing.charges import Charge
from malote.billing.queries import LedgerQuery
from malote.billing.queued import Told
from tests.billing.lives import Lives
from tests.billing.market import Market, in_table, market
from tests.billing.truth import Audit, audit
from tests.billing_world import bytes_of
from tests.crash.environments import Environments, environments
from tests.fakes.billing import MemoryBillingAccounts
from tests.fakes.charge_book import MemoryChargeBook

_COMPARES = 0.15  # of the invocations


@dataclass
class Killing:
    """``deaths`` by the boundary at which they were."""

    audit: Audit
    deaths: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)


def kill(cloud: Cloud, table: Table, kills: int, seed: int, say: Callable[[str], None]) -> Killing:
    """Until so many died; then all is told once, or compared, and looked at."""
    began = time.monotonic()
    with TemporaryDirectory() as name, market(in_table(table), seed) as world:
        made = [world.issue(each, "boleto") for each in world.owners[:3] for _ in range(20)]
        made += [one for each in world.owners[3:] for one in world.issue_carnet(each)[1]]
        env = {**cloud.env, "TABLE_NAME": table.name, "EFI_URL": world.efi.url}
        before = [world.again(each) for each in made]
        with environments("tests.billing.victim", env, Path(name) / "log") as processes:
            driver = Driver(world, processes, made)
            driver.tell_all()  # or else no list says how much was paid
            driver.run(kills)
            driver.put_right()
        result = Killing(audit(world, made), driver.deaths)
        if _ledger(world) != _undisturbed(world, before):
            result.complaints.append("another ledger than without the deaths")
        result.complaints += [*result.audit.wrong, *world.witness.odd]
    died = f"{result.deaths.total()} processes died at {len(result.deaths)} boundaries"
    say(f"{died}, seed {seed}, {time.monotonic() - began:.0f} s: {result.audit.line()}")
    for each in result.complaints[:20]:
        say(each)
    return result


@dataclass
class Driver:
    """Whoever dies is buried, and nobody tells the next one what he was at."""

    world: Market
    processes: Environments
    charges: list[Charge]
    deaths: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._lives = Lives(self.world.efi.control, self.world.rng)
        self._live = self.processes.start()
        self._met: Counter[str] = Counter()
        self._owners = {(each.tenant, each.account_id): each for each in self.world.owners}

    def run(self, kills: int) -> None:
        rng = self.world.rng
        for _ in range(20 * kills):
            if self.deaths.total() >= kills:
                return
            charge = rng.choice(self.charges)
            self._lives.step(charge)
            self._invoke(charge, self._plan(), compares=rng.random() < _COMPARES)

    def tell_all(self) -> None:
        """The first notification of each history comes, and nobody dies of it."""
        for charge in self._told():
            self._invoke(charge, None, compares=False)

    def put_right(self) -> None:
        """By the comparison for some of the accounts, by a notification for the others."""
        compared = {self.world.owners[0].webhook_id, self.world.owners[3].webhook_id}
        for charge in self._told():
            self._invoke(charge, None, compares=self._owner(charge).webhook_id in compared)

    def _owner(self, charge: Charge) -> BillingAccount:
        return self._owners[charge.tenant, charge.account_id]

    def _told(self) -> list[Charge]:
        return [each for each in self.charges if each.parcel in {None, 1}]

    def _plan(self) -> dict[str, Any]:
        """A boundary that was never met is deadly; else the one where the fewest died."""
        fewest = sorted(self._met, key=lambda label: (self.deaths[label], label))[:3]
        label = self.world.rng.choice(fewest) if fewest else ""
        nth = self.world.rng.randint(1, 3)
        known = list(self.deaths)
        return {"how": "SIGKILL", "known": known, "labels": [label], "nth": nth}

    def _invoke(self, charge: Charge, plan: dict[str, Any] | None, *, compares: bool) -> None:
        owner = self._owner(charge)
        token = self.world.efi.control.token(charge.efi_id or 0)
        told = Told(webhook_id=owner.webhook_id, kind="charge", reference=token)
        event = {"tenant": owner.tenant, "account_id": owner.account_id}
        order: dict[str, Any] = {
            "function": "compare" if compares else "apply",
            "event": event if compares else told.model_dump(),
            "plan": plan,
        }
        end = self._live.invoke(order)
        self._met.update(end.crossed)
        if end.ended:
            assert self.processes.buried(self._live) == -9
            self.deaths[end.at] += 1
            self._live = self.processes.start()


def _ledger(world: Market) -> bytes:
    tenants = sorted({each.tenant for each in world.owners})
    entries = [each for of in tenants for each in world.book.entries(of, LedgerQuery())]
    return bytes_of(entries, "booked_at", "source")


def _undisturbed(world: Market, charges: list[Charge]) -> bytes:
    """What one who lives would have booked of the same histories."""
    book, accounts = MemoryChargeBook(), MemoryBillingAccounts()
    for owner in world.owners:
        accounts.save(owner, instead_of=None)
    book.add(charges)
    applier = Applier(accounts, book, world.client)
    owners = {(each.tenant, each.account_id): each for each in world.owners}
    for each in charges:
        webhook_id = owners[each.tenant, each.account_id].webhook_id
        token = world.efi.control.token(each.efi_id or 0)
        applier.apply(Told(webhook_id=webhook_id, kind="charge", reference=token))
    tenants = sorted({each.tenant for each in world.owners})
    entries = [each for of in tenants for each in book.entries(of, LedgerQuery())]
    return bytes_of(entries, "booked_at", "source")

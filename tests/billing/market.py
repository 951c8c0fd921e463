"""Accounts of three tenants at Efí's stand-in, and the parts of billing that work for them."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import cast

import urllib3.connection  # noqa: F401 - threads that import it at once would trip
from pydantic import SecretStr

from local.efi.server import Efi
from malote.adapters.billing_accounts import BillingAccountItems
from malote.adapters.charge_book import ChargeItems
from malote.adapters.differences import DifferenceItems
from malote.adapters.efi import EfiClient
from malote.adapters.quota import QuotaItems
from malote.adapters.table import Table
from malote.audit import Action
from malote.billing.accounts import BillingAccount
from malote.billing.applying import Applier
from malote.billing.changes import ChargeChanges
from malote.billing.charges import Carnet, Charge
from malote.billing.issuing import Issuer
from malote.billing.receiving import Door
from malote.billing.reconcile import BillingReconciler
from malote.billing.remote import EfiSecret
from malote.billing.requests import NewCarnet, NewCharge
from malote.clock import BRASILIA, utc_now
from malote.ports.billing import BillingAccounts, ChargeBook, Differences, Quota
from tests.billing.witness import Witness
from tests.fakes import billing
from tests.fakes.billing import MemoryBillingAccounts, MemoryDifferences, MemoryQueues
from tests.fakes.charge_book import MemoryChargeBook
from tests.fakes.messages import MemoryOnce
from tests.fakes.trail import MemoryTrail, entry
from tests.integration.efi.asking import Secrets
from tests.integration.efi.client_certificates import client_certificate
from tests.integration.efi.server import efi_server

NOBODY = "http://127.0.0.1:9"  # whom the stand-in posts to: the proofs post themselves
_OWNERS = [
    ("empresa-um", "conta-1", "2.50", "test"),
    ("empresa-um", "conta-2", "1.99", "test"),
    ("empresa-dois", "conta-1", "0.00", "production"),
    ("empresa-dois", "conta-2", "3.10", "test"),
    ("empresa-tres", "conta-1", "0.01", "production"),
]


class Counted:
    """The port ``Quota`` in memory."""

    def __init__(self) -> None:
        self.taken: Counter[tuple[str, str, str, date]] = Counter()

    def take(self, account: BillingAccount, endpoint: str, at: datetime) -> int:
        key = account.tenant, account.account_id, endpoint, at.date()
        self.taken[key] += 1
        return self.taken[key]


@dataclass
class Clock:
    """It goes when it is told to."""

    at: datetime = field(default_factory=utc_now)

    def __call__(self) -> datetime:
        return self.at


@dataclass(frozen=True)
class Stores:
    """The real table's adapters, or others in memory that keep the same contract."""

    name: str
    accounts: BillingAccounts
    book: ChargeBook
    differences: Differences
    quota: Quota


def in_memory() -> Stores:
    return Stores(
        "memory", MemoryBillingAccounts(), MemoryChargeBook(), MemoryDifferences(), Counted()
    )


def in_table(table: Table) -> Stores:
    return Stores(
        "MiniStack's table",
        BillingAccountItems(table),
        ChargeItems(table),
        DifferenceItems(table),
        QuotaItems(table),
    )


@dataclass
class Market:
    """``witness`` looks at each write, ``ours`` are Efí's ids of what was issued through us."""

    efi: Efi
    client: EfiClient
    stores: Stores
    owners: list[BillingAccount]
    secrets: Secrets
    rng: Random
    queues: MemoryQueues = field(default_factory=MemoryQueues)
    now: Callable[[], datetime] = utc_now

    def __post_init__(self) -> None:
        self.witness = Witness(self.stores.book, self.efi.control.bank, self.owners)
        self.book = cast(ChargeBook, self.witness)
        self.accounts = self.stores.accounts
        self.applier = Applier(self.accounts, self.book, self.client, self.now)
        self.reconciler = BillingReconciler(
            self.accounts, self.book, self.client, self.stores.differences, self.now
        )
        self.changes = ChargeChanges(self.accounts, self.book, self.client, MemoryTrail())
        self.door = Door(self.accounts, self.secrets, self.queues, mtls=False)
        once, trail = MemoryOnce(), MemoryTrail()
        self.issuer = Issuer(
            self.accounts, self.book, self.client, self.queues, once, trail, NOBODY
        )

    def issue(self, owner: BillingAccount, method: str) -> Charge:
        """Through our own issuer; the stand-in may cut its answer."""
        made = self.ask(self.issuer, owner, method)
        assert isinstance(made, Charge)
        return made

    def issue_carnet(self, owner: BillingAccount) -> tuple[Carnet, tuple[Charge, ...]]:
        """Of twelve parcels."""
        made = self.ask(self.issuer, owner, "carnet")
        assert isinstance(made, tuple)
        return made

    def ask(
        self, issuer: Issuer, owner: BillingAccount, kind: str, key: str | None = None
    ) -> Charge | tuple[Carnet, tuple[Charge, ...]]:
        """A user does; the same ``key`` asks for the same."""
        rng = Random(key) if key else self.rng
        amount = Decimal(rng.randint(500, 250_000)).scaleb(-2)
        asked = {
            "account": owner.account_id,
            "customer": {"name": "Ana de Souza", "tax_id": "52998224725"},
            "items": [{"name": "Internet", "amount": str(amount)}],
            "due_date": None if kind == "pix" else _due(),
        }
        by = entry(Action.CHARGE_CREATED, "", tenant=owner.tenant, at=self.now())
        if kind == "carnet":
            return issuer.create_carnet(NewCarnet.model_validate({**asked, "parcels": 12}), key, by)
        return issuer.create(NewCharge.model_validate({**asked, "method": kind}), key, by)

    def again(self, charge: Charge) -> Charge:
        """As it is now."""
        found = self.book.get(charge.tenant, charge.charge_id)
        assert found
        return found


def _due() -> str:
    return f"{datetime.now(BRASILIA).date() + timedelta(days=30)}"


@contextmanager
def market(
    stores: Stores, seed: int, now: Callable[[], datetime] = utc_now, **options: object
) -> Iterator[Market]:
    """It runs while entered, by the clock ``now``; ``options`` are of our client."""
    with TemporaryDirectory() as name, efi_server(identical=None, seed=seed, now=now) as efi:
        efi.control.mute()
        pfx = client_certificate(Path(name)).pfx
        owners, secrets = [], Secrets({})
        for number, (tenant, account_id, fee, environment) in enumerate(_OWNERS, 1):
            owner = billing.account(
                number,
                tenant=tenant,
                account_id=account_id,
                environment=environment,
                fee=Decimal(fee),
                client_id=f"ours-{number}",
                pix_key=f"ours-{number}@pix.test",
                secret_name=f"malote/local/efi/{tenant}/{account_id}/0",
            )
            efi.control.account(owner.client_id, "secret", [owner.pix_key or ""])
            stores.accounts.save(owner, instead_of=None)
            secrets.kept[owner.secret_name] = EfiSecret(SecretStr("secret"), pfx)
            owners.append(owner)
        settings = {"seconds": 2.0, "pause": lambda _: None, "now": now} | options
        client = EfiClient(secrets, stores.quota, efi.url, **settings)  # type: ignore[arg-type]
        yield Market(efi, client, stores, owners, secrets, Random(seed), now=now)

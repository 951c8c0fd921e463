"""Our client before the stand-in, with secrets and a quota in memory."""

import ssl
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pydantic import SecretStr

from local.efi.server import Efi, Tls
from malote.adapters.efi import EfiClient
from malote.billing.accounts import BillingAccount
from malote.billing.charges import Carnet, Charge, Customer
from malote.billing.remote import EfiSecret
from malote.clock import BRASILIA
from malote.errors import NotFound
from malote.ports.billing import BillingSecrets
from tests.fakes import billing
from tests.integration.efi.server import efi_server

NOTIFY = "http://127.0.0.1:9/webhooks/efi/0"
DUE = datetime.now(BRASILIA).date() + timedelta(days=30)
TODAY = datetime.now(UTC).date()
ANA = Customer(name="Ana de Souza", tax_id="52998224725", email="ana@example.com")
ACCOUNT = billing.account(client_id="client-1", pix_key="chave-1")
OTHER = billing.account(2, client_id="client-2", pix_key="chave-2")


@dataclass
class Secrets:
    """The port ``BillingSecrets``, by name; ``read`` counts."""

    kept: dict[str, EfiSecret] = field(
        default_factory=lambda: {
            each.secret_name: EfiSecret(SecretStr(f"secret-{each.client_id[-1]}"))
            for each in (ACCOUNT, OTHER)
        }
    )
    reads: int = 0

    def add(self, tenant: str, account_id: str, secret: EfiSecret) -> str:
        raise NotImplementedError

    def read(self, name: str) -> EfiSecret:
        self.reads += 1
        if name not in self.kept:
            raise NotFound(name)
        return self.kept[name]

    def delete(self, name: str) -> None:
        raise NotImplementedError


@dataclass
class Counted:
    """The port ``Quota``."""

    taken: Counter[str] = field(default_factory=Counter)

    def take(self, account: BillingAccount, endpoint: str, at: datetime) -> int:
        self.taken[endpoint] += 1
        return self.taken[endpoint]


@dataclass
class Asked:
    """``client`` never pauses between repeats."""

    efi: Efi
    secrets: Secrets
    quota: Counted
    client: EfiClient

    def calls(self, endpoint: str) -> int:
        return self.efi.control.calls(endpoint)


def asking(url: str, secrets: BillingSecrets, quota: Counted, **options: Any) -> EfiClient:
    settings: dict[str, Any] = {"seconds": 5, "pause": lambda _: None, "tls": _trusting_nobody}
    return EfiClient(secrets, quota, url, **settings | options)


def _trusting_nobody() -> ssl.SSLContext:
    """Over HTTP it is not used, and one that loads the system's authorities costs 20 ms."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


@contextmanager
def asked(
    tls: Tls | None = None, client: dict[str, Any] | None = None, **options: Any
) -> Iterator[Asked]:
    secrets, quota = Secrets(), Counted()
    with efi_server(tls, identical=None, **options) as efi:
        yield Asked(efi, secrets, quota, asking(efi.url, secrets, quota, **client or {}))


def charge(number: int = 1, **others: Any) -> Charge:
    return billing.charge(number, **{"customer": ANA, "due_date": DUE} | others)


def carnet(parcels: int = 3) -> tuple[Carnet, list[Charge]]:
    made, charges = billing.carnet(1, parcels, customer=ANA)
    dues = (_months_later(DUE, each) for each in range(parcels))
    return made, [
        each.model_copy(update={"due_date": due}) for each, due in zip(charges, dues, strict=True)
    ]


def pix_charge(number: int = 1, **others: Any) -> Charge:
    txid = f"malote{number:026d}"
    return charge(number, **{"method": "pix", "txid": txid, "due_date": None} | others)


def client_of(url: str, seconds: float = 5, **options: Any) -> EfiClient:
    return asking(url, Secrets(), Counted(), seconds=seconds, **options)


def issue(url: str, **options: Any) -> object:
    return client_of(url, **options).issue(ACCOUNT, charge(), NOTIFY)


def ask(url: str, **options: Any) -> object:
    return client_of(url, **options).charge(ACCOUNT, 7)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, 28))

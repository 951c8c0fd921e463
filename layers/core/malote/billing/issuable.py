"""What is issued as one: a charge, or a carnê with all its parcels."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, Self
from uuid import uuid4

from malote.billing.accounts import BillingAccount
from malote.billing.charges import Carnet, Charge, Status
from malote.billing.issued import with_issued, with_issued_carnet
from malote.billing.queued import ToIssue
from malote.billing.remote import Issued, IssuedCarnet
from malote.errors import EfiUnavailable, NotFound
from malote.ports.billing import ChargeBook, Efi

_SHARED = ("status", "problem", "said")


class Issuable[Found](Protocol):
    """``Found`` is what Efí says of it once it has it."""

    @property
    def state(self) -> Charge | Carnet:
        """What says how far it came."""

    @property
    def first(self) -> Charge:
        """What says whose it is and how it is to be paid."""

    @property
    def name(self) -> ToIssue:
        """As it is queued."""

    def ask(self, efi: Efi, account: BillingAccount, notify: str) -> Found:
        """Have Efí issue it. Raises EfiError."""

    def look(self, efi: Efi, account: BillingAccount) -> Found | None:
        """What Efí has of it, if anything. Raises EfiError."""

    def having(self, found: Found) -> Self:
        """With what Efí has of it."""

    def changed(self, status: Status, **changes: Any) -> Self:
        """With this, under a new ``revision``."""

    def write(self, book: ChargeBook, after: Self) -> bool:
        """As ``after`` has it; False, and nothing done, if it is no longer as it is here."""

    def read(self, book: ChargeBook) -> Self:
        """As it is now."""


@dataclass(frozen=True, slots=True)
class OneCharge:
    """A boleto, Bolix or Pix."""

    charge: Charge

    @property
    def state(self) -> Charge:  # noqa: D102
        return self.charge

    @property
    def first(self) -> Charge:  # noqa: D102
        return self.charge

    @property
    def name(self) -> ToIssue:  # noqa: D102
        return ToIssue(tenant=self.charge.tenant, kind="charge", id=self.charge.charge_id)

    def ask(self, efi: Efi, account: BillingAccount, notify: str) -> Issued:  # noqa: D102
        if self.charge.method == "pix":
            return efi.issue_pix(account, self.charge)
        return efi.issue(account, self.charge, notify)

    def look(self, efi: Efi, account: BillingAccount) -> Issued | None:  # noqa: D102
        since = self.charge.asked_at or self.charge.created_at
        remote = efi.find(account, self.charge.charge_id, since.date())
        if remote and remote.issued is None:
            raise EfiUnavailable("a Efí tem a cobrança, mas não diz como se paga")
        return remote.issued if remote else None

    def having(self, found: Issued) -> Self:  # noqa: D102
        return type(self)(with_issued(self.charge, found))

    def changed(self, status: Status, **changes: Any) -> Self:  # noqa: D102
        update = {**changes, "status": status, "revision": uuid4().hex}
        return type(self)(self.charge.model_copy(update=update))

    def write(self, book: ChargeBook, after: Self) -> bool:  # noqa: D102
        return book.change(self.charge, after.charge)

    def read(self, book: ChargeBook) -> Self:  # noqa: D102
        return type(self)(_found(book.get, self.charge.tenant, self.charge.charge_id))


@dataclass(frozen=True, slots=True)
class WholeCarnet:
    """The parcels show what becomes of their carnê."""

    carnet: Carnet
    parcels: tuple[Charge, ...]

    @property
    def state(self) -> Carnet:  # noqa: D102
        return self.carnet

    @property
    def first(self) -> Charge:  # noqa: D102
        return self.parcels[0]

    @property
    def name(self) -> ToIssue:  # noqa: D102
        return ToIssue(tenant=self.carnet.tenant, kind="carnet", id=self.carnet.carnet_id)

    def ask(self, efi: Efi, account: BillingAccount, notify: str) -> IssuedCarnet:  # noqa: D102
        return efi.issue_carnet(account, self.carnet, self.parcels, notify)

    def look(self, efi: Efi, account: BillingAccount) -> IssuedCarnet | None:  # noqa: D102
        since = self.carnet.asked_at or self.carnet.created_at
        return efi.find_carnet(account, self.carnet, since.date())

    def having(self, found: IssuedCarnet) -> Self:  # noqa: D102
        carnet, pairs = with_issued_carnet(self.carnet, self.parcels, found)
        return type(self)(carnet, tuple(after for _, after in pairs))

    def changed(self, status: Status, **changes: Any) -> Self:  # noqa: D102
        update = {**changes, "status": status.value, "revision": uuid4().hex}
        carnet = self.carnet.model_copy(update=update)
        return type(self)(carnet, tuple(_showing(carnet, status, each) for each in self.parcels))

    def write(self, book: ChargeBook, after: Self) -> bool:  # noqa: D102
        pairs = zip(self.parcels, after.parcels, strict=True)
        return book.change_carnet(
            self.carnet, after.carnet, [(old, new) for old, new in pairs if old is not new]
        )

    def read(self, book: ChargeBook) -> Self:  # noqa: D102
        tenant = self.carnet.tenant
        carnet = _found(book.carnet, tenant, self.carnet.carnet_id)
        return type(self)(carnet, tuple(_found(book.get, tenant, each) for each in carnet.parcels))


def charge_named(book: ChargeBook, tenant: str, charge_id: str) -> OneCharge | None:
    """The one of this id, or None."""
    charge = book.get(tenant, charge_id)
    return OneCharge(charge) if charge else None


def carnet_named(book: ChargeBook, tenant: str, carnet_id: str) -> WholeCarnet | None:
    """The one of this id with its parcels, or None."""
    carnet = book.carnet(tenant, carnet_id)
    return WholeCarnet(carnet, ()).read(book) if carnet else None


def _showing(carnet: Carnet, status: Status, parcel: Charge) -> Charge:
    shown = {"status": status, "problem": carnet.problem, "said": carnet.said}
    if all(getattr(parcel, name) == shown[name] for name in _SHARED):
        return parcel
    return parcel.model_copy(update={**shown, "revision": uuid4().hex})


def _found[T](get: Callable[[str, str], T | None], tenant: str, name: str) -> T:
    found = get(tenant, name)
    if found is None:
        raise NotFound(name)
    return found

"""Charges and carnês as the API shows them; money is reais."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Self

from pydantic import BaseModel

from malote.billing.accounts import BillingEnvironment
from malote.billing.charges import (
    Carnet,
    CarnetStatus,
    Charge,
    Customer,
    Item,
    Method,
    PixPaid,
    Status,
)
from malote.billing.ledger import LedgerEntry
from malote.billing.ledger_views import LedgerEntryView
from malote.error_words import ErrorWords


class ChargeView(BaseModel):
    """One line of the list; ``pdf_link`` and ``link`` are Efí's own, of the boleto.

    ``error`` is why it is not issued, or not yet, and ``efi_said`` Efí's own words on it.
    ``flags`` are what somebody may want to look at, like ``value_differs``.
    """

    id: str
    created_at: datetime
    account_id: str
    environment: BillingEnvironment
    method: Method
    status: Status
    customer: Customer
    amount: Decimal
    due_date: date | None
    carnet_id: str | None
    parcel: int | None
    paid_amount: Decimal | None
    paid_at: datetime | None
    barcode: str | None
    pix_copy_paste: str | None
    link: str | None
    pdf_link: str | None
    flags: tuple[str, ...]
    error: ErrorWords | None
    efi_said: str | None

    @classmethod
    def of(cls, charge: Charge) -> Self:
        """From a charge."""
        return cls.model_validate(_line(charge))


class ChargeDetail(ChargeView):
    """A charge with what it is for and what it booked.

    ``efi_id`` and ``txid`` are Efí's own names of it.
    """

    items: tuple[Item, ...]
    efi_id: int | None
    txid: str | None
    created_by: str
    settled_amount: Decimal | None
    pix: tuple[PixPaid, ...]
    entries: list[LedgerEntryView]

    @classmethod
    def of(cls, charge: Charge, entries: Iterable[LedgerEntry] = ()) -> Self:
        """From a charge and its entries, in their order."""
        return cls.model_validate(
            {**_line(charge), "entries": list(map(LedgerEntryView.of, entries))}
        )


class ChargePage(BaseModel):
    """Charges, newest first."""

    items: list[ChargeView]
    next_cursor: str | None = None

    @classmethod
    def of(cls, charges: Iterable[Charge], next_cursor: str | None) -> Self:
        """From charges."""
        return cls(items=list(map(ChargeView.of, charges)), next_cursor=next_cursor)


class CarnetView(BaseModel):
    """A carnê with its parcels, which are charges; ``pdf_link`` and ``link`` are Efí's own."""

    id: str
    created_at: datetime
    account_id: str
    status: CarnetStatus
    efi_id: int | None
    link: str | None
    pdf_link: str | None
    error: ErrorWords | None
    efi_said: str | None
    parcels: list[ChargeView]

    @classmethod
    def of(cls, carnet: Carnet, parcels: Sequence[Charge]) -> Self:
        """From a carnê and its parcels, in their order."""
        shown = {"id": carnet.carnet_id, "parcels": list(map(ChargeView.of, parcels))}
        return cls.model_validate({**carnet.model_dump(), **_trouble(carnet), **shown})


def _line(charge: Charge) -> dict[str, Any]:
    return {**charge.model_dump(), **_trouble(charge), "id": charge.charge_id}


def _trouble(thing: Charge | Carnet) -> dict[str, Any]:
    error = ErrorWords.of(thing.problem) if thing.problem else None
    return {"error": error, "efi_said": thing.said}

"""What the API is asked of charges and carnês. What Efí would surely refuse is refused here."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.config import JsonDict

from malote.addresses import Address
from malote.billing.accounts import ACCOUNT_ID
from malote.billing.charges import Customer, Item, ItemName, Method
from malote.billing.money import Amount
from malote.messages.template_values import PlaceKind, shown
from malote.tax_id import check_digits_match, is_cpf

MOST_PARCELS = 12
"""Of a carnê (Efí, 4600059)."""

_LEAST = Decimal("5.00")  # of a boleto (Efí, 4600036)
_MOST = Decimal("9999999.99")
_MOST_ITEMS = 50

_CUSTOMER: JsonDict = {"name": "Ana de Souza", "tax_id": "52998224725", "email": "ana@exemplo.com"}
_ITEMS: list[JsonDict] = [{"name": "Internet 300 Mb", "amount": "99.90"}]
_CHARGE: JsonDict = {
    "account": "efi",
    "method": "bolix",
    "customer": _CUSTOMER,
    "items": [*_ITEMS],
    "due_date": "2026-12-10",
}
_CARNET: JsonDict = {
    "account": "efi",
    "customer": _CUSTOMER,
    "items": [*_ITEMS],
    "parcels": 12,
    "due_date": "2026-12-10",
}

Items = Annotated[tuple[Item, ...], Field(min_length=1, max_length=_MOST_ITEMS)]


class _Asked(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class NewCharge(_Asked):
    """A charge: of ``items``, or of an ``amount`` in reais with its ``description``.

    Boletos and Bolix have a ``due_date``; an immediate Pix has none. Whether a boleto is a Bolix is
    chosen in the account's settings at Efí.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_CHARGE]})

    account: Annotated[str, Field(pattern=ACCOUNT_ID)]
    method: Method
    customer: Customer
    items: Items | None = None
    amount: Amount | None = None
    description: ItemName | None = None
    due_date: date | None = None

    @property
    def lines(self) -> tuple[Item, ...]:
        """What is charged for."""
        return self.items or (Item(name=self.description or "", amount=self.amount or Decimal(0)),)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        apart = self.amount, self.description
        of_items, of_amount = self.items is not None, None not in apart
        if of_items == of_amount or (of_items and apart != (None, None)):
            raise ValueError("diga items, ou amount e description")
        if (self.method == "pix") == (self.due_date is not None):
            with_or_without = "não tem" if self.method == "pix" else "tem"
            raise ValueError(f"{self.method} {with_or_without} due_date")
        _check_customer(self.customer, on_boleto=self.method != "pix")
        least = Decimal("0.01") if self.method == "pix" else _LEAST
        _check_amount(total(self.lines), least)
        return self


class NewCarnet(_Asked):
    """A carnê: ``due_date`` is of the first parcel, the others are due a month after each other.

    The items are of each parcel or, if ``split``, of all of them together.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [_CARNET]})

    account: Annotated[str, Field(pattern=ACCOUNT_ID)]
    customer: Customer
    items: Items
    parcels: Annotated[int, Field(ge=2, le=MOST_PARCELS)]
    due_date: date
    split: bool = False

    @property
    def lines(self) -> tuple[Item, ...]:
        """What each parcel charges for."""
        if not self.split:
            return self.items
        each = total(self.items) / self.parcels
        names = ", ".join(item.name for item in self.items)
        return (Item(name=names[:255], amount=each),)

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _check_customer(self.customer, on_boleto=True)
        whole = total(self.items)
        _check_amount(whole, _LEAST)
        if self.split and whole * 100 % self.parcels:
            raise ValueError(f"{_written(whole)} não se dividem em {self.parcels} parcelas iguais")
        _check_amount(total(self.lines), _LEAST)
        return self


class DueDateChange(_Asked):
    """A boleto's or Bolix' new day, after today."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"due_date": "2026-12-20"}]})

    due_date: date


class Resend(_Asked):
    """Where Efí sends the boleto again; else to the customer's address."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"email": "ana@exemplo.com"}]})

    email: Address | None = None


def total(items: Sequence[Item]) -> Decimal:
    """In reais."""
    return sum((each.amount * each.quantity for each in items), Decimal(0))


def _check_customer(customer: Customer, *, on_boleto: bool) -> None:
    if not check_digits_match(customer.tax_id):
        raise ValueError("o tax_id do cliente não existe: os dígitos não conferem")
    if on_boleto and is_cpf(customer.tax_id) and len(customer.name.split()) < 2:
        raise ValueError("num boleto, o nome de uma pessoa tem ao menos duas palavras")


def _check_amount(amount: Decimal, least: Decimal) -> None:
    if not least <= amount <= _MOST:
        raise ValueError(f"o valor vai de {_written(least)} a {_written(_MOST)}")


def _written(amount: Decimal) -> str:
    return shown("amount", PlaceKind.MONEY, amount)

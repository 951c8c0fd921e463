"""A charge (cobrança): a boleto, a Bolix, a parcel of a carnê, or an immediate Pix."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from malote.addresses import Address
from malote.billing.accounts import BillingEnvironment, HistoryCodes
from malote.billing.money import Amount
from malote.tax_id import PATTERN

Method = Literal["boleto", "bolix", "pix"]
Name = Annotated[str, Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]+$")]
ItemName = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[^\x00-\x1f\x7f]+$")]


class Status(StrEnum):
    """Ours until Efí has the charge, then Efí's own words.

    ``uncertain``: Efí was asked and did not answer. ``not_issued``: it certainly has none.
    """

    ISSUING = "issuing"
    UNCERTAIN = "uncertain"
    NOT_ISSUED = "not_issued"
    NEW = "new"
    WAITING = "waiting"
    IDENTIFIED = "identified"
    APPROVED = "approved"
    PAID = "paid"
    UNPAID = "unpaid"
    REFUNDED = "refunded"
    CONTESTED = "contested"
    CANCELED = "canceled"
    SETTLED = "settled"
    LINK = "link"
    EXPIRED = "expired"


OPEN = frozenset({Status.ISSUING, Status.UNCERTAIN})
"""Somebody still has to find out, or to ask Efí again."""

PAYABLE = frozenset(
    {Status.NEW, Status.WAITING, Status.IDENTIFIED, Status.APPROVED, Status.UNPAID, Status.LINK}
)
"""Efí has it, and money may still come."""


class Customer(BaseModel):
    """Who pays; ``tax_id`` is a CNPJ or CPF, bare."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Name
    tax_id: str = Field(pattern=PATTERN)
    email: Address | None = None


class Item(BaseModel):
    """What is charged for; ``amount`` is of one, in reais."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: ItemName
    amount: Amount
    quantity: int = Field(default=1, ge=1, le=9999)


class BookedUnder(BaseModel):
    """What the account's settings said when a payment was booked: its reversal goes there too."""

    model_config = ConfigDict(frozen=True)

    agreement: str
    history_codes: HistoryCodes


class PixPaid(BaseModel):
    """A Pix that was booked, and what went back of it; ``returns`` are their ids.

    Several may pay one charge, each ``booked_under`` the settings of its time.
    """

    model_config = ConfigDict(frozen=True)

    end_to_end_id: str
    value: Decimal
    booked_under: BookedUnder
    returned: Decimal = Decimal(0)
    returns: tuple[str, ...] = ()


class Charge(BaseModel):
    """``charge_id`` is ours, begins with its time, and is Efí's ``custom_id``.

    ``efi_id`` is Efí's own ``charge_id``, ``txid`` a Pix's. ``applied`` is the last row of the
    history under ``token`` that was applied to it. ``credited``: a payment is booked and not
    reversed; ``cycle`` counts the payments that were booked, so that each has entries of its own.
    ``paid_amount`` is the gross value that came, ``settled_amount`` that of the receipt which
    settles the document, None while there is none; ``booked_under`` is of the last payment.
    ``ahead`` counts payments and reversals that were booked before their rows came; ``pix`` are
    those that paid an immediate Pix. ``asked_at``: Efí was asked to issue it then, for the
    application ``asked_of``, and may have done so; ``looked`` counts how often it was not found
    there since. Nobody goes on with it before ``held_until``. ``problem`` is an error's code,
    ``said`` what Efí said of it; ``flags`` are remarks. ``revision`` is new with every write.
    """

    model_config = ConfigDict(frozen=True)

    tenant: str
    charge_id: str
    account_id: str
    environment: BillingEnvironment
    method: Method
    customer: Customer
    items: tuple[Item, ...]
    amount: Decimal
    due_date: date | None = None
    carnet_id: str | None = None
    parcel: int | None = None
    status: Status = Status.ISSUING
    efi_id: int | None = None
    txid: str | None = None
    token: str | None = None
    applied: int = 0
    credited: bool = False
    cycle: int = 0
    ahead: int = 0
    settled_amount: Decimal | None = None
    booked_under: BookedUnder | None = None
    paid_amount: Decimal | None = None
    paid_at: datetime | None = None
    pix: tuple[PixPaid, ...] = ()
    barcode: str | None = None
    pix_copy_paste: str | None = None
    link: str | None = None
    pdf_link: str | None = None
    flags: tuple[str, ...] = ()
    problem: str | None = None
    said: str | None = None
    created_at: datetime
    created_by: str
    asked_at: datetime | None = None
    asked_of: str | None = None
    looked: int = 0
    held_until: datetime | None = None
    attempts: int = 0
    revision: str


CarnetStatus = Literal[
    "issuing", "uncertain", "not_issued", "up_to_date", "unpaid", "finished", "canceled"
]
"""Ours until Efí has the carnê, then Efí's own words."""


class Carnet(BaseModel):
    """A carnê: its parcels are charges; ``applied`` is of rows about the carnê itself.

    It is issued as a whole: ``asked_at``, ``problem`` and their like are as a charge's.
    """

    model_config = ConfigDict(frozen=True)

    tenant: str
    carnet_id: str
    account_id: str
    parcels: tuple[str, ...]
    efi_id: int | None = None
    token: str | None = None
    applied: int = 0
    status: CarnetStatus = "issuing"
    link: str | None = None
    pdf_link: str | None = None
    problem: str | None = None
    said: str | None = None
    created_at: datetime
    asked_at: datetime | None = None
    asked_of: str | None = None
    looked: int = 0
    held_until: datetime | None = None
    attempts: int = 0
    revision: str

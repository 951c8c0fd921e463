"""What Efí says, in our words: whoever asks it answers with these."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

from pydantic import SecretStr

from malote.billing.charges import Status


@dataclass(frozen=True, slots=True)
class EfiSecret:
    """What opens an account at Efí; the certificate (PKCS#12) is for Pix alone."""

    client_secret: SecretStr
    pix_pfx: bytes | None = field(default=None, repr=False)
    pix_password: SecretStr | None = None
    hmac: SecretStr | None = None


@dataclass(frozen=True, slots=True)
class Issued:
    """A charge that Efí has."""

    efi_id: int | None
    status: Status
    barcode: str | None = None
    pix_copy_paste: str | None = None
    link: str | None = None
    pdf_link: str | None = None
    parcel: int | None = None
    due_date: date | None = None


@dataclass(frozen=True, slots=True)
class IssuedCarnet:
    """A carnê that Efí has; ``parcels`` in their order.

    ``efi_id`` is None of one that was found by its parcels: its history says it.
    """

    efi_id: int | None
    parcels: tuple[Issued, ...]
    link: str | None = None
    pdf_link: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a history; ids count from 1 for each token.

    ``status`` is one of ours for charges and parcels, any text for a carnê or what we do not know.
    ``value`` and ``received_at`` are of payments.
    """

    row_id: int
    of: Literal["charge", "carnet", "parcel", "other"]
    status: str
    at: datetime
    efi_charge_id: int | None = None
    efi_carnet_id: int | None = None
    custom_id: str | None = None
    value: Decimal | None = None
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class RemoteCharge:
    """A charge as Efí lists it."""

    efi_id: int
    custom_id: str | None
    status: str
    total: Decimal
    paid_value: Decimal | None = None
    paid_at: datetime | None = None
    issued: Issued | None = None


@dataclass(frozen=True, slots=True)
class PixReturn:
    """A devolução: money that went back; ``return_id`` is its identity."""

    return_id: str
    value: Decimal
    at: datetime
    done: bool


@dataclass(frozen=True, slots=True)
class PixReceived:
    """A Pix that came; ``end_to_end_id`` is its identity, ``fee`` Efí's, where it says so."""

    end_to_end_id: str
    txid: str | None
    value: Decimal
    at: datetime
    fee: Decimal | None = None
    returns: tuple[PixReturn, ...] = ()

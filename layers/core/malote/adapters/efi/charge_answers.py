"""What Cobranças says of charges and carnês."""

from collections.abc import Sequence
from decimal import Decimal

from pydantic import Field

from malote.adapters.efi.wire import (
    Cents,
    Day,
    Id,
    Link,
    Moment,
    OwnId,
    Parcel,
    Text,
    Wire,
    Word,
)
from malote.billing.charges import OPEN, Status
from malote.billing.remote import Issued, IssuedCarnet, RemoteCharge

_OURS = OPEN | {Status.NOT_ISSUED}


class _Pix(Wire):
    qrcode: Text | None = None


class _Pdf(Wire):
    charge: Link | None = None
    carnet: Link | None = None


class _Billet(Wire):
    """A boleto as all of the answers have it; a plain one has no Pix."""

    barcode: Text | None = None
    pix: _Pix | None = None
    link: Link | None = None
    pdf: _Pdf | None = None
    expire_at: Day
    parcel: Parcel | None = None

    def issued(self, efi_id: int, status: str, pix: _Pix | None = None) -> Issued:
        pix = self.pix or pix
        return Issued(
            efi_id,
            _status(status),
            barcode=self.barcode,
            pix_copy_paste=pix.qrcode if pix else None,
            link=self.link,
            pdf_link=self.pdf.charge if self.pdf else None,
            parcel=self.parcel,
            due_date=self.expire_at,
        )


class OneStep(_Billet):
    """``POST /charge/one-step``."""

    charge_id: Id
    status: Word
    total: Cents


class _Sheet(_Billet):
    """Its ``link`` is called otherwise here."""

    charge_id: Id
    status: Word
    value: Cents
    link: Link | None = Field(default=None, alias="parcel_link")


class Booklet(Wire):
    """``POST /carnet``."""

    carnet_id: Id
    link: Link | None = None
    pdf: _Pdf | None = None
    charges: tuple[_Sheet, ...]

    @property
    def values(self) -> list[Decimal]:
        """Of the parcels."""
        return [each.value for each in self.charges]

    def issued(self, parcels: int) -> IssuedCarnet | None:
        """None if it has not just so many."""
        sheets = [each.issued(each.charge_id, each.status) for each in self.charges]
        return bound(
            sheets, parcels, self.carnet_id, self.link, self.pdf.carnet if self.pdf else None
        )


def bound(
    sheets: Sequence[Issued],
    parcels: int,
    efi_id: int | None = None,
    link: str | None = None,
    pdf_link: str | None = None,
) -> IssuedCarnet | None:
    """A carnê of these sheets in their order; None if they are not just so many parcels."""
    by_number = {each.parcel: each for each in sheets}
    numbers = range(1, parcels + 1)
    if len(sheets) != parcels or by_number.keys() != {*numbers}:
        return None
    return IssuedCarnet(efi_id, tuple(by_number[each] for each in numbers), link, pdf_link)


class _Payment(Wire):
    """Lists have the Pix beside the boleto, not in it."""

    paid_at: Moment | None = None
    paid_value: Cents | None = None
    pix: _Pix | None = None
    banking_billet: _Billet | None = None
    carnet: _Billet | None = None


class _Remote(Wire):
    custom_id: OwnId | None = None
    status: Word
    total: Cents
    payment: _Payment | None = None

    def remote(self, efi_id: int) -> RemoteCharge:
        """In our words."""
        payment = self.payment or _Payment()
        billet = payment.banking_billet or payment.carnet
        return RemoteCharge(
            efi_id,
            self.custom_id,
            self.status,
            self.total,
            paid_value=payment.paid_value,
            paid_at=payment.paid_at,
            issued=billet.issued(efi_id, self.status, payment.pix) if billet else None,
        )


class Detailed(_Remote):
    """``GET /charge/:id``."""

    charge_id: Id


class Listed(_Remote):
    """A line of ``GET /charges``, where the charge's id is called otherwise."""

    id: Id

    @property
    def identity(self) -> int:
        """What no two of them share."""
        return self.id


def _status(text: str) -> Status:
    # What we do not know, Efí has: the next row of its history says more.
    known = text in Status and Status(text) not in _OURS
    return Status(text) if known else Status.NEW

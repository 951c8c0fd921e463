"""A charge beside what Efí says of it. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from malote.billing.booking import REVERSED, Booked, Happened, book
from malote.billing.charges import Charge, Status
from malote.billing.entries import Books
from malote.billing.flags import Flag
from malote.billing.reconciling import Difference, Disagreement
from malote.billing.remote import RemoteCharge
from malote.errors import EfiUnavailable

_PATIENCE = 5  # charges that Efí does not tell of, before it is taken to be down
# An item holds 400 KB. Those of one kind leave room for the others.
_LISTED_MENDED = 250
_LISTED = 100


@dataclass
class Tally:
    """What a comparison has found so far."""

    compared: int = 0
    mended: int = 0
    paid_here: Decimal = Decimal("0.00")
    paid_there: Decimal = Decimal("0.00")
    differences: list[Difference] = field(default_factory=list)
    more: int = 0
    unanswered: int = 0

    def differ(
        self,
        what: Disagreement,
        ours: object,
        theirs: object,
        *,
        charge: Charge | None = None,
        efi_id: int | None = None,
        mended: bool = False,
    ) -> None:
        """Note a difference."""
        self.mended += mended
        alike = sum((each.what, each.mended) == (what, mended) for each in self.differences)
        if alike >= (_LISTED_MENDED if mended else _LISTED):
            self.more += 1
            return
        charge_id = charge.charge_id if charge else None
        efi_id = charge.efi_id if charge else efi_id
        self.differences.append(Difference(charge_id, efi_id, what, str(ours), str(theirs), mended))

    def no_answer(self, charge: Charge, theirs: str, error: EfiUnavailable) -> None:
        """Of one charge Efí says nothing that can be read: the others are compared all the same.

        Raises the error once there are too many of them.
        """
        self.unanswered += 1
        if self.unanswered > _PATIENCE:
            raise error
        self.differ("status", charge.status, theirs, charge=charge)

    def add(self, charge: Charge, remote: RemoteCharge) -> None:
        """Count a charge as both have it now."""
        self.compared += 1
        if charge.credited:
            self.paid_here += charge.paid_amount or 0
        if remote.status == Status.PAID:
            self.paid_there += _paid(charge, remote)
        if remote.total != charge.amount:
            self.differ("value", charge.amount, remote.total, charge=charge)
        if charge.credited and remote.paid_value not in {None, charge.paid_amount}:
            self.differ("value", charge.paid_amount, remote.paid_value, charge=charge)


def _paid(charge: Charge, remote: RemoteCharge) -> Decimal:
    """Efí's list may not say how much was paid; then its history did, or nobody knows."""
    if remote.paid_value is not None:
        return remote.paid_value
    told = charge.credited and Flag.VALUE_ASSUMED not in charge.flags
    return charge.paid_amount if told and charge.paid_amount is not None else remote.total


def mend(charge: Charge, remote: RemoteCharge, books: Books) -> Booked:
    """The charge in Efí's state, with what that books; as it is where only somebody can tell.

    Nothing that was paid is unpaid by a list: money goes back by a refund or a contestation.
    """
    if charge.credited and remote.status not in {Status.PAID, Status.SETTLED, *REVERSED}:
        return charge, ()
    at: datetime = remote.paid_at or books.now if remote.status == Status.PAID else books.now
    return book(charge, Happened(remote.status, at, remote.paid_value), books)

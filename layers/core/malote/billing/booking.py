"""What becomes of a charge, and what that books. Pure: the same always gives the same entries.

Money is booked by how the charge stands, not by what it is told: a payment that is told twice, by
a notification and by the daily comparison, is one payment.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from malote.billing.charges import Charge, Status
from malote.billing.entries import Books, correction, payment, receipt, reversal
from malote.billing.flags import Flag
from malote.billing.ledger import LedgerEntry
from malote.billing.remote import Row

REVERSED = frozenset({Status.REFUNDED, Status.CONTESTED})
"""The money went back."""

_NEVER_SAID = frozenset({Status.ISSUING, Status.UNCERTAIN, Status.NOT_ISSUED})

type Booked = tuple[Charge, tuple[LedgerEntry, ...]]


@dataclass(frozen=True, slots=True)
class Happened:
    """A charge came to a status; ``value`` is the gross one of a payment, where it is told."""

    status: str
    at: datetime
    value: Decimal | None = None


def apply_row(charge: Charge, row: Row, books: Books) -> Booked:
    """A line of Efí's history, newer than ``charge.applied``.

    While rows only come to what was booked ahead of them, they change nothing else.
    """
    charge = _with(charge, applied=row.row_id)
    happened = Happened(row.status, row.received_at or row.at, row.value)
    if not charge.ahead:
        return _book(charge, happened, books)
    paid_by_then = charge.credited == (charge.ahead % 2 == 0)
    moves = REVERSED if paid_by_then else {Status.PAID}
    if happened.status not in moves:
        return charge, ()
    charge = _with(charge, ahead=charge.ahead - 1)
    return (charge, ()) if charge.ahead else _book(charge, happened, books)


def book(charge: Charge, happened: Happened, books: Books) -> Booked:
    """What was learned outside of a history: of Efí's list, or done by hand.

    The rows that tell it will come, or never: then they book nothing again.
    """
    after, entries = _book(charge, happened, books)
    moved = int(after.credited != charge.credited)
    return _with(after, ahead=charge.ahead + moved), entries


def _book(charge: Charge, happened: Happened, books: Books) -> Booked:
    if happened.status not in set(Status) - _NEVER_SAID:
        return flagged(charge, Flag.UNKNOWN_STATUS), ()
    status = Status(happened.status)
    after = _with(charge, status=status, problem=None)
    if status is Status.PAID:
        return _paid(after, happened, books)
    if status is Status.SETTLED:
        return _settled(after, happened, books)
    if status in REVERSED:
        return _reversed(charge, after, happened, books)
    return flagged(after, Flag.NO_LONGER_PAID, if_=charge.credited), ()


def _paid(charge: Charge, happened: Happened, books: Books) -> Booked:
    if charge.credited:
        return _paid_again(charge, happened, books)
    value = charge.amount if happened.value is None else happened.value
    settled_by_hand = charge.settled_amount is not None
    charge = _with(
        charge,
        credited=True,
        cycle=charge.cycle + 1,
        booked_under=charge.booked_under if settled_by_hand else books.under,
        paid_amount=value,
        paid_at=happened.at,
        settled_amount=charge.settled_amount if settled_by_hand else value,
        flags=_without(charge, Flag.NOT_CREDITED),  # this may be what went back before it was told
    )
    charge = flagged(charge, Flag.VALUE_ASSUMED, if_=happened.value is None)
    charge = flagged(charge, Flag.VALUE_DIFFERS, if_=value != charge.amount)
    entries = payment(charge, value, happened.at, books)
    if settled_by_hand:
        return charge, entries
    return charge, (*receipt(charge, value, happened.at, books), *entries)


def _paid_again(charge: Charge, happened: Happened, books: Books) -> Booked:
    booked, value = charge.paid_amount, happened.value
    if booked is None or value is None:
        return charge, ()
    if Flag.VALUE_ASSUMED not in charge.flags:
        return flagged(charge, Flag.PAID_AGAIN, if_=value != booked), ()
    charge = _with(charge, flags=_without(charge, Flag.VALUE_ASSUMED))
    if value == booked:
        return charge, ()
    more = value - booked
    settled = (charge.settled_amount or Decimal(0)) + more
    charge = _with(charge, paid_amount=value, settled_amount=settled)
    charge = flagged(charge, Flag.VALUE_DIFFERS, if_=value != charge.amount)
    return charge, correction(charge, more, happened.at, books)


def _settled(charge: Charge, happened: Happened, books: Books) -> Booked:
    if charge.settled_amount is not None:
        return charge, ()
    value = charge.amount if happened.value is None else happened.value
    charge = _with(charge, cycle=charge.cycle + 1, settled_amount=value, booked_under=books.under)
    return charge, receipt(charge, value, happened.at, books)


def _reversed(before: Charge, charge: Charge, happened: Happened, books: Books) -> Booked:
    if not charge.credited:
        return flagged(charge, Flag.NOT_CREDITED, if_=before.status not in REVERSED), ()
    entries = reversal(charge, happened.at, books)
    return _with(
        charge, credited=False, settled_amount=None, flags=_without(charge, Flag.VALUE_ASSUMED)
    ), entries


def _without(charge: Charge, flag: Flag) -> tuple[str, ...]:
    return tuple(each for each in charge.flags if each != flag)


def flagged(charge: Charge, flag: Flag, *, if_: bool = True) -> Charge:
    """With a remark, once."""
    if not if_ or flag in charge.flags:
        return charge
    return _with(charge, flags=(*charge.flags, flag))


def _with(charge: Charge, **changes: Any) -> Charge:
    return charge.model_copy(update=changes)

"""What a Pix books: each by its ``endToEndId``, and each return of its money by its own id."""

from decimal import Decimal

from malote.billing.booking import Booked, flagged
from malote.billing.charges import Charge, PixPaid, Status
from malote.billing.entries import Books, payment, pix_return, receipt
from malote.billing.flags import Flag
from malote.billing.ledger import LedgerEntry
from malote.billing.remote import PixReceived, PixReturn

_NOTHING = Decimal("0.00")


def apply_pix(charge: Charge, pix: PixReceived, books: Books) -> Booked:
    """A Pix as it stands at Efí, for the charge of its ``txid``; what is booked is left alone."""
    entries: tuple[LedgerEntry, ...] = ()
    if all(each.end_to_end_id != pix.end_to_end_id for each in charge.pix):
        charge, entries = _received(charge, pix, books)
    for each in sorted(pix.returns, key=lambda each: (each.at, each.return_id)):
        if each.done:
            charge, more = _returned(charge, pix.end_to_end_id, each, books)
            entries += more
    return charge, entries


def _received(charge: Charge, pix: PixReceived, books: Books) -> Booked:
    of, paid = pix.end_to_end_id, (charge.paid_amount or _NOTHING) + pix.value
    changes = {
        "status": Status.PAID,
        "problem": None,
        "credited": True,
        "cycle": charge.cycle + 1,
        "paid_amount": paid,
        "paid_at": pix.at,
        "settled_amount": (charge.settled_amount or _NOTHING) + pix.value,
        "booked_under": books.under,
        "pix": (
            *charge.pix,
            PixPaid(end_to_end_id=of, value=pix.value, booked_under=books.under),
        ),
    }
    charge = charge.model_copy(update=changes)
    charge = flagged(charge, Flag.SEVERAL_PIX, if_=len(charge.pix) > 1)
    charge = flagged(charge, Flag.VALUE_DIFFERS, if_=paid != charge.amount)
    other_fee = pix.fee is not None and pix.fee != books.account.fee
    charge = flagged(charge, Flag.FEE_DIFFERS, if_=other_fee)
    settles = receipt(charge, pix.value, pix.at, books, of)
    return charge, (*settles, *payment(charge, pix.value, pix.at, books, of))


def _returned(charge: Charge, of: str, returned: PixReturn, books: Books) -> Booked:
    pix = next(each for each in charge.pix if each.end_to_end_id == of)
    if returned.return_id in pix.returns:
        return charge, ()
    back = min(returned.value, pix.value - pix.returned)
    name = f"{of}#{returned.return_id}"
    then = charge.model_copy(update={"booked_under": pix.booked_under})
    entries = pix_return(then, back, returned.at, books, name)
    told = {"returned": pix.returned + back, "returns": (*pix.returns, returned.return_id)}
    known = pix.model_copy(update=told)
    all_pix = tuple(known if each.end_to_end_id == of else each for each in charge.pix)
    credited = any(each.value > each.returned for each in all_pix)
    changes = {
        "pix": all_pix,
        "credited": credited,
        "settled_amount": ((charge.settled_amount or _NOTHING) - back) or None,
        "status": charge.status if credited else Status.REFUNDED,
    }
    return charge.model_copy(update=changes), entries

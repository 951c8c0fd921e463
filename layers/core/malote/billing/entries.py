"""The entries that a payment, its correction and its reversal book."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal

from malote.billing.accounts import BillingAccount
from malote.billing.charges import BookedUnder, Charge
from malote.billing.ledger import EntryKind, LedgerEntry, Source

type Entries = tuple[LedgerEntry, ...]


@dataclass(frozen=True, slots=True)
class Books:
    """Under which account's settings, when and on whose word something is booked."""

    account: BillingAccount
    now: datetime
    source: Source

    @property
    def under(self) -> BookedUnder:
        """As the account's settings are now."""
        return BookedUnder(
            agreement=self.account.agreement, history_codes=self.account.history_codes
        )


def payment(charge: Charge, value: Decimal, at: datetime, books: Books, of: str = "") -> Entries:
    """The credit, and the fee if there is one. ``of`` is a Pix's endToEndId."""
    fee = books.account.fee
    amounts = [(EntryKind.ENTRY, value), (EntryKind.FEE, -fee)]
    return _entries(charge, amounts, at, books, of or _cycle(charge))


def receipt(charge: Charge, value: Decimal, at: datetime, books: Books, of: str = "") -> Entries:
    """What settles the document."""
    return _entries(charge, [(EntryKind.RECEIPT, value)], at, books, of or _cycle(charge))


def correction(charge: Charge, more: Decimal, at: datetime, books: Books) -> Entries:
    """A payment turned out to be of ``more`` than was assumed, or less."""
    amounts = [(EntryKind.RECEIPT, more), (EntryKind.ENTRY, more)]
    return _entries(charge, amounts, at, books, _cycle(charge), "correction")


def reversal(charge: Charge, at: datetime, books: Books) -> Entries:
    """All of the last payment went back. The fee stays: Efí's service was rendered."""
    amounts = [
        (EntryKind.RECEIPT, -(charge.settled_amount or Decimal(0))),
        (EntryKind.ENTRY, -(charge.paid_amount or Decimal(0))),
    ]
    return _entries(charge, amounts, at, books, _cycle(charge), "reversal")


def pix_return(charge: Charge, value: Decimal, at: datetime, books: Books, of: str) -> Entries:
    """So much of it went back; ``of`` names the Pix and the return."""
    amounts = [(EntryKind.RECEIPT, -value), (EntryKind.ENTRY, -value)]
    return _entries(charge, amounts, at, books, of, "reversal")


def _cycle(charge: Charge) -> str:
    return f"{charge.cycle:03}"


def _entries(
    charge: Charge,
    amounts: Iterable[tuple[EntryKind, Decimal]],
    at: datetime,
    books: Books,
    of: str,
    why: Literal["", "correction", "reversal"] = "",
) -> Entries:
    under = charge.booked_under or books.under
    return tuple(
        LedgerEntry(
            tenant=charge.tenant,
            entry_id="#".join(filter(None, (charge.charge_id, of, kind, why))),
            account_id=charge.account_id,
            environment=charge.environment,
            agreement=under.agreement,
            kind=kind,
            reversal=why == "reversal",
            history_code=getattr(under.history_codes, kind),
            amount=amount,
            at=at,
            booked_at=books.now,
            charge_id=charge.charge_id,
            source=books.source,
        )
        for kind, amount in amounts
        if amount
    )

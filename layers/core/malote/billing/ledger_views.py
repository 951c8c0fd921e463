"""The ledger as the API shows it; money is reais."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Self

from pydantic import BaseModel

from malote.billing.accounts import BillingEnvironment
from malote.billing.ledger import EntryKind, LedgerEntry, Source
from malote.billing.totals import LedgerTotal


class LedgerEntryView(BaseModel):
    """``amount`` is signed: a fee is below zero, and so is the reversal of a credit.

    ``at`` is when the money moved, ``booked_at`` when Malote wrote it; ``source`` is how it learned
    of it.
    """

    id: str
    at: datetime
    booked_at: datetime
    account_id: str
    environment: BillingEnvironment
    agreement: str
    kind: EntryKind
    reversal: bool
    history_code: str
    amount: Decimal
    charge_id: str
    source: Source

    @classmethod
    def of(cls, entry: LedgerEntry) -> Self:
        """From an entry."""
        return cls.model_validate({**entry.model_dump(), "id": entry.entry_id})


class LedgerPage(BaseModel):
    """Entries, newest first.

    ``totals`` are of all that the filters let through, not of the page alone; pages after the
    first repeat none, and of more than 100,000 entries there are none: ask for a shorter period.
    """

    items: list[LedgerEntryView]
    totals: list[LedgerTotal] | None
    next_cursor: str | None = None

    @classmethod
    def of(
        cls,
        entries: Iterable[LedgerEntry],
        totals: list[LedgerTotal] | None,
        next_cursor: str | None,
    ) -> Self:
        """From entries and the sums of all."""
        items = list(map(LedgerEntryView.of, entries))
        return cls(items=items, totals=totals, next_cursor=next_cursor)

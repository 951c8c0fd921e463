"""Sums of the ledger."""

from collections.abc import Iterable
from decimal import Decimal

from pydantic import BaseModel

from malote.billing.accounts import BillingEnvironment
from malote.billing.ledger import EntryKind, LedgerEntry

MOST_ADDED = 100_000
"""Entries: API Gateway waits 29 seconds for all of them to be read."""


class LedgerTotal(BaseModel):
    """The sum of what was booked alike, in reais and to the cent; reversals are taken off."""

    environment: BillingEnvironment
    agreement: str
    history_code: str
    kind: EntryKind
    entries: int = 0
    amount: Decimal = Decimal("0.00")


def totals(entries: Iterable[LedgerEntry]) -> list[LedgerTotal] | None:
    """In the order of environment, agreement, history code and kind; None of too many entries."""
    sums: dict[tuple[str, ...], LedgerTotal] = {}
    for number, each in enumerate(entries):
        if number == MOST_ADDED:
            return None
        alike = (each.environment, each.agreement, each.history_code, each.kind)
        total = sums.get(alike) or sums.setdefault(alike, _none_like(each))
        total.entries += 1
        total.amount += each.amount
    return [total for _, total in sorted(sums.items(), key=lambda each: each[0])]


def _none_like(entry: LedgerEntry) -> LedgerTotal:
    return LedgerTotal(
        environment=entry.environment,
        agreement=entry.agreement,
        history_code=entry.history_code,
        kind=entry.kind,
    )

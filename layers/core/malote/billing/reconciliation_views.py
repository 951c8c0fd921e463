"""What the daily comparisons with Efí found, as the API shows it."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal
from typing import Self

from pydantic import BaseModel

from malote.billing.reconciling import Disagreement, Reconciliation
from malote.error_words import ErrorWords


class DifferenceView(BaseModel):
    """Where Efí's list and Malote's are not the same; one that is ``mended`` needs nobody."""

    charge_id: str | None
    efi_id: int | None
    what: Disagreement
    ours: str
    theirs: str
    mended: bool


class ReconciliationView(BaseModel):
    """One account's, of the charges made from ``first`` to ``last``.

    ``paid_here`` and ``paid_there`` are in reais. ``more`` differences are not listed. ``error``
    is why it could not be finished.
    """

    account_id: str
    at: datetime
    first: date
    last: date
    compared: int
    mended: int
    paid_here: Decimal
    paid_there: Decimal
    differences: list[DifferenceView]
    more: int
    error: ErrorWords | None
    needs_somebody: bool

    @classmethod
    def of(cls, report: Reconciliation) -> Self:
        """From a report."""
        error = ErrorWords.of(report.problem) if report.problem else None
        return cls.model_validate({**asdict(report), "error": error})


class ReconciliationPage(BaseModel):
    """Comparisons, newest first."""

    items: list[ReconciliationView]
    next_cursor: str | None = None

    @classmethod
    def of(cls, reports: Iterable[Reconciliation], next_cursor: str | None) -> Self:
        """From reports."""
        return cls(items=list(map(ReconciliationView.of, reports)), next_cursor=next_cursor)

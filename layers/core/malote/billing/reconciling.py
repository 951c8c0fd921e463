"""What a day's comparison with Efí found."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal

Disagreement = Literal["unknown_here", "unknown_there", "status", "value", "fee"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where Efí's list and ours are not the same; ``ours`` and ``theirs`` in words."""

    charge_id: str | None
    efi_id: int | None
    what: Disagreement
    ours: str
    theirs: str
    mended: bool


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """One account's, of charges made from ``first`` to ``last``; ``problem`` is an error's code.

    ``paid_here`` and ``paid_there`` are gross values in reais. ``more`` differences are not listed.
    ``told`` are the users who learn of what ``needs_somebody``: a problem or a difference that is
    not mended, and that the report before had not.
    """

    tenant: str
    account_id: str
    at: datetime
    first: date
    last: date
    compared: int
    mended: int
    paid_here: Decimal
    paid_there: Decimal
    differences: tuple[Difference, ...] = ()
    more: int = 0
    problem: str | None = None
    needs_somebody: bool = False
    told: tuple[str, ...] = ()

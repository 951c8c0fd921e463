"""What lists of charges and of the ledger are asked for; None is any."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from malote.clock import BRASILIA

_LONGEST = {4: 366, 7: 31, 10: 1}  # days in a year, a month and a day, as they are written
_LAST_YEAR = "9998"  # what comes after it has to be in the calendar, too


@dataclass(frozen=True, slots=True)
class ChargeQuery:
    """``customer`` is a tax id; ``period`` is of the days on which they were made (UTC)."""

    account_id: str | None = None
    status: str | None = None
    customer: str | None = None
    carnet_id: str | None = None
    period: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class LedgerQuery:
    """``period`` is of the days on which the money moved, in Brasília, where Efí and books are."""

    environment: str | None = None
    account_id: str | None = None
    agreement: str | None = None
    history_code: str | None = None
    charge_id: str | None = None
    period: tuple[str, str] | None = None

    @property
    def between(self) -> tuple[datetime, datetime] | None:
        """The first instant of the period, and the first after it."""
        if not self.period:
            return None
        first, last = (min(each, _LAST_YEAR) for each in self.period)
        after = _begins(last) + timedelta(_LONGEST[len(last)])
        return _begins(first), _begins(after.date().isoformat()[: len(last)])


def _begins(period: str) -> datetime:
    day = date.fromisoformat(f"{period}-01-01"[:10])
    return datetime.combine(day, time(), BRASILIA)

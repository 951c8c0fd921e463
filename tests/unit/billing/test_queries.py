"""Books are kept in Brasília's days, three hours after UTC's."""

from datetime import datetime

import pytest

from malote.billing.queries import LedgerQuery
from malote.clock import BRASILIA


@pytest.mark.parametrize(
    ("first", "last", "begins", "after"),
    [
        ("2026", "2026", "2026-01-01", "2027-01-01"),
        ("2024", "2024", "2024-01-01", "2025-01-01"),
        ("2026-02", "2026-02", "2026-02-01", "2026-03-01"),
        ("2026-12", "2026-12", "2026-12-01", "2027-01-01"),
        ("2026-02-28", "2026-02-28", "2026-02-28", "2026-03-01"),
        ("2026-01-31", "2026-03", "2026-01-31", "2026-04-01"),
        ("0001", "9999", "0001-01-01", "9999-01-01"),
        ("9999-12-31", "9999-12-31", "9998-01-01", "9999-01-01"),  # an empty one, and no crash
    ],
    ids=lambda text: text,
)
def test_periods(first: str, last: str, begins: str, after: str) -> None:
    ends = (datetime.fromisoformat(each).replace(tzinfo=BRASILIA) for each in (begins, after))
    assert LedgerQuery(period=(first, last)).between == (*ends,)


def test_none() -> None:
    assert LedgerQuery().between is None

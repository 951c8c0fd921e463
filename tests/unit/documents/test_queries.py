"""Periods as users write them."""

import pytest

from malote.documents.queries import parse_period
from malote.errors import InvalidInput


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2026", ("2026", "2026")),
        ("2026-10", ("2026-10", "2026-10")),
        ("2026-10-05", ("2026-10-05", "2026-10-05")),
        ("2026-01/2026-03", ("2026-01", "2026-03")),
        ("2026-10-05/2026", ("2026-10-05", "2026")),
        ("2024-02-29", ("2024-02-29", "2024-02-29")),
    ],
)
def test_a_period_keeps_its_precision(text: str, period: tuple[str, str]) -> None:
    assert parse_period(text) == period


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-13", "2026-02-30", "2026-1", "2026-10-05T00:00", "2026/2025", "2026-10/2026-09",
     "2026/2026/2026", "٢٠٢٦", "2026-10 ", "0000"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        parse_period(text)

"""Periods, names and amounts as users write them."""

import pytest

from malote.documents.queries import parse_name, parse_range
from malote.errors import InvalidInput
from malote.periods import parse_period


@pytest.mark.parametrize(
    ("text", "period"),
    [
        (None, None),
        ("2026", ("2026", "2026")),
        ("2026-10", ("2026-10", "2026-10")),
        ("2026-10-05", ("2026-10-05", "2026-10-05")),
        ("2026-01/2026-03", ("2026-01", "2026-03")),
        ("2026-10-05/2026", ("2026-10-05", "2026")),
        ("2024-02-29", ("2024-02-29", "2024-02-29")),
    ],
)
def test_a_period_keeps_its_precision(text: str | None, period: tuple[str, str] | None) -> None:
    assert parse_period(text) == period


@pytest.mark.parametrize(
    "text",
    ["", "26", "2026-13", "2026-02-30", "2026-1", "2026-10-05T00:00", "2026/2025", "2026-10/2026-09",
     "2026/2026/2026", "٢٠٢٦", "2026-10 ", "0000"],
)  # fmt: skip
def test_what_is_no_period_is_refused(text: str) -> None:
    with pytest.raises(InvalidInput, match="period"):
        parse_period(text)


@pytest.mark.parametrize(
    ("least", "greatest", "cents"),
    [
        (None, None, (None, None)),
        ("0", None, (0, None)),
        (None, "610.3", (None, 61030)),
        ("0.29", "0.29", (29, 29)),
        ("1", "999999999999999.99", (100, 99999999999999999)),
    ],
)
def test_amounts_are_cents_to_the_cent(
    least: str | None, greatest: str | None, cents: tuple[int | None, int | None]
) -> None:
    assert parse_range(least, greatest) == cents


@pytest.mark.parametrize(
    ("least", "greatest", "named"),
    [
        ("10", "9.99", "min_amount"), ("1.234,56", None, "min_amount"), ("1e9", None, "min_amount"),
        ("NaN", None, "min_amount"), (None, "-1", "max_amount"), (None, "", "max_amount"),
        (None, "1.999", "max_amount"), (None, "٣", "max_amount"),
    ],
)  # fmt: skip
def test_what_is_no_range_of_amounts_is_refused(
    least: str | None, greatest: str | None, named: str
) -> None:
    with pytest.raises(InvalidInput, match=named):
        parse_range(least, greatest)


def test_a_name_is_folded_and_has_something_to_look_for() -> None:
    assert parse_name(None) is None
    assert parse_name(" SÃO ") == "sao"
    for nothing in ("", " ", "a", "´", " ~ "):
        with pytest.raises(InvalidInput, match="issuer_name"):
            parse_name(nothing)

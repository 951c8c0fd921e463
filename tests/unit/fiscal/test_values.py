from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from malote.fiscal.values import day, decimal, integer, moment


@pytest.mark.parametrize("text", ["0", "105.50", "-3.10", "12345678901234567890.0123456789"])
def test_decimal_is_exact(text: str) -> None:
    assert decimal(text) == Decimal(text)


@pytest.mark.parametrize(
    "text",
    [None, "", "NaN", "sNaN", "Infinity", "-inf", "1e999999", "1E5", "1_000", "1,50", "1.234,56",
     "٣", "0x10", "1.", ".5", " 1", "9" * 31, "1." + "0" * 11, "1" * 100_000],
)  # fmt: skip
def test_decimal_of_anything_else_is_none(text: str | None) -> None:
    assert decimal(text) is None


def test_integer() -> None:
    assert integer("001") == 1
    assert integer("999999999999999") == 999_999_999_999_999
    for text in (None, "", "1.0", "-1", "1_0", "٣", "1" * 16, "1" * 100_000):
        assert integer(text) is None


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-08-03T10:20:30-03:00", datetime(2026, 8, 3, 13, 20, 30, tzinfo=UTC)),
        ("2026-08-03T10:20:30-04:00", datetime(2026, 8, 3, 14, 20, 30, tzinfo=UTC)),
        ("2026-08-03T13:20:30Z", datetime(2026, 8, 3, 13, 20, 30, tzinfo=UTC)),
        ("2026-08-03T10:20:30.123-03:00", datetime(2026, 8, 3, 13, 20, 30, 123000, tzinfo=UTC)),
        ("2026-08-03T10:20:30", datetime(2026, 8, 3, 13, 20, 30, tzinfo=UTC)),
        ("2012-05-01", datetime(2012, 5, 1, 3, tzinfo=UTC)),
    ],
)
def test_moment_is_aware_and_brasilia_when_silent(text: str, utc: datetime) -> None:
    assert moment(text) == utc


@pytest.mark.parametrize(
    "text",
    [None, "", "ontem", "2026-13-01", "2026-02-30T00:00:00-03:00", "0001-01-01T00:00:00+23:59",
     "9999-12-31T23:59:59-23:59", "1999-12-31T23:59:59-03:00", "2026-08-03T10:20:30-99:00",
     "2026-08-03T10:20:30-03:00:30",
     "2" * 100_000],
)  # fmt: skip
def test_moment_of_anything_else_is_none(text: str | None) -> None:
    assert moment(text) is None


@pytest.mark.parametrize("text", ["2000-01-01T00:00:00+23:59", "2099-12-31T23:59:59-23:59"])
def test_the_edges_survive_any_time_zone(text: str) -> None:
    found = moment(text)
    assert found is not None
    assert abs(found.astimezone(UTC) - found) == timedelta(0)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("2026-08-03", date(2026, 8, 3)),
        ("2026-08-03T23:59:59-03:00", date(2026, 8, 3)),
        ("03/08/2026", None),
        ("1999-12-31", None),
        (None, None),
    ],
)
def test_day_is_as_written(text: str | None, found: date | None) -> None:
    assert day(text) == found

"""Texts turned into values. What cannot be read is None: one bad tag never loses a document."""

import re
from datetime import date, datetime, timedelta
from decimal import Decimal

from malote.clock import BRASILIA

_DECIMAL = re.compile(r"-?[0-9]{1,20}(\.[0-9]{1,10})?")
_INTEGER = re.compile(r"[0-9]{1,15}")

_MINUTE = timedelta(minutes=1)


def decimal(text: str | None) -> Decimal | None:
    """A plain finite number of up to 20 + 10 digits, with a dot: not NaN, not 1e9."""
    return Decimal(text) if text and _DECIMAL.fullmatch(text) else None


def total(*texts: str | None) -> Decimal | None:
    """The sum of the numbers among them, for what is written in parts; None when there is none."""
    found = [number for number in map(decimal, texts) if number is not None]
    return sum(found, Decimal()) if found else None


def integer(text: str | None) -> int | None:
    """A whole number of up to 15 digits: nine in most layouts, fifteen in a DPS's number."""
    return int(text) if text and _INTEGER.fullmatch(text) else None


def moment(text: str | None) -> datetime | None:
    """An ISO 8601 date, with or without time and offset, as an aware datetime.

    A date alone is its midnight. Only this century: the year 1 or 9999 is nobody's date of
    issue, and would overflow when taken to UTC.
    """
    try:
        found = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    if not 2000 <= found.year <= 2099:
        return None
    offset = found.utcoffset()
    if offset is None:
        # Layouts without an offset (NF-e 2.00 and older) meant the issuer's clock; almost all of
        # them ran on Brasília time.
        return found.replace(tzinfo=BRASILIA)
    # ISO 8601 and pydantic know offsets of minutes; Python takes seconds too.
    return None if offset % _MINUTE else found


def day(text: str | None) -> date | None:
    """The date of a moment as written, whatever its offset; of this century only."""
    at = moment(text)
    return at.date() if at else None

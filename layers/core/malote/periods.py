"""Periods, as users write them."""

import re
from datetime import date

from malote.errors import InvalidInput

_DATE = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_PERIOD = re.compile(rf"({_DATE})(?:/({_DATE}))?", re.ASCII)


def parse_period(text: str | None) -> tuple[str, str] | None:
    """First and last date of ``2026``, ``2026-10``, ``2026-10-05`` or two of them with a slash.

    Both ends count, whole: ``2026-01/2026-03`` is the first quarter. The answer keeps the
    precision of the question, as ("2026-01", "2026-03"). Raises InvalidInput.
    """
    if text is None:
        return None
    match = _PERIOD.fullmatch(text)
    if not match:
        raise InvalidInput("period: use AAAA, AAAA-MM, AAAA-MM-DD ou início/fim")
    first, last = match[1], match[2] or match[1]
    for end in (first, last):
        try:
            date.fromisoformat(f"{end}-01-01"[:10] if len(end) < 8 else end)
        except ValueError:
            raise InvalidInput(f"period: {end} não existe no calendário") from None
    if last < first[: len(last)]:
        raise InvalidInput("period: o fim vem antes do início")
    return first, last

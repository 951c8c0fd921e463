"""What a user may ask of the documents."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from malote.errors import InvalidInput
from malote.fiscal import Kind

Status = Literal["returned", "cancelled"]

_DATE = r"\d{4}(?:-\d{2}(?:-\d{2})?)?"
_PERIOD = re.compile(rf"({_DATE})(?:/({_DATE}))?", re.ASCII)


@dataclass(frozen=True, slots=True)
class DocumentQuery:
    """Filters of the list of documents; None asks for all."""

    kind: Kind | None = None
    status: Status | None = None
    issuer: str | None = None
    period: tuple[str, str] | None = None


def parse_period(text: str) -> tuple[str, str]:
    """First and last date of ``2026``, ``2026-10``, ``2026-10-05`` or two of them with a slash.

    Both ends count, whole: ``2026-01/2026-03`` is the first quarter. The answer keeps the
    precision of the question, as ("2026-01", "2026-03"). Raises InvalidInput.
    """
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

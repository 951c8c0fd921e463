"""A history is all that happened to a charge, or to a carnê and its parcels, under one token."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

BRASILIA = ZoneInfo("America/Sao_Paulo")


def stamp(at: datetime) -> str:
    """As Efí writes times: Brasília's, and no zone."""
    return at.astimezone(BRASILIA).strftime("%Y-%m-%d %H:%M:%S")


def day(at: datetime) -> str:
    """As Efí writes days: Brasília's."""
    return at.astimezone(BRASILIA).date().isoformat()


@dataclass
class History:
    """``rows`` are numbered from 1; ``fetched`` is how often somebody asked for them."""

    token: str
    account: str
    url: str | None
    custom_id: str | None
    rows: list[dict[str, Any]] = field(default_factory=list)
    fetched: int = 0

    def add(
        self,
        kind: str,
        identifiers: dict[str, int],
        status: tuple[str | None, str],
        at: datetime,
        paid: dict[str, Any],
    ) -> None:
        """``status`` is before and after; ``paid`` has value and day where money came in."""
        before, after = status
        row = {
            "id": len(self.rows) + 1,
            "type": kind,
            "custom_id": self.custom_id,
            "status": {"current": after, "previous": before},
            "identifiers": identifiers,
            "created_at": stamp(at),
        }
        self.rows.append(row | paid)

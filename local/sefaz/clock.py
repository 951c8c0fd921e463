"""SEFAZ's time, which whoever controls it moves."""

from datetime import UTC, datetime, timedelta, timezone

BRASILIA = timezone(timedelta(hours=-3))


class Clock:
    """It goes on from wherever it was set, or stands still there."""

    def __init__(self) -> None:
        self._ahead = timedelta()
        self._stands_at: datetime | None = None

    def now(self) -> datetime:
        """Aware."""
        return self._stands_at or datetime.now(UTC) + self._ahead

    def advance(self, seconds: float) -> None:
        """So much later; whether it stands or goes on is as before."""
        if self._stands_at:
            self._stands_at += timedelta(seconds=seconds)
        else:
            self._ahead += timedelta(seconds=seconds)

    def stand(self, at: datetime) -> None:
        """Stop at this moment."""
        self._stands_at = at

    def run(self) -> None:
        """The time that everybody has."""
        self._stands_at, self._ahead = None, timedelta()


def written(moment: datetime) -> str:
    """As in the layouts: Brasília's time, with its offset."""
    return moment.astimezone(BRASILIA).isoformat(timespec="seconds")

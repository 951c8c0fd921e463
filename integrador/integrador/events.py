"""What happened here, for the window, the log folder and the service."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from datetime import datetime
from logging import ERROR, INFO, WARNING, Logger
from threading import Lock
from typing import Literal
from uuid import uuid4

from pydantic import AwareDatetime, BaseModel, ConfigDict

from integrador.listeners import Listeners
from malote.clock import utc_now
from malote.errors import MaloteError
from malote.tax_id import formatted

type Level = Literal["info", "warning", "error"]

MOST_KEPT = 1000
_LEVELS = {"info": INFO, "warning": WARNING, "error": ERROR}


class Event(BaseModel):
    """``text`` is Portuguese, for users; ``kind`` is stable, and of an error its code."""

    model_config = ConfigDict(frozen=True)

    event_id: str
    at: AwareDatetime
    kind: str
    text: str
    level: Level = "info"
    tax_id: str = ""
    job_id: str | None = None


class EventLog:
    """The last thousand, in memory; each goes to the log file as it happens.

    So do those that the service was not told of yet: a kill loses them there, never in the log
    file. What a job came to is in the journal, not here.
    """

    def __init__(self, logger: Logger, clock: Callable[[], datetime] = utc_now) -> None:
        self._logger = logger
        self._clock = clock
        self._lock = Lock()
        self._recent: deque[Event] = deque(maxlen=MOST_KEPT)
        self._untold: defaultdict[str, deque[Event]] = defaultdict(lambda: deque(maxlen=MOST_KEPT))
        self._listeners = Listeners[Event]()
        self.listen = self._listeners.add

    def note(
        self,
        kind: str,
        text: str,
        tax_id: str = "",
        job_id: str | None = None,
        level: Level = "info",
    ) -> None:
        """Write it down, and tell who listens."""
        event = Event(
            event_id=uuid4().hex,
            at=self._clock(),
            kind=kind,
            text=text,
            level=level,
            tax_id=tax_id,
            job_id=job_id,
        )
        with self._lock:
            self._recent.append(event)
            if tax_id:
                self._untold[tax_id].append(event)
        whose = f"[{formatted(tax_id)}] " if tax_id else ""
        self._logger.log(_LEVELS[level], "%s%s (%s)", whose, one_line(text), kind)
        self._listeners.tell(event)

    def note_error(self, error: MaloteError, tax_id: str = "", job_id: str | None = None) -> None:
        """An error in its own words."""
        self.note(error.code, words_of(error), tax_id, job_id, "error")

    def recent(self) -> tuple[Event, ...]:
        """Oldest first."""
        with self._lock:
            return tuple(self._recent)

    def untold(self, tax_id: str, most: int) -> tuple[Event, ...]:
        """What the service does not know yet, oldest first."""
        with self._lock:
            return tuple(self._untold[tax_id])[:most]

    def told(self, tax_id: str, events: tuple[Event, ...]) -> None:
        """The service knows them now."""
        known = {each.event_id for each in events}
        with self._lock:
            left = [each for each in self._untold[tax_id] if each.event_id not in known]
            self._untold[tax_id] = deque(left, maxlen=MOST_KEPT)


def words_of(error: MaloteError) -> str:
    """What happened, what was found, and what to do."""
    return " ".join(part for part in (error.message, _sentence(error.detail), error.action) if part)


def one_line(text: str) -> str:
    """Nobody writes a line of ours into the log file."""
    return "".join(_printable(text))


def _printable(text: str) -> Iterator[str]:
    return (each if each.isprintable() else " " for each in text)


def _sentence(detail: str) -> str:
    return f"({detail})" if detail else ""

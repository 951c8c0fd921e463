"""How long to wait for what, in seconds."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import uniform


@dataclass(frozen=True, slots=True)
class Pace:
    """``heartbeat`` is a third of a lease; a poll waits for ``poll`` seconds at the service."""

    heartbeat: float = 30
    heartbeat_again: float = 5
    poll: int = 20
    elsewhere: float = 15
    token: float = 15
    refused: float = 5
    first_retry: float = 1
    last_retry: float = 60

    def retries(self) -> Iterator[float]:
        """Doubled from the first to the last, each up to a quarter less: not all at once."""
        pause = self.first_retry
        while True:
            yield pause * uniform(0.75, 1)  # noqa: S311 -- no secret
            pause = min(pause * 2, self.last_retry)

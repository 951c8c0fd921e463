"""The memory that the answers of all sessions of this process take together.

Fifty mailboxes are read at once in one function of 1,024 MB, and any of their servers may send as
much as it likes. So each session has a small share for itself, which nobody can take from it, and
room for what is larger is reserved before that is asked for: whoever sends more is cut off, and
nobody waits while holding something.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Condition

from malote.errors import StoreFailed

MIB = 1024 * 1024
SHARE = 2 * MIB
_FEW = 6  # sessions that may fill large batches, all at once
_LARGE, _SMALL = 8 * MIB, MIB


class Memory:
    """A pool of so many bytes. One serves the whole process; ``patience`` is in seconds."""

    def __init__(self, pool: int = 160 * MIB, patience: float = 20) -> None:
        self._free = pool
        self._patience = patience
        self._sessions = 0
        self._changed = Condition()

    @contextmanager
    def session(self, deadline: float) -> Iterator["Room"]:
        """What one session may take, until ``deadline`` (``time.monotonic``)."""
        room = Room(self, deadline)
        with self._changed:
            self._sessions += 1
        try:
            yield room
        finally:
            room.reserve(0)
            with self._changed:
                self._sessions -= 1

    @property
    def batch(self) -> int:
        """Bytes of content that a session should ask for at once, now."""
        return _LARGE if self._sessions <= _FEW else _SMALL

    def exchange(self, back: int, size: int, deadline: float) -> None:
        """Give some back, then wait for some. Raises ``StoreFailed``: it is no mailbox's fault."""
        seconds = min(self._patience, deadline - time.monotonic())
        with self._changed:
            self._free += back
            self._changed.notify_all()
            if not self._changed.wait_for(lambda: self._free >= size, seconds):
                raise StoreFailed("outras caixas ocupam a memória")
            self._free -= size


class Room:
    """The room that one session has. Not for two threads at once."""

    def __init__(self, memory: Memory, deadline: float) -> None:
        self._memory = memory
        self._deadline = deadline
        self._reserved = 0

    @property
    def batch(self) -> int:
        """Bytes of content to ask for at once, now."""
        return self._memory.batch

    @property
    def size(self) -> int:
        """Bytes that may come."""
        return SHARE + self._reserved

    def reserve(self, content: int) -> None:
        """Make room for so much and what surrounds it; what was reserved before is given back.

        Half as much again, since servers are not exact about sizes. Raises ``StoreFailed``.
        """
        back, self._reserved = self._reserved, 0
        wanted = max(0, content * 3 // 2 - SHARE * 3 // 4)
        self._memory.exchange(back, wanted, self._deadline)
        self._reserved = wanted

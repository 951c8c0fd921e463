"""The absolute deadline of a connection."""

import socket
import time
from contextlib import suppress
from threading import Timer
from types import TracebackType


class Watchdog:
    """Shuts a connection down at a moment of ``time.monotonic``, whatever it is doing.

    A socket's own timeout is for each read: one byte a second never reaches it.
    """

    def __init__(self, deadline: float) -> None:
        self.expired = False
        self._socket: socket.socket | None = None
        self._timer = Timer(max(0.0, deadline - time.monotonic()), self._cut)
        self._timer.daemon = True

    def __enter__(self) -> "Watchdog":
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        if self._socket:
            self._socket.close()

    def guard(self, connection: socket.socket) -> None:
        """Watch it; through a duplicate, since TLS takes the first one's descriptor away."""
        self._socket = connection.dup()
        if self.expired:
            self._cut()

    def _cut(self) -> None:
        self.expired = True
        if self._socket:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

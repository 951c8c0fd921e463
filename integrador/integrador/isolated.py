"""A process apart, for code that may crash or hang: drivers of cards and tokens."""

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

if sys.platform != "win32":
    import resource

_GRACE = 2.0  # seconds, to log out of a card
_SPAWN = get_context("spawn")  # a fork would copy locks that threads hold, and the PIN


class ChildLost(Exception):
    """It crashed, ended, or did not answer in time; it is there no more."""


class Child:
    """Runs ``serve(connection, *arguments)``; it ends with this process, however this one ends."""

    def __init__(self, serve: Callable[..., None], *arguments: object) -> None:
        self._connection, theirs = _SPAWN.Pipe()
        self._process = _SPAWN.Process(target=_run, args=(serve, theirs, *arguments), daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, *message: object, seconds: float) -> Any:
        """Send and wait for the answer. Raises ChildLost."""
        with suppress(OSError):  # it is gone: so is its answer
            self._connection.send(message)
        return self.answer(seconds)

    def answer(self, seconds: float) -> Any:
        """What it sends next. Raises ChildLost."""
        try:
            if self._connection.poll(seconds):
                return self._connection.recv()
        except (OSError, EOFError):
            pass
        self.close()
        raise ChildLost

    def close(self) -> None:
        """End it, from any thread: one that waits for its answer gets ChildLost."""
        self._process.terminate()
        self._process.join(_GRACE)
        self._process.kill()  # a driver that hangs listens to nothing else
        self._process.join()


def no_core_dumps() -> None:
    """Drivers crash, and what the system then keeps of their memory has the PIN in it."""
    if sys.platform != "win32":
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _run(serve: Callable[..., None], connection: Connection, *arguments: object) -> None:
    no_core_dumps()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())  # so that what is open is closed
    if hasattr(os, "setsid"):
        # No terminal: neither Ctrl+C in the middle of a signature nor OpenSSL asking for a PIN.
        with suppress(OSError):
            os.setsid()
    with suppress(EOFError, BrokenPipeError):  # whoever asked is gone
        serve(connection, *arguments)

"""Who wants to be told of something."""

from collections.abc import Callable
from logging import getLogger
from threading import Lock


class Listeners[Told]:
    """Called in the thread of whoever tells, one after another; one that fails harms no other."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._callbacks: list[Callable[[Told], None]] = []

    def add(self, callback: Callable[[Told], None]) -> Callable[[], None]:
        """Returns what ends it."""
        with self._lock:
            self._callbacks.append(callback)
        return lambda: self._remove(callback)

    def tell(self, what: Told) -> None:
        """Tell them all."""
        with self._lock:
            callbacks = list(self._callbacks)
        for callback in callbacks:
            try:
                callback(what)
            except Exception:
                getLogger(__name__).exception("a listener failed")

    def _remove(self, callback: Callable[[Told], None]) -> None:
        with self._lock:
            if callback in self._callbacks:
                self._callbacks.remove(callback)

"""A PIN or password: asked for once, kept in memory only, and never tried again when wrong."""

from collections.abc import Callable
from threading import RLock

from integrador.errors import KeyUnusable, PinNeeded, PinWrong

type AskPin = Callable[[str], str | None]
"""Shows a warning in Portuguese, which may be empty; None is for no PIN given."""


class Pin:
    """Of one card or file. Threads that want it wait while one asks or tries."""

    def __init__(self, ask: AskPin) -> None:
        self._ask = ask
        self._kept: bytearray | None = None
        self._wrong: set[str] = set()
        self._failure: type[KeyUnusable] | None = None
        self._lock = RLock()

    def use[Opened](
        self, attempt: Callable[[str], Opened], warning: str = "", *, ask_anew: bool = False
    ) -> Opened:
        """Attempt with what is kept, or with what the user answers, once.

        After a wrong answer, or none, nobody is asked again until ``allow_question``. With
        ``ask_anew`` what is kept is not good enough. Raises PinWrong, PinNeeded, and what
        ``attempt`` does: PinWrong when it is wrong; after any other error an answer is forgotten.
        """
        with self._lock:
            if self._failure:
                raise self._failure
            if ask_anew:
                self._forget()
            pin = self._ask(warning) if self._kept is None else self._kept.decode()
            if pin is None:
                self._failure = PinNeeded
                raise PinNeeded
            return self._try(attempt, pin)

    def allow_question(self) -> None:
        """The user may be asked again: it was the user who wanted to go on.

        Whoever is being asked just now is not waited for.
        """
        self._failure = None

    def close(self) -> None:
        """Forget it, without waiting for whoever is being asked just now."""
        self._forget()

    def _try[Opened](self, attempt: Callable[[str], Opened], pin: str) -> Opened:
        try:
            if pin in self._wrong:
                raise PinWrong
            opened = attempt(pin)
        except PinWrong:
            self._wrong.add(pin)
            self._forget()
            self._failure = PinWrong
            raise
        self._kept = bytearray(pin.encode()) if self._kept is None else self._kept
        return opened

    def _forget(self) -> None:
        if self._kept:
            self._kept[:] = bytes(len(self._kept))
        self._kept = None

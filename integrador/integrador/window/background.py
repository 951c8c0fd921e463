"""Slow work in threads; what comes of it is brought back to the window's thread."""

from collections.abc import Callable
from functools import partial
from logging import getLogger
from threading import Lock, Thread

from PySide6.QtCore import QObject, Qt, Signal, Slot
from shiboken6 import isValid

from integrador.errors import IntegradorError
from integrador.logs import LOGGER
from malote.errors import MaloteError


class Background(QObject):
    """Made in the window's thread, where ``done`` and ``failed`` are called."""

    _over = Signal(object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.turn = Lock()  # whoever changes the agent holds it; the last one is who closes it
        self._over.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def run[Outcome](
        self,
        owner: QObject,
        work: Callable[[], Outcome],
        done: Callable[[Outcome], None],
        failed: Callable[[MaloteError], None],
    ) -> None:
        """Nobody is told once ``owner`` is gone."""

        def worked() -> None:
            try:
                tell = partial(done, work())
            except MaloteError as error:
                tell = partial(failed, error)
            except Exception as error:
                getLogger(LOGGER).exception("the window's work failed")
                tell = partial(failed, IntegradorError(type(error).__name__))
            if isValid(self):
                self._over.emit(owner, tell)

        Thread(target=worked, name="integrador-window", daemon=True).start()

    @Slot(object, object)
    def _tell(self, owner: QObject, tell: Callable[[], None]) -> None:
        if isValid(owner):
            tell()

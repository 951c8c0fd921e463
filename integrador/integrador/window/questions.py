"""PINs that worker threads need are asked for in the window, one at a time."""

from collections import deque
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Lock

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from integrador.references import CertificateRef
from integrador.window.pin_dialog import PinDialog


@dataclass(frozen=True, eq=False)
class _Question:
    certificate: CertificateRef
    warning: str
    answer: "Future[str | None]" = field(default_factory=Future, repr=False)


class Questions(QObject):
    """``ask`` is the Keyring's; it is called in any thread but the window's, and waits."""

    _asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._window: QWidget | None = None
        self._lock = Lock()
        self._open: deque[_Question] = deque()
        self._given: dict[str, str] = {}
        self._closed = False
        self._dialog: PinDialog | None = None
        self._asked.connect(self._show_next, Qt.ConnectionType.QueuedConnection)

    def belong_to(self, window: QWidget) -> None:
        """Dialogs are this window's."""
        self._window = window

    def ask(self, certificate: CertificateRef, warning: str) -> str | None:
        """A PIN or password; None if its user does not give it."""
        question = _Question(certificate, warning)
        with self._lock:
            if self._closed:
                return None
            if certificate.path in self._given:
                return self._given.pop(certificate.path)
            self._open.append(question)
        self._asked.emit(question)
        return question.answer.result()

    def give(self, path: str, password: str) -> None:
        """A file's password that was typed already: it answers the first question, then it goes."""
        with self._lock:
            self._given[path] = password

    def forget_given(self) -> None:
        """Those that nobody asked for."""
        with self._lock:
            self._given.clear()

    def close(self) -> None:
        """Nobody answers any more: whoever waits goes on without."""
        with self._lock:
            self._closed = True
            self._given.clear()
            waiting = list(self._open)
            self._open.clear()
        for each in waiting:
            each.answer.set_result(None)
        if self._dialog:
            self._dialog.close()

    @Slot()
    def _show_next(self) -> None:
        with self._lock:
            question = self._open[0] if self._open else None
        if question is None or self._dialog:
            return
        dialog = self._dialog = PinDialog(question.certificate, question.warning, self._window)
        dialog.finished.connect(self._answer)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    @Slot()
    def _answer(self) -> None:
        dialog, self._dialog = self._dialog, None
        if dialog is None:
            return
        given = dialog.taken()
        dialog.deleteLater()
        with self._lock:
            question = self._open.popleft() if self._open else None
        if question:
            question.answer.set_result(given)
        self._show_next()

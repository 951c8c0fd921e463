"""The icon beside the clock, where a system has such a place."""

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon


class Tray(QObject):
    """With a menu; a click on it opens the window."""

    opened = Signal()
    started = Signal()
    stopped = Signal()
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._said = False
        self.menu = QMenu()
        for words, signal in (
            ("Abrir o Integrador", self.opened),
            ("Iniciar todos", self.started),
            ("Parar todos", self.stopped),
            ("Parar e sair", self.left),
        ):
            action = QAction(words, self.menu)
            action.triggered.connect(signal)
            self.menu.addAction(action)
        self._icon = QSystemTrayIcon(QApplication.windowIcon())
        self._icon.setToolTip("Integrador do Malote")
        self._icon.setContextMenu(self.menu)
        self._icon.activated.connect(self._activated)
        self._icon.show()

    def say_hidden(self) -> None:
        """Once: the window is gone, the service is not."""
        if not self._said:
            self._said = True
            self._icon.showMessage(
                "Integrador do Malote",
                "O Integrador continua em serviço aqui. Para sair, use o menu deste ícone.",
                QApplication.windowIcon(),
            )

    def _activated(self, reason: QSystemTrayIcon.ActivationReason) -> None:
        if reason != QSystemTrayIcon.ActivationReason.Context:
            self.opened.emit()

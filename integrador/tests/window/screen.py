"""A user in front of the window: waits, looks, clicks."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic
from typing import cast

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QTableView, QWidget

from integrador.window.app import dress


def application() -> QApplication:
    """The one of this process."""
    if there := QApplication.instance():
        return cast(QApplication, there)
    made = QApplication(["integrador"])
    dress(made)
    made.setQuitOnLastWindowClosed(False)
    return made


def eventually(true: Callable[[], object], seconds: float = 15) -> None:
    """A bound against hanging."""
    until = monotonic() + seconds
    while not true():
        assert monotonic() < until, "it did not happen"
        QTest.qWait(10)


def click(button: QWidget) -> None:
    assert button.isEnabled(), "nobody can click it"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def write(text: str, into: QWidget) -> None:
    QTest.keyClicks(into, text)


def pick(table: QTableView, row: int) -> None:
    rectangle = table.visualRect(table.model().index(row, 0))
    QTest.mouseClick(
        table.viewport(),
        Qt.MouseButton.LeftButton,
        pos=rectangle.center() if rectangle.isValid() else QPoint(),
    )


def dialogs[Kind: QDialog](kind: type[Kind]) -> list[Kind]:
    """Those that are open."""
    return [
        each
        for each in QApplication.topLevelWidgets()
        if isinstance(each, kind) and each.isVisible()
    ]


def dialog[Kind: QDialog](kind: type[Kind]) -> Kind:
    """The one that opens."""
    eventually(lambda: dialogs(kind))
    (only,) = dialogs(kind)
    return only


def answer(words: str) -> None:
    """To a question, by a button's own words."""
    box = dialog(QMessageBox)
    (button,) = [each for each in box.buttons() if each.text().replace("&", "") == words]
    click(button)


@contextmanager
def shown(window: QWidget) -> Iterator[None]:
    window.show()
    QTest.qWaitForWindowExposed(window)
    yield
    window.hide()
    window.deleteLater()
    QTest.qWait(10)

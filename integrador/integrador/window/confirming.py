"""Questions with two or three answers."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QPushButton, QWidget


def confirm(
    parent: QWidget,
    title: str,
    question: str,
    explained: str,
    answers: dict[str, Callable[[], None]],
) -> QMessageBox:
    """Ask; the answer's own words call what it does. "Cancelar" comes last and does nothing."""
    box = QMessageBox(QMessageBox.Icon.Question, title, question, parent=parent)
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setInformativeText(explained)
    chosen: dict[QPushButton, Callable[[], None]] = {
        box.addButton(words, QMessageBox.ButtonRole.AcceptRole): do for words, do in answers.items()
    }
    cancel = box.addButton("Cancelar", QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(cancel)
    box.setEscapeButton(cancel)

    def answered() -> None:
        do = chosen.get(box.clickedButton())  # type: ignore[call-overload]
        box.deleteLater()
        if do:
            do()

    box.finished.connect(answered)
    box.open()
    return box

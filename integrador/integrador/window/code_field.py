"""A one-time code, typed or pasted: four groups of four."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QLineEdit, QWidget

_LENGTH = 16


class CodeField(QLineEdit):
    """Upper case and hyphens come by themselves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setPlaceholderText("XXXX-XXXX-XXXX-XXXX")
        self.textEdited.connect(self._group)

    @property
    def complete(self) -> bool:
        """Whether nothing is missing."""
        return len(_bare(self.text())) == _LENGTH

    def _group(self, text: str) -> None:
        before = len(_bare(text[: self.cursorPosition()]))
        bare = _bare(text)[:_LENGTH]
        self.setText("-".join(bare[at : at + 4] for at in range(0, len(bare), 4)))
        # Behind as many characters of the code as before, and behind the hyphen if it grew there.
        self.setCursorPosition(before + max(0, before - 1) // 4)


def _bare(text: str) -> str:
    return "".join(each for each in text.upper() if each.isascii() and each.isalnum())

"""What went wrong, or well, said inside the window."""

from html import escape

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QVBoxLayout, QWidget

from malote.errors import MaloteError

# Ink, ground and border; contrast of ink on ground is 7:1 or more in each.
_ERROR = ("#7a1212", "#fdecec", "#d97b7b")
_WARNING = ("#5c3d00", "#fff5dc", "#d8b45a")
_DONE = ("#10491f", "#e7f6ea", "#7dbb8b")


class NoticeBar(QFrame):
    """Not there while it has nothing to say."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.label = QLabel(wordWrap=True, textFormat=Qt.TextFormat.RichText)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.MinimumExpanding)
        policy.setHeightForWidth(True)
        self.label.setSizePolicy(policy)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 8)
        layout.addWidget(self.label)
        self.hide()

    def fail(self, error: MaloteError, more: str = "") -> None:
        """An error in its own words: what happened, what was found, what to do."""
        lines = [f"<b>{escape(error.message)}</b>"]
        lines += [escape(each) for each in (error.detail, error.action, more) if each]
        self._say("<br>".join(lines), _ERROR)

    def warn(self, text: str) -> None:
        """What its reader should see to."""
        self._say(f"<b>Atenção.</b> {escape(text)}", _WARNING)

    def succeed(self, text: str) -> None:
        """What was done."""
        self._say(f"<b>{escape(text)}</b>", _DONE)

    def _say(self, text: str, colours: tuple[str, str, str]) -> None:
        ink, ground, border = colours
        self.setStyleSheet(
            f"#notice {{ background: {ground}; border: 1px solid {border}; border-radius: 4px }}"
            f"#notice QLabel {{ color: {ink} }}"
        )
        self.label.setText(text)
        self.setAccessibleDescription(text)
        self.show()

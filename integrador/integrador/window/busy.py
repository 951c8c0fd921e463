"""That something goes on."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QWidget


class Busy(QWidget):
    """A moving bar with words, while there is work."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.label = QLabel()
        bar = QProgressBar(minimum=0, maximum=0, textVisible=False)
        bar.setFixedSize(120, 10)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(bar)
        layout.addWidget(self.label, 1)
        self.hide()

    def begin(self, text: str) -> None:
        """Say what is done."""
        self.label.setText(text)
        self.show()

    def end(self) -> None:
        """It is over."""
        self.hide()

"""A CNPJ or CPF, typed or pasted: bare or with its marks, letters of a CNPJ included."""

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from malote.tax_id import check_digits_match, formatted, normalise


class TaxIdField(QWidget):
    """Its marks come when it is left; what is nobody's is said beside it."""

    def __init__(self) -> None:
        super().__init__()
        self.line = QLineEdit()
        self.line.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.line.setMinimumWidth(self.line.fontMetrics().averageCharWidth() * 26)
        self.problem = QLabel()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.line)
        layout.addWidget(self.problem, 1)
        self.setFocusProxy(self.line)
        self.line.editingFinished.connect(self._judge)
        self.line.textChanged.connect(self.problem.clear)

    @property
    def tax_id(self) -> str | None:
        """Bare; None while it is not one whose check digits match."""
        bare = normalise(self.line.text())
        return bare if check_digits_match(bare) else None

    def fill(self, tax_id: str) -> None:
        """With a bare one, which can be corrected."""
        self.line.setText(formatted(tax_id))

    def _judge(self) -> None:
        self.line.setText(formatted(normalise(self.line.text())))
        if self.line.text() and not self.tax_id:
            self.problem.setText("Não é um CNPJ nem um CPF: confira os dígitos.")

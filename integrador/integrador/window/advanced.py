"""What hardly anybody has to set: the service's address, and one more driver of cards."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from integrador.addresses import default_url


class Advanced(QWidget):
    """Folded away, unless the package does not know the address."""

    def __init__(self) -> None:
        super().__init__()
        self.address = QLineEdit(default_url())
        self.address.setPlaceholderText("https://…")
        self.driver = QLineEdit()
        self.driver.setPlaceholderText("só se o seu token não aparecer na lista")
        choose = QPushButton("Procurar…")
        choose.clicked.connect(self._choose)
        self.fold = QToolButton()
        self.fold.setText("A&vançado")
        self.fold.setCheckable(True)
        self.fold.setAutoRaise(True)
        self.fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        row = QHBoxLayout()
        row.addWidget(self.driver, 1)
        row.addWidget(choose)
        self._inside = QWidget()
        form = QFormLayout(self._inside)
        form.setContentsMargins(0, 0, 0, 0)
        form.addRow("Endereço do &serviço:", self.address)
        other = QLabel("Outro &driver (PKCS#11):")
        other.setBuddy(self.driver)
        form.addRow(other, row)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.fold)
        layout.addWidget(self._inside)
        self.fold.toggled.connect(self._unfold)
        self._unfold(False)
        self.fold.setChecked(not self.address.text())

    def drivers(self) -> list[str]:
        """Paths of further modules."""
        path = self.driver.text().strip()
        return [path] if path else []

    def _unfold(self, unfolded: bool) -> None:
        self._inside.setVisible(unfolded)
        self.fold.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)

    def _choose(self) -> None:
        dialog = QFileDialog(self.window(), "Driver de cartão ou token (PKCS#11)")
        dialog.setNameFilters(["Drivers (*.so *.so.* *.dll *.dylib)", "Todos os arquivos (*)"])
        dialog.fileSelected.connect(self.driver.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

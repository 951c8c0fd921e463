"""All certificates of this computer, to pick one."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from integrador.certificates import Found, Trouble, look
from integrador.references import CertificateRef
from integrador.window.agent import Agent
from integrador.window.background import Background
from integrador.window.busy import Busy
from integrador.window.certificate_model import CertificateModel
from integrador.window.pin_dialog import PinDialog
from integrador.window.rows import table
from malote.clock import utc_now
from malote.errors import MaloteError

_NONE = "Nenhum certificado encontrado. Conecte o cartão ou token e procure de novo."


class CertificatePicker(QWidget):
    """``drivers`` gives further PKCS#11 modules; ``opened`` tells a PFX's path and password."""

    picked = Signal()
    opened = Signal(str, str)
    failed = Signal(object)

    def __init__(
        self, agent: Agent, background: Background, drivers: Callable[[], list[str]]
    ) -> None:
        super().__init__()
        self._agent = agent
        self._background = background
        self._drivers = drivers
        self.model = CertificateModel()
        self.table = table(self.model, 0, 4)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setMinimumHeight(150)
        self.again = QPushButton("&Procurar de novo")
        self.file = QPushButton("Procurar &arquivo PFX…")
        self.busy = Busy()
        self.troubles = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.troubles.hide()
        buttons = QHBoxLayout()
        buttons.addWidget(self.again)
        buttons.addWidget(self.file)
        buttons.addWidget(self.busy, 1)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.troubles)
        layout.addLayout(buttons)
        self.again.clicked.connect(self.search)
        self.file.clicked.connect(self._choose_file)
        self.table.selectionModel().selectionChanged.connect(self.picked)
        self.model.modelReset.connect(self.picked)

    @property
    def chosen(self) -> Found | None:
        """The one that is picked."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.rows[rows[0].row()] if rows else None

    def search(self) -> None:
        """Look at cards, tokens and Windows; it takes seconds."""
        drivers = self._drivers()
        self._begin("Procurando certificados…")
        self._background.run(
            self, lambda: self._agent.find(drivers, utc_now()), self._show, self._fail
        )

    def open_file(self, path: Path) -> None:
        """Ask for a PFX file's password, and look into it."""
        whole = str(path.absolute())
        dialog = PinDialog(
            CertificateRef(kind="pfx", thumbprint="0" * 64, path=whole), parent=self.window()
        )
        dialog.finished.connect(lambda: self._read(path, dialog))
        dialog.open()

    def _choose_file(self) -> None:
        dialog = QFileDialog(self.window(), "Arquivo PFX")
        dialog.setNameFilter("Certificados (*.pfx *.p12 *.PFX *.P12)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda chosen: self.open_file(Path(chosen)))
        dialog.open()

    def _read(self, path: Path, dialog: PinDialog) -> None:
        accepted = dialog.result() == QDialog.DialogCode.Accepted
        password = dialog.taken() or ""
        dialog.deleteLater()
        if not accepted:
            return
        self._begin(f"Abrindo {path.name}…")

        def show(found: Found) -> None:
            self._end()
            row = self.model.add(found)
            self.opened.emit(found.ref.path, password)
            if found.usable:
                self.table.selectRow(row)

        self._background.run(self, lambda: look(path, password, utc_now()), show, self._fail)

    def _show(self, told: tuple[list[Found], list[Trouble]]) -> None:
        self._end()
        found, troubles = told
        self.model.renew(found)
        lines = [f"{each.where}: {each.message} {each.action}" for each in troubles]
        if not self.model.rows:
            lines.insert(0, _NONE)
        self.troubles.setText("\n".join(lines))
        self.troubles.setVisible(bool(lines))
        usable = [row for row, each in enumerate(self.model.rows) if each.usable]
        if len(usable) == 1:
            self.table.selectRow(usable[0])

    def _fail(self, error: MaloteError) -> None:
        self._end()
        self.failed.emit(error)

    def _begin(self, text: str) -> None:
        self.busy.begin(text)
        self.again.setEnabled(False)
        self.file.setEnabled(False)

    def _end(self) -> None:
        self.busy.end()
        self.again.setEnabled(True)
        self.file.setEnabled(True)

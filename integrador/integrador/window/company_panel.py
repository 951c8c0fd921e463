"""The CNPJ and CPF that this computer serves, and what can be done with each."""

from collections.abc import Iterable

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from integrador.states import State, Status
from integrador.window.company_model import Company, CompanyModel
from integrador.window.rows import table

_EMPTY = (
    "<p style='font-size:large'><b>Nenhum CPF ou CNPJ configurado</b></p>"
    "<p>Peça ao administrador da empresa um código de uso único, conecte o cartão ou token "
    "e clique em <b>Adicionar…</b></p>"
)
_ENDED = {State.STOPPED, State.REVOKED, State.EXPIRED}
_STARTABLE = {*_ENDED, State.FAILED}  # which may be over, or wait for its disk


class CompanyPanel(QWidget):
    """``changed``: another one is chosen, or it stands otherwise."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.model = CompanyModel()
        self.table = table(self.model, 0)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.add = QPushButton("&Adicionar…")
        self.start = QPushButton("&Iniciar")
        self.stop = QPushButton("&Parar")
        self.start_all = QPushButton("Iniciar &todos")
        self.stop_all = QPushButton("Parar t&odos")
        self.folder = QPushButton("Abrir pa&sta")
        self.resend = QPushButton("&Enviar de novo…")
        self.remove = QPushButton("&Remover…")
        self.detail = QLabel(wordWrap=True, textFormat=Qt.TextFormat.PlainText)
        self.detail.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._stack = QStackedLayout()
        empty = QLabel(_EMPTY, wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._stack.addWidget(empty)
        self._stack.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(
            _row(QLabel("<b>CPF e CNPJ deste computador</b>"), None, self.start_all, self.stop_all)
        )
        layout.addLayout(self._stack, 1)
        layout.addWidget(self.detail)
        layout.addLayout(
            _row(
                self.add,
                None,
                self.start,
                self.stop,
                self.folder,
                self.resend,
                self.remove,
            )
        )
        self.table.selectionModel().selectionChanged.connect(self._renew)
        self._renew()

    @property
    def chosen(self) -> Company | None:
        """The one that buttons are about."""
        rows = self.table.selectionModel().selectedRows()
        return self.model.rows[rows[0].row()] if rows else None

    def show_all(self, companies: Iterable[Company]) -> None:
        """These; what was chosen stays so, else it is the first."""
        before = self.chosen.configured.tax_id if self.chosen else None
        self.model.replace(companies)
        self._stack.setCurrentIndex(1 if self.model.rows else 0)
        tax_ids = [each.configured.tax_id for each in self.model.rows]
        if tax_ids:
            row = tax_ids.index(before) if before in tax_ids else 0
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(
                self.model.index(row, 0), flags.ClearAndSelect | flags.Rows
            )
        self._renew()

    def show_status(self, status: Status) -> None:
        """One stands otherwise now."""
        self.model.change(status)
        self._renew()

    def _renew(self) -> None:
        company = self.chosen
        self.start.setEnabled(company is not None and company.status.state in _STARTABLE)
        self.stop.setEnabled(company is not None and company.status.state not in _ENDED)
        for each in (self.folder, self.resend, self.remove):
            each.setEnabled(company is not None)
        states = {each.status.state for each in self.model.rows}
        self.start_all.setEnabled(bool(states & _STARTABLE))
        self.stop_all.setEnabled(bool(states - _ENDED))
        detail = company.status.detail if company else ""
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        self.changed.emit()


def _row(*widgets: QWidget | None) -> QHBoxLayout:
    row = QHBoxLayout()
    for each in widgets:
        if each is None:
            row.addStretch()
        else:
            row.addWidget(each)
    return row

"""The list of events."""

from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from integrador.config import Configured
from integrador.window.event_model import EventModel, OfOne
from integrador.window.rows import table
from malote.tax_id import formatted


class EventPanel(QWidget):
    """Filtered by CNPJ or CPF; chosen ones can be copied."""

    def __init__(self) -> None:
        super().__init__()
        self.model = EventModel()
        self._shown = OfOne(self.model)
        self.table = table(self._shown, 2)
        _widen(self.table, "00/00/0000 00:00:00", "MM.MMM.MMM/MMMM-00")
        self.filter = QComboBox()
        self.filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.filter.currentIndexChanged.connect(self._choose)
        self.copy = QPushButton("&Copiar")
        self.copy.setToolTip("Copia os eventos escolhidos, ou todos os da lista")
        self.logs = QPushButton("Abrir pasta de &logs")
        self.copy.clicked.connect(self._copy)
        QShortcut(QKeySequence.StandardKey.Copy, self.table, self._copy)
        whose = QLabel("&Mostrar:")
        whose.setBuddy(self.filter)
        top = QHBoxLayout()
        top.addWidget(QLabel("<b>Eventos</b>"))
        top.addStretch()
        for each in (whose, self.filter, self.copy, self.logs):
            top.addWidget(each)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(top)
        layout.addWidget(self.table)
        self.offer(())

    def offer(self, configured: tuple[Configured, ...]) -> None:
        """Those whose events can be shown alone."""
        before = self.filter.currentData()
        self.filter.clear()
        self.filter.addItem("Todos", "")
        for each in configured:
            self.filter.addItem(formatted(each.tax_id), each.tax_id)
        self.filter.setCurrentIndex(max(0, self.filter.findData(before)))

    def _choose(self) -> None:
        self._shown.choose(self.filter.currentData() or "")

    def _copy(self) -> None:
        chosen = self.table.selectionModel().selectedRows() or [
            self._shown.index(row, 0) for row in range(self._shown.rowCount())
        ]
        rows = sorted(self._shown.mapToSource(each).row() for each in chosen)
        QGuiApplication.clipboard().setText("\n".join(self.model.line(row) for row in rows))


def _widen(table: QTableView, *longest: str) -> None:
    # Fixed: columns that are as wide as what they hold would jump with each event.
    for column, text in enumerate(longest):
        table.horizontalHeader().setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
        table.setColumnWidth(column, table.fontMetrics().horizontalAdvance(text) + 32)

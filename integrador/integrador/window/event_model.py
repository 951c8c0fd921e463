"""Events as rows of a table, the newest first."""

from typing import Any, override

from PySide6.QtCore import QModelIndex, QSortFilterProxyModel, Qt
from PySide6.QtGui import QColor

from integrador.events import MOST_KEPT, Event
from integrador.window import icons, wording
from integrador.window.rows import Index, Rows
from malote.tax_id import formatted

_TEXT = 2
_MARKS = {"error": ("Erro: ", "#c0392b"), "warning": ("Aviso: ", "#c98a00")}


class EventModel(Rows[Event]):
    """The last thousand."""

    headings = ("Quando", "CPF/CNPJ", "O que aconteceu")

    def add(self, event: Event) -> None:
        """The newest; the same one again is not shown twice."""
        if any(each.event_id == event.event_id for each in self.rows):
            return
        self.insert(0, event)
        if len(self.rows) > MOST_KEPT:
            last = len(self.rows) - 1
            self.beginRemoveRows(QModelIndex(), last, last)
            self.rows.pop()
            self.endRemoveRows()

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        event = self.rows[index.row()]
        mark, colour = _MARKS.get(event.level, ("", ""))
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                cells = (wording.second(event.at), formatted(event.tax_id), mark + event.text)
                return cells[index.column()]
            case Qt.ItemDataRole.DecorationRole if mark and index.column() == _TEXT:
                return icons.alarm(QColor(colour))
        return None

    def line(self, row: int) -> str:
        """For the clipboard."""
        cells = (str(self.data(self.index(row, column))) for column in range(len(self.headings)))
        return "\t".join(cells)


class OfOne(QSortFilterProxyModel):
    """Events of one CNPJ or CPF, or all."""

    def __init__(self, events: EventModel) -> None:
        super().__init__()
        self._tax_id = ""
        self._events = events
        self.setSourceModel(events)

    def choose(self, tax_id: str) -> None:
        """``""`` for all."""
        self.beginFilterChange()
        self._tax_id = tax_id
        self.endFilterChange()

    @override
    def filterAcceptsRow(self, source_row: int, source_parent: Index) -> bool:
        return self._tax_id in {"", self._events.rows[source_row].tax_id}

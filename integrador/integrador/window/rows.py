"""Things as rows of a table, and the table that shows them."""

from collections.abc import Iterable
from typing import Any, ClassVar, override

from PySide6.QtCore import QAbstractItemModel, QAbstractTableModel, QModelIndex, Qt
from PySide6.QtCore import QPersistentModelIndex as PersistentIndex
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

type Index = QModelIndex | PersistentIndex

_NOWHERE = QModelIndex()


class Rows[Row](QAbstractTableModel):
    """What a cell holds is its subclass's affair."""

    headings: ClassVar[tuple[str, ...]]

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[Row] = []

    def replace(self, rows: Iterable[Row]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows = list(rows)
        self.endResetModel()

    def insert(self, at: int, row: Row) -> None:
        """Show this one too."""
        self.beginInsertRows(QModelIndex(), at, at)
        self.rows.insert(at, row)
        self.endInsertRows()

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.headings)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self.headings[section]
        return None


def table(model: QAbstractItemModel, *wide: int) -> QTableView:
    """Rows are chosen whole; the ``wide`` columns share what room is left, and wrap their words."""
    view = QTableView()
    view.setModel(model)
    view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    view.setTabKeyNavigation(False)  # Tab goes on to the buttons
    view.setAlternatingRowColors(True)
    view.setShowGrid(False)
    view.setStyleSheet(
        "QTableView::item { padding: 3px 6px } QHeaderView::section { padding: 3px 8px }"
    )
    view.verticalHeader().hide()
    view.verticalHeader().setMinimumSectionSize(view.fontMetrics().height() + 10)
    view.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    header = view.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    for column in wide:
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    return view

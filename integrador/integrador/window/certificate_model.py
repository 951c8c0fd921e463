"""Certificates as rows of a table."""

from typing import Any, override

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from integrador.certificates import Found
from integrador.window import wording
from integrador.window.rows import Index, Rows
from malote.tax_id import formatted


class CertificateModel(Rows[Found]):
    """Those that cannot be used are grey, cannot be picked, and say why."""

    headings = ("Titular", "CPF/CNPJ", "Válido até", "Onde está", "Pode ser usado?")

    def renew(self, found: list[Found]) -> None:
        """Show these; PFX files that were opened before stay."""
        self.replace([*found, *(each for each in self.rows if each.ref.kind == "pfx")])

    def add(self, found: Found) -> int:
        """Show this one too; its row."""
        refs = [each.ref for each in self.rows]
        if found.ref in refs:
            return refs.index(found.ref)
        self.insert(len(refs), found)
        return len(refs)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        found = self.rows[index.row()]
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return _cells(found)[index.column()]
        if role == Qt.ItemDataRole.ForegroundRole and not found.usable:
            return QGuiApplication.palette().placeholderText()  # the grey of styles is too pale
        return None

    @override
    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and not self.rows[index.row()].usable:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)


def _cells(found: Found) -> tuple[str, ...]:
    return (
        found.holder,
        formatted(found.tax_id),
        wording.day(found.expires_at),
        wording.place(found.ref),
        found.why_not or "Sim",
    )

"""The configured CNPJ and CPF as rows of a table."""

from dataclasses import dataclass
from typing import Any, override

from PySide6.QtCore import Qt

from integrador.config import Configured
from integrador.states import Status
from integrador.window import icons, wording
from integrador.window.rows import Index, Rows
from malote.clock import utc_now
from malote.tax_id import formatted

_SITUATION = 4


@dataclass(slots=True)
class Company:
    """One row."""

    configured: Configured
    status: Status


class CompanyModel(Rows[Company]):
    """In order of CNPJ or CPF."""

    headings = ("Empresa", "CPF/CNPJ", "UF", "Certificado", "Situação", "Desde")

    def change(self, status: Status) -> None:
        """One stands otherwise now."""
        for row, company in enumerate(self.rows):
            if company.status.tax_id == status.tax_id:
                company.status = status
                last = self.index(row, len(self.headings) - 1)
                self.dataChanged.emit(self.index(row, 0), last)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        company = self.rows[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return _cells(company)[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return company.status.detail or _cells(company)[index.column()]
            case Qt.ItemDataRole.DecorationRole if index.column() == _SITUATION:
                return icons.dot(wording.colour(company.status.state))
        return None


def _cells(company: Company) -> tuple[str, ...]:
    configured, status = company.configured, company.status
    until = configured.certificate_expires_at
    word = "até" if until > utc_now() else "VENCEU em"
    return (
        configured.company or configured.holder,
        formatted(configured.tax_id),
        configured.state,
        f"{word} {wording.day(until)}",
        status.state.label,
        wording.minute(status.since),
    )

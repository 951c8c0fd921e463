"""The ledger as a file that a Brazilian Excel opens with a double click."""

import csv
from collections.abc import Iterable
from datetime import datetime
from io import StringIO

from malote.billing.ledger import EntryKind, LedgerEntry
from malote.clock import BRASILIA
from malote.errors import InvalidInput

MOST_LINES = 20_000
"""A function of AWS Lambda answers with 6 MB at most."""

_HEADINGS = (
    "Data", "Lançado em", "Convênio", "Histórico", "Tipo", "Estorno", "Valor", "Cobrança",
    "Conta", "Ambiente", "Origem",
)  # fmt: skip
_KINDS = {EntryKind.RECEIPT: "Recebimento", EntryKind.ENTRY: "Entrada", EntryKind.FEE: "Tarifa"}
_ENVIRONMENTS = {"test": "Teste", "production": "Produção"}
_SOURCES = {
    "notification": "Notificação", "pix": "Pix", "reconciliation": "Conferência",
    "by_hand": "Manual",
}  # fmt: skip
# Excel takes what begins so for a formula (OWASP, "CSV Injection").
_FORMULA = tuple("=+-@\t\r\n")


def ledger_csv(entries: Iterable[LedgerEntry]) -> str:
    """Semicolons, decimal commas and a byte order mark; times are Brasília's.

    Raises InvalidInput when there are too many for one file.
    """
    text = StringIO()
    text.write("\N{ZERO WIDTH NO-BREAK SPACE}")
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow(_HEADINGS)
    for number, entry in enumerate(entries):
        if number == MOST_LINES:
            raise InvalidInput(f"são mais de {MOST_LINES} lançamentos: peça um period menor")
        lines.writerow(_line(entry))
    return text.getvalue()


def _line(entry: LedgerEntry) -> list[str]:
    return [
        _when(entry.at),
        _when(entry.booked_at),
        _as_text(entry.agreement),
        _as_text(entry.history_code),
        _KINDS[entry.kind],
        "Sim" if entry.reversal else "Não",
        f"{entry.amount:.2f}".replace(".", ","),
        _as_text(entry.charge_id),
        _as_text(entry.account_id),
        _ENVIRONMENTS[entry.environment],
        _SOURCES[entry.source],
    ]


def _when(at: datetime) -> str:
    return f"{at.astimezone(BRASILIA):%d/%m/%Y %H:%M:%S}"


def _as_text(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell

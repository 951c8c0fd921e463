"""The accountant's spreadsheet, with XlsxWriter.

Whatever a document says is written as text: a name that begins with "=" is a name.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any, BinaryIO

from malote.exports.columns import COLUMNS
from malote.exports.row import Row

_CELL = 32_000  # a cell holds 32,767 characters


def write_spreadsheet(rows: Iterable[Row], target: BinaryIO) -> None:
    """An .xlsx with a line for each document under frozen headings that filter.

    Times show the document's own clock, since a spreadsheet knows no time zones.
    """
    from xlsxwriter import Workbook  # type: ignore[import-untyped]

    book = Workbook(target, {"constant_memory": True, "default_date_format": "dd/mm/yyyy hh:mm"})
    money = book.add_format({"num_format": "#,##0.00"})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    sheet = book.add_worksheet("Documentos")
    sheet.freeze_panes(1, 2)
    for place, column in enumerate(COLUMNS):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.heading, bold)
    write: dict[type, Callable[[int, int, Any], object]] = {
        Decimal: lambda line, place, value: sheet.write_number(line, place, value, money),
        datetime: lambda line, place, at: sheet.write_datetime(
            line, place, at.replace(tzinfo=None)
        ),
        int: sheet.write_number,
        str: lambda line, place, text: sheet.write_string(line, place, text[:_CELL]),
    }
    line = 0
    for line, row in enumerate(rows, start=1):
        for place, column in enumerate(COLUMNS):
            value = getattr(row, column.field)
            if value is not None:
                write[type(value)](line, place, value)
    sheet.autofilter(0, 0, max(line, 1), len(COLUMNS) - 1)
    book.close()

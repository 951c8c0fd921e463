"""One part of a package: an archive of its documents, and their lines of the spreadsheet."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, BinaryIO, cast
from zipfile import ZIP_DEFLATED, ZipFile

from malote.documents.views import DocumentHeader
from malote.errors import FiscalError, MaloteError, PrintError
from malote.exports.names import SPREADSHEET, Names
from malote.exports.row import Row
from malote.fiscal import FiscalDocument, read
from malote.ports import Archive, Catalog, Printer, SpreadsheetWriter
from malote.printing import printout

_OUT_OF_TIME = "O tempo deste pacote acabou: peça o PDF pela consulta do documento."


@dataclass(frozen=True, slots=True)
class Packer:
    """Writes documents into archives.

    Once ``print_seconds`` are spent no more PDFs are drawn: the rest of the part still gets its
    XMLs and lines before the function ends.
    """

    catalog: Catalog
    archive: Archive
    printer: Printer
    spreadsheet: SpreadsheetWriter
    print_seconds: float = 200
    clock: Callable[[], float] = time.monotonic

    def pack(self, tenant: str, access_keys: Iterable[str], target: BinaryIO) -> list[Row]:
        """Write an archive with its own spreadsheet; returns the lines of it."""
        with ZipFile(target, "w", ZIP_DEFLATED) as package:
            part = _Part(self, tenant, package, self.print_seconds)
            headers = (self.catalog.header(tenant, key) for key in access_keys)
            rows = [part.add(header) for header in headers if header]
            with package.open(SPREADSHEET, "w") as sheet:
                self.spreadsheet(rows, cast("BinaryIO", sheet))
        return rows


@dataclass(slots=True)
class _Part:
    packer: Packer
    tenant: str
    package: ZipFile
    seconds_left: float
    names: Names = field(default_factory=Names)

    def add(self, item: dict[str, Any]) -> Row:
        header = DocumentHeader.of(item)
        if header.record == "summary":
            return Row.of(header, None, "", "")
        key, kind = header.access_key, header.kind
        xml_name, pdf_name = self.names.document(kind, key)
        xml = self._stored(item)
        self.package.writestr(xml_name, xml)
        events = self.packer.catalog.events(self.tenant, key)
        for event in events:
            name = self.names.event(kind, key, event.get("effect"), int(event["sequence"]))
            self.package.writestr(name, self._stored(event))
        try:
            self.package.writestr(pdf_name, self._pdf(item, events, xml))
        except (PrintError, FiscalError) as error:
            pdf_name = _why(error)
        except TimeoutError:
            pdf_name = _OUT_OF_TIME
        return Row.of(header, _record(xml), xml_name, pdf_name)

    def _stored(self, item: dict[str, Any]) -> bytes:
        return self.packer.archive.get(self.tenant, item["sha256"])[0]

    def _pdf(self, item: dict[str, Any], events: list[dict[str, Any]], xml: bytes) -> bytes:
        if self.seconds_left <= 0:
            raise TimeoutError
        began = self.packer.clock()
        try:
            return self.packer.printer.draw(printout(item, events, xml))
        finally:
            self.seconds_left -= self.packer.clock() - began


def _record(xml: bytes) -> FiscalDocument | None:
    try:
        record = read(xml)
    except FiscalError:  # read when it was registered; a reader that has changed loses no line
        return None
    return record if isinstance(record, FiscalDocument) else None


def _why(error: MaloteError) -> str:
    return f"{error.message} {error.detail}".strip()

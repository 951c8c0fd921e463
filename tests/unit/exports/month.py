"""A tenant's month in memory, and the machine that makes its package."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from malote.adapters.spreadsheet import write_spreadsheet
from malote.exports.ask import ExportView, ask, shown
from malote.exports.make import Maker
from malote.exports.models import ExportTask
from malote.exports.package import Packer
from tests.fakes.exports import (
    MemoryCatalog,
    MemoryExports,
    MemoryFiles,
    MemoryPrinter,
    MemoryQueue,
)
from tests.fakes.stores import MemoryArchive
from tests.unit.fiscal.conftest import NFE, NFE_KEY

NOW = datetime(2026, 11, 3, 9, tzinfo=UTC)
MONTH = "2026-10"


@dataclass
class Month:
    exports: MemoryExports = field(default_factory=MemoryExports)
    queue: MemoryQueue = field(default_factory=MemoryQueue)
    files: MemoryFiles = field(default_factory=MemoryFiles)
    catalog: MemoryCatalog = field(default_factory=MemoryCatalog)
    archive: MemoryArchive = field(default_factory=MemoryArchive)
    printer: MemoryPrinter = field(default_factory=MemoryPrinter)
    print_seconds: float = 200

    def add(self, number: int, xml: str = NFE, **header: Any) -> str:
        """A document of October, whatever its XML says. Returns its access key."""
        key = f"{NFE_KEY[:25]}{number:09}{NFE_KEY[34:]}"
        xml = xml.replace(NFE_KEY, key)
        ((sha256, _),) = self.archive.put_all("acme", [xml.encode()])
        self.catalog.headers[key] = {
            "access_key": key, "kind": "nfe", "record": "document", "status": "returned",
            "cancelled": False, "model": "55", "series": 1, "number": number,
            "issued_at": f"2026-10-{number % 28 + 1:02}T10:20:30-03:00", "sha256": sha256,
            "issuer_name": "Fábrica Modelo Ltda", "total_amount": "105.50", **header,
        }  # fmt: skip
        return key

    def event(self, key: str, effect: str, xml: bytes, **values: Any) -> None:
        ((sha256, _),) = self.archive.put_all("acme", [xml])
        event = {"effect": effect, "event_type": "110111", "sequence": 1, "registered": True}
        self.catalog.events_of.setdefault(key, []).append({**event, "sha256": sha256, **values})

    def maker(self) -> Maker:
        packer = Packer(
            self.catalog, self.archive, self.printer, write_spreadsheet, self.print_seconds
        )
        return Maker(self.exports, self.queue, self.files, self.catalog, packer)

    def ask(self, at: datetime = NOW, month: str = MONTH) -> ExportView:
        return shown(ask("acme", month, self.exports, self.queue, at), self.files, at)

    def step(self, at: datetime = NOW) -> ExportTask:
        task = self.queue.tasks.pop(0)
        self.maker().make(task, at)
        return task

    def make(self) -> ExportView:
        """Ask, and make all of it."""
        self.ask()
        while self.queue.tasks:
            self.step()
        return self.ask()

    def zip(self, view: ExportView, number: int = 0) -> ZipFile:
        return ZipFile(BytesIO(self.file(view, number)))

    def file(self, view: ExportView, number: int) -> bytes:
        return self.files.kept[view.links[number].url.removeprefix("memory:")]

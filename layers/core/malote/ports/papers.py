"""Boundaries of what is made from documents: PDFs and monthly packages."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import TYPE_CHECKING, BinaryIO, Protocol

if TYPE_CHECKING:  # most functions know nothing of most of these
    from malote.exports.models import Export, ExportTask
    from malote.exports.row import Row
    from malote.printing.printout import Printout


class Printer(Protocol):
    """Whoever draws papers."""

    def draw(self, printout: Printout) -> bytes:
        """The PDF. Raises NoPrintedForm, or PrintFailed naming the document."""


class Papers(Protocol):
    """The PDFs that were drawn, each under a name that says all that is on it."""

    def has(self, tenant: str, name: str) -> bool:
        """Whether it was drawn before."""

    def put(self, tenant: str, name: str, pdf: bytes) -> None:
        """Keep a PDF."""

    def get(self, tenant: str, name: str) -> bytes:
        """A PDF that is there."""

    def link(self, tenant: str, name: str, filename: str, seconds: int) -> str:
        """An address that downloads it for a while, with no other credential."""


class Exports(Protocol):
    """The state of monthly packages."""

    def get(self, tenant: str, month: str) -> Export | None:
        """The last package that was asked for."""

    def all(self, tenant: str) -> list[Export]:
        """The last package of every month."""

    def start(self, new: Export, instead_of: Export | None) -> bool:
        """Begin a package, unless another took that place meanwhile."""

    def planned(self, task: ExportTask, parts: int, documents: int, at: datetime) -> bool:
        """Note how large it is. False when the package was begun anew: stop."""

    def part_done(self, task: ExportTask, at: datetime) -> bool:
        """Note a part, again or for the first time. True when all are done."""

    def ready(self, task: ExportTask, at: datetime) -> None:
        """Its files are there."""

    def failed(self, task: ExportTask, reason: str, at: datetime) -> None:
        """It will not be made, and why, in Portuguese."""


class ExportQueue(Protocol):
    """Where the steps of a package are queued."""

    def send(self, tasks: Iterable[ExportTask]) -> None:
        """Queue steps."""


class ExportFiles(Protocol):
    """The files of a package, by name."""

    def new(self, task: ExportTask, name: str) -> AbstractContextManager[BinaryIO]:
        """A file to write in, which takes an older one's place when it closes well."""

    def put_once(self, task: ExportTask, name: str, content: bytes) -> bytes:
        """Keep a small file unless there is one. Returns what is kept."""

    def get(self, task: ExportTask, name: str) -> bytes:
        """A small file's content."""

    def link(self, task: ExportTask, name: str, filename: str, seconds: int) -> str:
        """An address that downloads it for a while, with no other credential."""


class SpreadsheetWriter(Protocol):
    """Whoever writes spreadsheets."""

    def __call__(self, rows: Iterable[Row], target: BinaryIO) -> None:
        """Write one, a line for each document."""

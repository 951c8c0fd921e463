"""Making a package in steps, each of which may come twice and may come late.

Listing writes the documents down once, so that every attempt has the same parts. A part writes
over itself. Whichever part is done last makes the spreadsheet of the whole month.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic import TypeAdapter

from malote.documents.queries import DocumentQuery
from malote.exports.models import ExportTask
from malote.exports.names import PLAN, SPREADSHEET, archive_name, rows_name
from malote.exports.package import Packer
from malote.exports.row import Row
from malote.ports import Catalog, ExportFiles, ExportQueue, Exports

# A part of ordinary documents takes a minute or two; the worst ones are cut short by Packer.
DOCUMENTS_A_PART = 250
_PAGE = 1000
_PLAN = TypeAdapter(list[str])
_ROWS = TypeAdapter(list[Row])


@dataclass(frozen=True, slots=True)
class Maker:
    """Does the steps of packages. A step that raises is to be tried again."""

    exports: Exports
    queue: ExportQueue
    files: ExportFiles
    catalog: Catalog
    packer: Packer

    def make(self, task: ExportTask, now: datetime) -> bool:
        """Do a step. False when it was of a package that is no longer wanted."""
        current = self.exports.get(task.tenant, task.month)
        wanted = current and current.task.export_id == task.export_id
        if not current or not wanted or current.status != "preparing":
            return False
        if not task.part:
            return self._plan(task, now)
        parts = current.parts or 0
        keys = _PLAN.validate_json(self.files.get(task, PLAN))
        first = (task.part - 1) * DOCUMENTS_A_PART
        with self.files.new(task, archive_name(task.part)) as target:
            rows = self.packer.pack(task.tenant, keys[first : first + DOCUMENTS_A_PART], target)
        with self.files.new(task, rows_name(task.part)) as target:
            target.write(_ROWS.dump_json(rows))
        if self.exports.part_done(task, now):
            if parts > 1:
                with self.files.new(task, SPREADSHEET) as target:
                    self.packer.spreadsheet(self._all_rows(task, parts), target)
            self.exports.ready(task, now)
        return True

    def _plan(self, task: ExportTask, now: datetime) -> bool:
        listed = list(self._keys(task))[::-1]  # the oldest first, as a month is read
        keys = _PLAN.validate_json(self.files.put_once(task, PLAN, _PLAN.dump_json(listed)))
        parts = -(-len(keys) // DOCUMENTS_A_PART)
        if not self.exports.planned(task, parts, len(keys), now):
            return False
        if not parts:
            self.exports.ready(task, now)
        self.queue.send(task.model_copy(update={"part": part + 1}) for part in range(parts))
        return True

    def _keys(self, task: ExportTask) -> Iterator[str]:
        query = DocumentQuery(period=(task.month, task.month))
        cursor: str | None = None
        while True:
            page, cursor = self.catalog.documents(task.tenant, query, _PAGE, cursor)
            yield from (header["access_key"] for header in page)
            if not cursor:
                return

    def _all_rows(self, task: ExportTask, parts: int) -> Iterator[Row]:
        for part in range(1, parts + 1):
            yield from _ROWS.validate_json(self.files.get(task, rows_name(part)))

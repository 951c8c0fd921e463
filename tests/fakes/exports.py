"""The ports of monthly packages, in memory."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from io import BytesIO
from typing import Any, BinaryIO

from malote.documents.queries import DocumentQuery
from malote.errors import PrintFailed
from malote.exports.models import Export, ExportTask
from malote.printing import Printout


@dataclass
class MemoryExports:
    kept: dict[tuple[str, str], Export] = field(default_factory=dict)
    done: dict[str, set[int]] = field(default_factory=dict)
    lost_races: int = 0

    def get(self, tenant: str, month: str) -> Export | None:
        return self.kept.get((tenant, month))

    def all(self, tenant: str) -> list[Export]:
        return [export for (owner, _), export in self.kept.items() if owner == tenant]

    def start(self, new: Export, instead_of: Export | None) -> bool:
        place = (new.task.tenant, new.task.month)
        if self.lost_races:
            self.lost_races -= 1
            other = new.task.model_copy(update={"export_id": "other"})
            self.kept[place] = replace(new, task=other)
        current = self.kept.get(place)
        if (current and current.task) != (instead_of and instead_of.task):
            return False
        self.kept[place] = new
        return True

    def _change(self, task: ExportTask, **values: Any) -> bool:
        current = self.kept[task.tenant, task.month]
        if current.task.export_id != task.export_id:
            return False
        self.kept[task.tenant, task.month] = replace(current, **values)
        return True

    def planned(self, task: ExportTask, parts: int, documents: int, at: datetime) -> bool:
        return self._change(task, parts=parts, documents=documents, touched_at=at)

    def part_done(self, task: ExportTask, at: datetime) -> bool:
        if not self._change(task, touched_at=at):
            return False
        done = self.done.setdefault(task.export_id, set())
        done.add(task.part)
        return len(done) == self.kept[task.tenant, task.month].parts

    def ready(self, task: ExportTask, at: datetime) -> None:
        self._change(task, status="ready", touched_at=at)

    def failed(self, task: ExportTask, reason: str, at: datetime) -> None:
        self._change(task, status="failed", reason=reason, touched_at=at)


@dataclass
class MemoryQueue:
    tasks: list[ExportTask] = field(default_factory=list)
    broken_after: int | None = None

    def send(self, tasks: Iterable[ExportTask]) -> None:
        for task in tasks:
            if self.broken_after == 0:
                raise ConnectionError
            if self.broken_after:
                self.broken_after -= 1
            self.tasks.append(task)


@dataclass
class MemoryFiles:
    kept: dict[str, bytes] = field(default_factory=dict)

    @contextmanager
    def new(self, task: ExportTask, name: str) -> Iterator[BinaryIO]:
        file = BytesIO()
        yield file
        self.kept[f"{task.export_id}/{name}"] = file.getvalue()

    def put_once(self, task: ExportTask, name: str, content: bytes) -> bytes:
        return self.kept.setdefault(f"{task.export_id}/{name}", content)

    def get(self, task: ExportTask, name: str) -> bytes:
        return self.kept[f"{task.export_id}/{name}"]

    def link(self, task: ExportTask, name: str, filename: str, seconds: int) -> str:
        return f"memory:{task.export_id}/{name}"


@dataclass
class MemoryCatalog:
    """Headers by access key, oldest first, and the events of each."""

    headers: dict[str, dict[str, Any]] = field(default_factory=dict)
    events_of: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def documents(
        self, tenant: str, query: DocumentQuery, limit: int, cursor: str | None
    ) -> tuple[list[dict[str, Any]], str | None]:
        assert query.period
        first, last = query.period[0], f"{query.period[1]}~"
        month = [h for h in self.headers.values() if first <= h["issued_at"] <= last][::-1]
        start = int(cursor or 0)
        more = str(start + limit) if start + limit < len(month) else None
        return month[start : start + limit], more

    def header(self, tenant: str, access_key: str) -> dict[str, Any] | None:
        return self.headers.get(access_key)

    def document(self, tenant: str, access_key: str) -> dict[str, Any] | None:
        raise NotImplementedError

    def has_version(self, tenant: str, access_key: str, sha256: str) -> bool:
        raise NotImplementedError

    def quarantined(self, tenant: str, blob_id: str) -> dict[str, Any] | None:
        raise NotImplementedError

    def events(self, tenant: str, access_key: str) -> list[dict[str, Any]]:
        return self.events_of.get(access_key, [])


@dataclass
class MemoryPrinter:
    """Draws nothing but the key; ``refused`` documents do not print."""

    refused: set[str] = field(default_factory=set)
    drawn: list[Printout] = field(default_factory=list)

    def draw(self, printout: Printout) -> bytes:
        self.drawn.append(printout)
        if printout.access_key in self.refused:
            raise PrintFailed(f"{printout.access_key}: KeyError")
        return f"%PDF {printout.access_key}".encode()

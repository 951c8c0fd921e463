"""Asking for a month's package: the first asks for it, the others are told how it stands."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal
from uuid import uuid4

from pydantic import BaseModel

from malote.errors import ExportsBusy, MaloteError
from malote.exports.models import Export, ExportTask
from malote.exports.names import SPREADSHEET, archive_name, download_name
from malote.ports import ExportFiles, ExportQueue, Exports

_AT_ONCE = 3  # months in preparation for one tenant
_LINK_SECONDS = 900


class ExportLink(BaseModel):
    """A file to be downloaded without a token until the package's ``expires_at``."""

    name: str
    url: str


class ExportView(BaseModel):
    """A month's package: ask again while ``preparing``; ``reason`` says why it ``failed``."""

    month: str
    status: Literal["preparing", "ready", "failed"]
    documents: int | None = None
    links: list[ExportLink] = []
    made_at: datetime | None = None
    expires_at: datetime | None = None
    reason: str | None = None


def ask(
    tenant: str,
    month: str,
    exports: Exports,
    queue: ExportQueue,
    now: datetime,
    new_id: Callable[[], object] = uuid4,
) -> Export:
    """The package as it stands, begun now if there is none that does. Raises ExportsBusy."""
    current = exports.get(tenant, month)
    if current and current.stands(now):
        return current
    waiting = [each for each in exports.all(tenant) if each.status == "preparing"]
    if sum(each.stands(now) for each in waiting) >= _AT_ONCE:
        raise ExportsBusy(", ".join(sorted(each.task.month for each in waiting)))
    task = ExportTask(tenant=tenant, month=month, export_id=str(new_id()))
    new = Export(task, "preparing", now)
    if not exports.start(new, instead_of=current):  # somebody else asked in this very moment
        return exports.get(tenant, month) or new
    try:
        queue.send([task])
    except Exception:
        exports.failed(task, MaloteError.message, now)
        raise
    return new


def shown(export: Export, files: ExportFiles, now: datetime) -> ExportView:
    """A package as the API shows it, with links when it is ready."""
    view = ExportView(month=export.task.month, status=export.status, documents=export.documents)
    if export.status == "failed":
        view.reason = export.reason
    if export.status == "ready":
        view.links = [
            ExportLink(name=filename, url=files.link(export.task, name, filename, _LINK_SECONDS))
            for name, filename in _files(export)
        ]
        view.made_at = export.touched_at
        view.expires_at = now + timedelta(seconds=_LINK_SECONDS)
    return view


def _files(export: Export) -> list[tuple[str, str]]:
    month, parts = export.task.month, export.parts or 0
    archives = [
        (archive_name(part), download_name(month, part, parts)) for part in range(1, parts + 1)
    ]
    # The archive of a month in one part has the whole spreadsheet in it.
    whole = [(SPREADSHEET, f"documentos-{month}.xlsx")] if parts > 1 else []
    return whole + archives

"""The state of monthly packages: one item for each month of a tenant."""

from datetime import datetime

from malote.adapters import keys
from malote.adapters.items import Item, Value
from malote.adapters.table import ConditionFailed, Table
from malote.exports.models import Export, ExportTask


class ExportStore:
    """Every write but the first is refused once another package took the month's place."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, tenant: str, month: str) -> Export | None:
        """The last package that was asked for."""
        item = self._table.get(keys.export(tenant, month))
        return _export(tenant, item) if item else None

    def all(self, tenant: str) -> list[Export]:
        """The last package of every month."""
        key = keys.export(tenant)
        return [_export(tenant, item) for item in self._table.query(key["PK"], begins=key["SK"])]

    def start(self, new: Export, instead_of: Export | None) -> bool:
        """Begin a package, unless another took that place meanwhile."""
        given: dict[str, Value] = {}
        condition = "attribute_not_exists(export_id)"
        if instead_of:
            given, condition = {"old": instead_of.task.export_id}, "export_id = :old"
        try:
            self._table.update(
                keys.export(new.task.tenant, new.task.month),
                {
                    "export_id": new.task.export_id,
                    "status": new.status,
                    "touched_at": new.touched_at,
                },
                remove=["parts", "documents", "done", "reason"],
                condition=condition,
                given=given,
            )
        except ConditionFailed:
            return False
        return True

    def planned(self, task: ExportTask, parts: int, documents: int, at: datetime) -> bool:
        """Note how large it is. False when the package was begun anew."""
        values: dict[str, Value] = {"parts": parts, "documents": documents, "touched_at": at}
        return self._write(task, values) is not None

    def part_done(self, task: ExportTask, at: datetime) -> bool:
        """Note a part, again or for the first time. True when all are done."""
        item = self._write(task, {"touched_at": at}, done=frozenset({str(task.part)}))
        return item is not None and len(item["done"]) == item["parts"]

    def ready(self, task: ExportTask, at: datetime) -> None:
        """Its files are there."""
        self._write(task, {"status": "ready", "touched_at": at})

    def failed(self, task: ExportTask, reason: str, at: datetime) -> None:
        """It will not be made, and why."""
        self._write(task, {"status": "failed", "touched_at": at, "reason": reason})

    def _write(
        self, task: ExportTask, values: dict[str, Value], done: frozenset[str] = frozenset()
    ) -> Item | None:
        try:
            return self._table.update(
                keys.export(task.tenant, task.month),
                values,
                add={"done": done} if done else None,
                condition="export_id = :mine",
                given={"mine": task.export_id},
            )
        except ConditionFailed:
            return None


def _export(tenant: str, item: Item) -> Export:
    month = item["SK"].removeprefix(keys.export(tenant)["SK"])
    return Export(
        task=ExportTask(tenant=tenant, month=month, export_id=item["export_id"]),
        status=item["status"],
        touched_at=datetime.fromisoformat(item["touched_at"]),
        parts=item.get("parts"),
        documents=item.get("documents"),
        reason=item.get("reason", ""),
    )

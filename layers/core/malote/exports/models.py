"""The state of a monthly package, and the steps that make it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pydantic import BaseModel, ConfigDict

# A finished package is handed out this long; then a new one has the documents that came since.
FRESH = timedelta(minutes=15)
# With no sign of life for longer than all attempts of a step may take, it is begun anew.
STUCK = timedelta(minutes=5 * 30)


class ExportTask(BaseModel):
    """A step of one package: listing its documents (``part`` 0), or making one part of it."""

    model_config = ConfigDict(frozen=True)

    tenant: str
    month: str
    export_id: str
    part: int = 0


@dataclass(frozen=True, slots=True)
class Export:
    """A package as it stands. ``parts`` and ``documents`` are None until it was listed.

    ``touched_at`` is its last progress; for a finished one, when it was finished.
    """

    task: ExportTask
    status: Literal["preparing", "ready", "failed"]
    touched_at: datetime
    parts: int | None = None
    documents: int | None = None
    reason: str = ""

    def stands(self, now: datetime) -> bool:
        """Whether this is the answer to who asks now, or a new package is to be made."""
        return now - self.touched_at < (STUCK if self.status == "preparing" else FRESH)

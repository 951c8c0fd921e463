"""What the inbox holds and the ledger does not know is queued again."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Stored:
    """An object of the inbox, as a listing shows it."""

    key: str
    tenant: str
    sha256: str
    stored_at: datetime


@dataclass(frozen=True, slots=True)
class Sweep:
    """How far the comparison has come: see ``Reconciler``."""

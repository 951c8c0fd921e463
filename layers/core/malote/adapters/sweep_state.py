"""Where the reconciler's last cycle stopped: one item."""

from dataclasses import asdict
from datetime import datetime

from malote.adapters import keys
from malote.adapters.table import Table
from malote.documents.reconcile import Sweep

_TIMES = ("settled_before", "round_began", "oldest_unknown")


class SweepStore:
    """Whole states take each other's place, so that of two cycles at once one remains, whole."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def load(self) -> Sweep:
        """The last state, or the first one."""
        item = self._table.get(keys.sweep()) or {}
        times = {name: datetime.fromisoformat(item[name]) for name in _TIMES if name in item}
        return Sweep(after=item.get("after"), **times)

    def save(self, sweep: Sweep) -> None:
        """Remember it."""
        values = asdict(sweep)
        absent = [name for name, value in values.items() if value is None]
        self._table.update(keys.sweep(), values, remove=absent)

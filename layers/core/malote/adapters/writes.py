"""Conditional writes of a batch, at the price of a few calls.

Nearly every write is of something new, so all are tried as insertions, 25 a call. An item that is
there already takes its update alone, with its condition. Both ends are the same item: an update
of nothing is an insertion. docs/decisions/0013 has the alternatives and
their figures.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from malote.adapters.items import Value
from malote.adapters.keys import Key
from malote.adapters.table import ConditionFailed, Table
from malote.attempt import attempt


@dataclass(frozen=True, slots=True)
class Write:
    """Set ``values``, and ``once`` only where absent, if ``condition`` allows.

    A value of None is removed. ``condition`` must allow the writing of a new item.
    """

    key: Key
    values: Mapping[str, Value]
    once: Mapping[str, Value] = field(default_factory=dict)
    condition: str = ""


def write_all(table: Table, writes: Sequence[Write | Exception]) -> list[bool | Exception]:
    """For each whether it was written, or its exception; False is its condition's doing.

    An exception among ``writes``, of whoever failed before, stays in its place.
    """
    ready = [each for each in writes if isinstance(each, Write)]
    items = [{**each.key, **each.values, **each.once} for each in ready]
    inserted = iter(table.insert_all(items))
    return [
        each if isinstance(each, Exception) else next(inserted) or attempt(_update, table, each)
        for each in writes
    ]


def _update(table: Table, write: Write) -> bool:
    absent = [name for name, value in write.values.items() if value is None]
    try:
        table.update(
            write.key, write.values, once=write.once, remove=absent, condition=write.condition
        )
    except ConditionFailed:
        return False
    return True

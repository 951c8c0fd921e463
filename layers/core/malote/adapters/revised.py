"""Items with a revision: written only where it is still the one that was read.

A revision may be a plain number, which two who read the same item both count on to the same next
one. So each write has a name of its own, by which it knows itself again.
"""

from collections.abc import Sequence
from uuid import uuid4

from malote.adapters.items import Item
from malote.adapters.table import ConditionFailed, Table
from malote.adapters.transaction import Change, Put, transact

NEW = "attribute_not_exists(PK)"


def in_place_of(revision: int | str | None, item: Item) -> Put:
    """The item where this revision of it is; None: where there is none."""
    if revision is None:
        return Put(item, NEW)
    return Put(item, "revision = :former", {"former": revision})


def write(table: Table, guard: Put, others: Sequence[Change] = ()) -> bool:
    """Make all changes, or none of them and be False; ``guard`` must fail where it was made.

    True also where botocore asked twice, because the first answer was lost. Raises ChangeTooLarge.
    """
    write_id = uuid4().hex
    named = Put({**guard.item, "write_id": write_id}, guard.condition, guard.given)
    try:
        transact(table, [named, *others])
    except ConditionFailed as failed:
        return failed.item.get("write_id") == write_id
    return True

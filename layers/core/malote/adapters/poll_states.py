"""The state of the polls of many mailboxes, a hundred a call."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime

from malote.adapters import keys
from malote.adapters.items import Item
from malote.adapters.table import Table
from malote.mailboxes.census import PollState

_TIMES = [each.name for each in fields(PollState)]


def poll_states(table: Table, mailboxes: Iterable[tuple[str, str]]) -> Iterator[PollState]:
    """One for each mailbox, of tenant and id; an empty one where it was never polled."""
    wanted = [keys.mailbox_state(*each) for each in mailboxes]
    found = list(table.get_all(wanted, _TIMES))
    yield from map(_state, found)
    yield from [PollState()] * (len(wanted) - len(found))


def _state(item: Item) -> PollState:
    return PollState(**{name: datetime.fromisoformat(at) for name, at in item.items()})

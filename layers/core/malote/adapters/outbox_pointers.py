"""A pointer to each message that is not settled, in one partition that a sweep reads.

It is written before its message and deleted after that is settled, so that a crash leaves a pointer
too many at worst. ``after_token`` tells one that is too many from that of a message which is about
to be queued again: every end has a token above it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import batched

from malote.adapters import keys
from malote.adapters.filters import Filter
from malote.adapters.items import Item, Value, stamp
from malote.adapters.table import ConditionFailed, Table
from malote.messages.models import SendRequest

_BEING_WRITTEN = timedelta(hours=1)
_ASKED = ("PK", "SK", "due_at", "lease_until", "lease_token")


class Pointers:
    """Of all tenants."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def point(
        self, tenant: str, message_id: str, due_at: datetime, after_token: int | None = None
    ) -> None:
        """Have it looked at from then on; ``after_token`` is that of its end, if it had one."""
        values: dict[str, Value] = {"due_at": due_at, "after_token": after_token}
        once = {"after_token": 0} if after_token is None else None
        self._table.update(keys.unsettled(tenant, message_id), values, once=once)

    def settled(self, tenant: str, message_id: str, token: int) -> None:
        """Look at it no more, unless it was queued again after this end."""
        key = keys.unsettled(tenant, message_id)
        try:
            self._table.delete(key, "after_token < :token", {"token": token})
        except ConditionFailed:  # there is none, or one of a resend
            return

    def overdue(self, before: datetime) -> Iterator[SendRequest]:
        """Messages that should have been tried by then; pointers that are too many are deleted."""
        filters = [Filter(("due_at",), "<=", stamp(before))]
        pages = self._table.pages(keys.UNSETTLED_MESSAGES, filters=filters)
        for pointers in batched((pointer for page, _ in pages for pointer in page), 100):
            yield from self._overdue(pointers, before)

    def _overdue(self, pointers: Sequence[Item], before: datetime) -> Iterator[SendRequest]:
        named = [pointer["SK"].split("#") for pointer in pointers]
        wanted = [keys.outgoing(tenant, message_id) for tenant, message_id in named]
        items = self._table.get_all(wanted, _ASKED)
        found = {(item["PK"], item["SK"]): item for item in items}
        for pointer, (tenant, message_id), key in zip(pointers, named, wanted, strict=True):
            item = found.get((key["PK"], key["SK"]))
            if not item:
                if pointer["due_at"] < stamp(before - _BEING_WRITTEN):
                    self._table.delete(keys.unsettled(tenant, message_id))
            elif "due_at" not in item:
                self.settled(tenant, message_id, item["lease_token"])
            elif (item.get("lease_until") or item["due_at"]) <= stamp(before):
                yield SendRequest(tenant=tenant, message_id=message_id)

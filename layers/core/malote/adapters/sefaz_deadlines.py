"""Until when notes are to be answered, in the table: each under its document."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from malote.adapters import keys
from malote.adapters.items import stamp
from malote.adapters.paging import Listing
from malote.adapters.table import GSI1, Table
from malote.adapters.writes import Write, write_all
from malote.sefaz.made import Deadline

_SORT = re.compile(r"[0-9T:.+-]{10,40}#([0-9A-Z]{44})")
_INDEX = ("GSI1PK", "GSI1SK")
_SHOWN = timedelta(days=30)
"""Since a deadline is over: then it goes, or the first pages of the list would have no others."""


class DeadlineItems:
    """The port ``Deadlines``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def note(self, deadlines: Iterable[Deadline]) -> None:
        """Write them down; one that is there, or was settled, stays as it is."""
        writes = {(each.tenant, each.access_key): _new(each) for each in deadlines}
        failed = [
            each
            for each in write_all(self._table, [*writes.values()])
            if isinstance(each, Exception)
        ]
        if failed:
            raise ExceptionGroup("deadlines not noted", failed)

    def settle(self, tenant: str, access_keys: Iterable[str]) -> None:
        """They wait no more: answered, or cancelled."""
        for access_key in access_keys:
            # Also of one that is not there yet: noted later, it is settled already.
            key = keys.deadline(tenant, access_key)
            self._table.update(key, {"settled": True}, remove=(*_INDEX, "expires_at"))

    def page(
        self, tenant: str, limit: int, cursor: str | None
    ) -> tuple[Sequence[Deadline], str | None]:
        """The first to end first, and the next page's cursor. Raises InvalidInput."""
        listing = Listing(
            keys.by_date(tenant, "DEADLINES"),
            _SORT,
            lambda match: keys.deadline(tenant, match[1]),
            rising=True,
        )
        items, following = listing.page(self._table, limit, cursor)
        return [*map(Deadline.model_validate, items)], following

    def ending(self, since: datetime, until: datetime) -> Iterator[Deadline]:
        """Those of all tenants that end in between, one tenant's after the other's."""
        between = (stamp(since), f"{stamp(until)}~")  # ~ is after what follows a time
        for tenant in self._table.query(keys.ALL_TENANTS, index=GSI1):
            partition = keys.by_date(tenant["tenant"], "DEADLINES")
            for page, _ in self._table.pages(partition, index=GSI1, between=between):
                yield from map(Deadline.model_validate, page)


def _new(deadline: Deadline) -> Write:
    index = {
        "GSI1PK": keys.by_date(deadline.tenant, "DEADLINES"),
        "GSI1SK": f"{stamp(deadline.until)}#{deadline.access_key}",
        "expires_at": int((deadline.until + _SHOWN).timestamp()),
    }
    values = {**deadline.model_dump(mode="json", exclude_none=True), **index}
    key = keys.deadline(deadline.tenant, deadline.access_key)
    return Write(key, values, condition="attribute_not_exists(PK)")

"""The audit trail in the table: entries are only ever added."""

import re

from malote.adapters import keys
from malote.adapters.filters import Filter
from malote.adapters.items import stamp
from malote.adapters.paging import Listing, Page
from malote.adapters.table import Table
from malote.audit import Entry
from malote.audit.views import AuditQuery

_SORT = re.compile(r"[0-9T:.+-]{10,40}#[0-9a-f]{12}")


class AuditTrail:
    """The port of that name, and the reading of it.

    No role may change what was written: see ``AuditStays`` in template.yaml.
    """

    def __init__(self, table: Table) -> None:
        self._table = table

    def record(self, entry: Entry) -> None:
        """Add an entry."""
        self._table.insert(
            {
                **keys.audit(entry.tenant, stamp(entry.at), entry.entry_id),
                "at": entry.at,
                "actor_kind": entry.actor.kind,
                "actor": entry.actor.name,
                "email": entry.actor.email,
                "action": entry.action.value,
                "target": entry.target,
                "details": dict(entry.details),
            }
        )

    def entries(self, tenant: str, query: AuditQuery, limit: int, cursor: str | None) -> Page:
        """Entries that match, newest first, and the cursor of the next page or None."""
        wanted = {"action": query.action, "actor": query.actor, "target": query.target}
        filters = [Filter((name,), "=", value) for name, value in wanted.items() if value]
        between = (query.period[0], f"{query.period[1]}~") if query.period else None
        listing = Listing(keys.audit_trail(tenant), _SORT)
        return listing.page(self._table, limit, cursor, filters=filters, between=between)

"""What users decide of documents, in the table."""

from malote.adapters import keys
from malote.adapters.items import Item, stamp
from malote.adapters.table import Table
from malote.documents import Decision


class Decisions:
    """Every decision is an item that nobody changes; the header has the latest."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def record(self, decision: Decision) -> Item | None:
        """Write a decision down. The header as it is then, or None if there is no document.

        The history comes first, so that nothing is ever in force that it does not hold.
        """
        tenant, access_key = decision.tenant, decision.access_key
        document = keys.document(tenant, access_key)
        if "record" not in (self._table.get(document) or {}):
            return None
        said = {
            "status": decision.status,
            "note": decision.note,
            "decided_at": decision.at,
            "decided_by": decision.user,
            "decided_by_email": decision.email,
        }
        key = keys.decision(tenant, access_key, stamp(decision.at), decision.decision_id)
        self._table.put_all([{**key, **said}])
        return self._table.update(document, said, condition="attribute_exists(access_key)")

"""Reading messages back from the table, newest first, always inside one tenant."""

import re

from malote.adapters import keys
from malote.adapters.filters import Filter
from malote.adapters.outbox import message_of
from malote.adapters.paging import Listing
from malote.adapters.table import Table
from malote.messages.identity import MESSAGE_ID
from malote.messages.models import Message
from malote.messages.queries import MessageQuery

_ID = re.compile(MESSAGE_ID)


class MessageList:
    """All of a tenant's messages, or one customer's: an id begins with its time."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def page(
        self, tenant: str, query: MessageQuery, limit: int, cursor: str | None
    ) -> tuple[list[Message], str | None]:
        """Messages that match, and the cursor of the next page or None. Raises InvalidInput."""
        listing = Listing(keys.outgoing(tenant)["PK"], _ID)
        if query.customer:
            of_customer = keys.by_date(tenant, f"CUSTOMER#{query.customer}")
            listing = Listing(of_customer, _ID, lambda match: keys.outgoing(tenant, match[0]))
        filters = [Filter(("status",), "=", query.status)] if query.status else []
        between = None
        if query.period:
            first, last = (each.replace("-", "") for each in query.period)
            between = (first, f"{last}~")
        items, following = listing.page(
            self._table, limit, cursor, filters=filters, between=between
        )
        return [message_of(item) for item in items], following

"""Reading documents and quarantine back from the table, always inside one tenant."""

import base64
import binascii
import re
from itertools import islice
from typing import Any

from malote.adapters import keys
from malote.adapters.items import Item, Value
from malote.adapters.table import GSI1, Table
from malote.documents.queries import DocumentQuery
from malote.documents.sources import each_mail_once
from malote.errors import InvalidInput

type Page = tuple[list[Item], str | None]

# A rare filter over many documents: so many pages of 1 MB are read before the cursor is returned.
_PAGES_READ = 3
# The same file may come ten thousand times: nobody reads so many, and no answer holds them.
_SOURCES_SHOWN = 200


class Catalog:
    """Lists, newest first, and single documents with all that belongs to them."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def documents(self, tenant: str, query: DocumentQuery, limit: int, cursor: str | None) -> Page:
        """Headers that match, newest first, and the cursor of the next page or None."""
        where: dict[str, Value] = {}
        if query.kind:
            where["kind"] = query.kind.value
        if query.issuer:
            where["issuer_tax_id"] = query.issuer
        if query.status == "cancelled":
            where["cancelled"] = True
        elif query.status:
            where |= {"status": query.status, "cancelled": False}
        between = (query.period[0], f"{query.period[1]}~") if query.period else None
        return self._page(tenant, "DOCS", limit, cursor, where=where, between=between)

    def header(self, tenant: str, access_key: str) -> Item | None:
        """A document's header alone."""
        header = self._table.get(keys.document(tenant, access_key))
        return header if header and "record" in header else None

    def document(self, tenant: str, access_key: str) -> dict[str, Any] | None:
        """A document's header, with ``events`` and ``blobs``, each blob with its ``sources``."""
        partition = keys.document(tenant, access_key)["PK"]
        items = list(self._table.query(partition))
        header = next((item for item in items if item["SK"] == "DOCUMENT"), None)
        if not header or "record" not in header:
            return None  # at most an event that came before its document
        blobs = list(self._table.query(partition, index=GSI1))
        return {
            **header,
            "events": [item for item in items if item["SK"].startswith("EVENT#")],
            "blobs": [blob | {"sources": self.sources(tenant, blob["GSI1SK"])} for blob in blobs],
        }

    def quarantine(self, tenant: str, limit: int, cursor: str | None) -> Page:
        """What waits in quarantine, newest first, each with its ``sources``."""
        items, following = self._page(tenant, "QUARANTINE", limit, cursor)
        for item in items:
            item["blob_id"] = item["GSI1SK"].rpartition("#")[2]
            item["sources"] = self.sources(tenant, item["blob_id"])
        return items, following

    def sources(self, tenant: str, blob_id: str) -> list[Item]:
        """Who brought a blob, in the order of their ids."""
        found = self._table.query(keys.blob(tenant, blob_id)["PK"], begins="SOURCE#")
        return each_mail_once(list(islice(found, _SOURCES_SHOWN)))

    def _page(
        self,
        tenant: str,
        what: str,
        limit: int,
        cursor: str | None,
        *,
        where: dict[str, Value] | None = None,
        between: tuple[str, str] | None = None,
    ) -> Page:
        partition = keys.by_date(tenant, what)
        found: list[Item] = []
        following: Item | None = None
        pages = self._table.pages(
            partition,
            index=GSI1,
            between=between,
            newest_first=True,
            after=_position(tenant, what, cursor, between) if cursor else None,
            limit=None if where else limit,
            where=where,
        )
        for number, (page, after) in enumerate(pages, start=1):
            found += page
            following = found[limit - 1] if len(found) > limit else after
            if len(found) >= limit or number == _PAGES_READ:
                break
        return found[:limit], _cursor(following["GSI1SK"]) if following else None


def _cursor(sort: str) -> str:
    return base64.urlsafe_b64encode(sort.encode()).decode().rstrip("=")


_SORT = re.compile(r"[0-9T:.+-]{10,40}#([0-9A-Z]{44}|[0-9a-f]{64})")


def _position(tenant: str, what: str, cursor: str, between: tuple[str, str] | None) -> Item:
    """Where a cursor points to, inside this tenant whatever it says. Raises InvalidInput."""
    try:
        sort = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
    except (ValueError, binascii.Error):
        sort = ""
    match = _SORT.fullmatch(sort)
    if not match or (between and not between[0] <= sort <= between[1]):
        raise InvalidInput("cursor: use o next_cursor da página anterior, com os mesmos filtros")
    key = keys.document if what == "DOCS" else keys.blob
    return {
        **key(tenant, match[1]),
        "GSI1PK": keys.by_date(tenant, what),
        "GSI1SK": sort,
    }

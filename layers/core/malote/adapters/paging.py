"""Pages of a partition, and cursors that lead nowhere else whatever they say."""

import base64
import binascii
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from malote.adapters.filters import Filter
from malote.adapters.items import Item
from malote.adapters.keys import Key
from malote.adapters.table import GSI1, Table
from malote.errors import InvalidInput

type Page = tuple[list[Item], str | None]

# A rare filter over many items: so many pages of 1 MB are read before the cursor is returned.
_PAGES_READ = 3


@dataclass(frozen=True, slots=True)
class Listing:
    """A partition whose sort keys begin with a time and match ``form``.

    One of the index says by ``key_of`` which item of the table a sort key belongs to; one of the
    table may have all that was written before (``latest``), at twice the price. ``reads``: one, if
    3 MB of items could be too large an answer (Lambda: 6 MB, as JSON in JSON). ``rising``: the
    oldest first.
    """

    partition: str
    form: re.Pattern[str]
    key_of: Callable[[re.Match[str]], Key] | None = None
    latest: bool = False
    reads: int = _PAGES_READ
    rising: bool = False

    @property
    def index(self) -> str | None:
        """The index that it is read from, or None for the table itself."""
        return GSI1 if self.key_of else None

    @property
    def _sort(self) -> str:
        return "GSI1SK" if self.key_of else "SK"

    def page(
        self,
        table: Table,
        limit: int,
        cursor: str | None,
        *,
        filters: Sequence[Filter] = (),
        between: tuple[str, str] | None = None,
    ) -> Page:
        """At most ``limit`` items, and the cursor of the next page or None. Raises InvalidInput."""
        found: list[Item] = []
        following: Item | None = None
        pages = table.pages(
            self.partition,
            index=self.index,
            latest=self.latest,
            between=between,
            newest_first=not self.rising,
            after=self._position(cursor, between) if cursor else None,
            limit=None if filters else limit,
            filters=filters,
        )
        for number, (page, after) in enumerate(pages, start=1):
            found += page
            following = found[limit - 1] if len(found) > limit else after
            if len(found) >= limit or number == self.reads:
                break
        return found[:limit], _cursor(following[self._sort]) if following else None

    def _position(self, cursor: str, between: tuple[str, str] | None) -> Item:
        try:
            sort = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        except (ValueError, binascii.Error):
            sort = ""
        match = self.form.fullmatch(sort)
        if not match or (between and not between[0] <= sort <= between[1]):
            raise InvalidInput(
                "cursor: use o next_cursor da página anterior, com os mesmos filtros"
            )
        if not self.key_of:
            return {"PK": self.partition, "SK": sort}
        return {**self.key_of(match), "GSI1PK": self.partition, "GSI1SK": sort}


def _cursor(sort: str) -> str:
    return base64.urlsafe_b64encode(sort.encode()).decode().rstrip("=")

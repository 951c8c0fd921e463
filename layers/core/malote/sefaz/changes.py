"""What is written of a feed at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from malote.sefaz.feeds import Feed, Gap, Page
from malote.sefaz.made import SefazRequest


@dataclass(frozen=True, slots=True)
class Change:
    """The feed, a row of its ledger, the gaps and the request that change with it.

    ``others`` are requests that only learn of it, and ``until`` when nothing is due before;
    ``telling``: it is a problem that users can do something about.
    """

    feed: Feed
    page: Page | None = None
    gaps: Sequence[Gap] = ()
    request: SefazRequest | None = None
    others: Sequence[SefazRequest] = ()
    until: datetime | None = None
    telling: bool = False

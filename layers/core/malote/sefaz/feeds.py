"""A feed: how far a CNPJ's distribution has come, and when SEFAZ may be asked again."""

from enum import StrEnum

from pydantic import AwareDatetime

from malote.environment import Environment
from malote.kept import Kept, Revised
from malote.sefaz.models import NONE_YET, FeedId, Nsu, Service
from malote.sefaz.operations import Operation


class Asked(Kept):
    """Written before SEFAZ is asked; gone with the answer. ``by`` is its name in the feed.

    ``request_id`` is the user's request that it is for, if it is for one alone.
    """

    operation: Operation
    at: AwareDatetime
    by: str = ""
    request_id: str = ""


class LastAnswer(Kept):
    """What SEFAZ said last of this feed; ``documents`` came with it.

    ``problem`` is a code of the error tree, with ``detail``, where users should know.
    """

    status_code: str
    reason: str
    at: AwareDatetime
    documents: int = 0
    problem: str = ""
    detail: str = ""


class Feed(Revised):
    """``position`` is the last NSU whose documents are all kept; ``highest`` SEFAZ's, if it told.

    ``rests_until``: no distribution before; ``blocked_until``: nothing at all. ``queries`` are the
    times of those by NSU and key in the last hour. ``due_at`` is when there is something to do,
    None for never. ``failures`` to reach SEFAZ, in a row.
    """

    tenant: str
    tax_id: str
    service: Service
    environment: Environment
    position: Nsu = NONE_YET
    highest: Nsu | None = None
    asked: Asked | None = None
    rests_until: AwareDatetime | None = None
    blocked_until: AwareDatetime | None = None
    last_asked_at: AwareDatetime | None = None
    queries: tuple[AwareDatetime, ...] = ()
    last_answer: LastAnswer | None = None
    failures: int = 0
    due_at: AwareDatetime | None = None

    @property
    def feed_id(self) -> FeedId:
        """Whose it is."""
        return FeedId(self.tenant, self.tax_id, self.service, self.environment)


class GapCause(StrEnum):
    """Why numbers are missing."""

    SKIPPED = "skipped"
    OTHER_CONSUMER = "other_consumer"


class Gap(Kept):
    """Numbers that did not come, ``first`` to ``last``: what is left of them to be asked for.

    It is named by its ``last``. ``first`` above ``last``: closed.
    """

    first: Nsu
    last: Nsu
    cause: GapCause
    found_at: AwareDatetime

    @property
    def closed(self) -> bool:
        """Whether nothing of it is left."""
        return int(self.first) > int(self.last)  # the first may have a digit more


class Received(Kept):
    """A document that came; ``sha256`` None: it could not be opened, and is in quarantine."""

    nsu: Nsu | None = None
    schema_name: str
    sha256: str | None = None


class Page(Kept):
    """A row of the ledger: what one answer brought, from ``first`` to ``last``."""

    first: Nsu
    last: Nsu
    at: AwareDatetime
    operation: str
    status_code: str
    documents: tuple[Received, ...] = ()

"""Boundaries of SEFAZ: who signs and carries, and where what came is written down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from malote.sefaz.exchange import Exchange
    from malote.sefaz.feeds import Feed, Gap, Page
    from malote.sefaz.made import Deadline, SefazRequest
    from malote.sefaz.models import FeedId, SefazSettings
    from malote.sefaz.operations import Asking
    from malote.sefaz.queued import FeedTurn, ManifestationTurn, Turn


class Signer(Protocol):
    """A private key, wherever it is."""

    @property
    def certificate(self) -> bytes:
        """Its certificate, in DER."""

    def sign(self, data: bytes) -> bytes:
        """RSA with SHA-1 and PKCS #1 v1.5 padding, over the data itself."""


class Transport(Protocol):
    """HTTPS to SEFAZ, which knows the caller by the client certificate."""

    def post(self, url: str, action: str, body: bytes) -> bytes:
        """A SOAP 1.2 envelope, and the whole answer.

        Raises SefazUnreachable when certainly nothing was sent, SefazUncertain when it may have
        been, and SefazCertificateRefused.
        """


class Carrier(Protocol):
    """How something is asked of SEFAZ for a CNPJ: at once, or through the Integrador."""

    def carry(self, settings: SefazSettings, asking: Asking, turn: Turn, now: datetime) -> Carried:
        """Raises SefazError, CertificateError, NoCertificateBound, KeptKeyLost, NotFound."""


type Carried = Exchange | str
"""What was exchanged, or the id of the job that will bring it."""


class SefazSettingsStore(Protocol):
    """How each CNPJ is served."""

    def get(self, tenant: str, tax_id: str) -> SefazSettings | None:
        """One, or None."""

    def list(self, tenant: str) -> list[SefazSettings]:
        """All of a tenant's."""

    def save(self, settings: SefazSettings, *, instead_of: str | None) -> bool:
        """Write it; False if the ``revision`` is no longer this one (None: none)."""


class Feeds(Protocol):
    """How far distributions have come: the NSU ledger."""

    def get(self, feed_id: FeedId) -> Feed | None:
        """One, or None before its first turn."""

    def of_tenant(self, tenant: str) -> list[Feed]:
        """All of a tenant's."""

    def write(
        self,
        before: Feed | None,
        after: Feed,
        *,
        page: Page | None = None,
        gaps: Sequence[Gap] = (),
        request: tuple[SefazRequest, SefazRequest] | None = None,
    ) -> bool:
        """Write all or nothing: the feed, a row of the ledger, gaps, a request before and after.

        False if any ``revision`` is no longer that of before. A closed gap is gone.
        """

    def gaps(self, feed_id: FeedId, limit: int) -> Sequence[Gap]:
        """Open ones, highest first."""

    def pages(
        self, feed_id: FeedId, limit: int, cursor: str | None
    ) -> tuple[Sequence[Page], str | None]:
        """Rows of the ledger, highest first, and the next page's cursor. Raises InvalidInput."""

    def due(self, now: datetime) -> Iterator[FeedId]:
        """Those of all tenants that have something to do by then, the longest due first."""


class SefazRequests(Protocol):
    """What was asked to be done."""

    def get(self, tenant: str, request_id: str) -> SefazRequest | None:
        """One, or None."""

    def add(self, request: SefazRequest) -> bool:
        """Write a new one; False if it is there, or one of its manifestations is another's.

        Of a document each (kind, sequence) is one request's alone, until SEFAZ refuses it.
        """

    def write(self, before: SefazRequest, after: SefazRequest) -> bool:
        """False if the ``revision`` is no longer that of before. Refused claims are given free."""

    def open_queries(self, feed_id: FeedId) -> Sequence[SefazRequest]:
        """Unfinished ones of the feed (distribution, nsu, key), oldest first."""

    def unfinished(self, before: datetime) -> Iterator[ManifestationTurn]:
        """Manifestations of all tenants whose ``resumes_at`` has passed."""

    def page(
        self, tenant: str, limit: int, cursor: str | None
    ) -> tuple[Sequence[SefazRequest], str | None]:
        """Newest first, and the next page's cursor. Raises InvalidInput."""

    def claimed(self, tenant: str, access_key: str) -> Mapping[tuple[str, int], str]:
        """The (kind, sequence) that are taken of a document, and by which request."""


class Deadlines(Protocol):
    """Notes that wait for a conclusive manifestation."""

    def note(self, deadlines: Iterable[Deadline]) -> None:
        """Write them down; one that is there, or was settled, stays as it is."""

    def settle(self, tenant: str, access_keys: Iterable[str]) -> None:
        """They wait no more: answered, or cancelled."""

    def page(
        self, tenant: str, limit: int, cursor: str | None
    ) -> tuple[Sequence[Deadline], str | None]:
        """The first to end first, and the next page's cursor. Raises InvalidInput."""

    def ending(self, since: datetime, until: datetime) -> Iterator[Deadline]:
        """Those of all tenants that end in between."""


class SefazQueue(Protocol):
    """Turns to be taken."""

    def send(self, turns: Iterable[FeedTurn | ManifestationTurn], *, after_seconds: int = 0) -> int:
        """Queue them, at most 900 s away. Returns how many."""

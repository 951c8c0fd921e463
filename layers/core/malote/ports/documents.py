"""Boundaries of keeping documents."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # most functions know nothing of most of these
    from malote.documents import (
        Blob,
        Container,
        Decision,
        Examined,
        Outcome,
        Quarantined,
        Registration,
        Source,
    )
    from malote.documents.queries import DocumentQuery


class UploadLedger(Protocol):
    """Who brought what."""

    def record_upload(self, tenant: str, sha256s: Sequence[str], source: Source) -> None:
        """Write down who brought these blobs."""

    def record_sources(self, tenant: str, brought: Sequence[tuple[str, Source]]) -> None:
        """Write down who brought what: blobs by SHA-256, each with a source of its own."""


class Deposit(Protocol):
    """Where bytes are put, by content hash, under the tenant's prefix."""

    def put_all(self, tenant: str, contents: Sequence[bytes]) -> list[tuple[str, bool]]:
        """Into the inbox. For each its SHA-256, and whether it is new to this tenant."""

    def put_aside(self, tenant: str, blob_id: str, content: bytes) -> None:
        """Keep what could not be opened; nothing is queued for it."""


class Archive(Deposit, Protocol):
    """The raw bytes, and those that were put before."""

    def get(self, tenant: str, sha256: str) -> tuple[bytes, datetime]:
        """The bytes of an inbox object, and when they came. FileNotFoundError: it is gone."""

    def link(self, tenant: str, sha256: str, filename: str, seconds: int) -> str:
        """An address that downloads the bytes for a while, with no other credential."""


class Reader(Protocol):
    """Reads what strangers sent, and outlives whatever that does."""

    def read(
        self, blobs: Sequence[Blob], tax_ids: Mapping[str, Set[str]]
    ) -> Generator[Examined | Exception]:
        """Of each blob in turn what it is, for the tax ids of its tenant; or what was raised.

        Each is read when, or shortly before, it is asked for. Closing it stops the reading.
        """


class QuarantineLedger(Protocol):
    """Why things could not be registered."""

    def quarantine(self, kept: Quarantined) -> Outcome:
        """Note the reason. The same thing again changes nothing."""


class TaxIds(Protocol):
    """Who a tenant is to others."""

    def tax_ids(self, tenant: str) -> frozenset[str]:
        """Every CNPJ and CPF of the tenant, by branch."""


class Registry(QuarantineLedger, TaxIds, Protocol):
    """Where documents are registered."""

    def register_all(self, found: Sequence[Registration]) -> list[Outcome | Exception]:
        """Write readable blobs, each with an outcome or an exception of its own.

        ``duplicate`` means that it, or a better version, was there.
        """

    def unpacked(self, container: Container, parts: Sequence[str]) -> Outcome:
        """Note that a blob was so many others, and that it brought them."""


class Headers(Protocol):
    """What lists and rules need of documents."""

    def header(self, tenant: str, access_key: str) -> dict[str, Any] | None:
        """A stored header alone."""


class Catalog(Headers, Protocol):
    """Where documents are read back."""

    def documents(
        self, tenant: str, query: DocumentQuery, limit: int, cursor: str | None
    ) -> tuple[list[dict[str, Any]], str | None]:
        """Headers that match, newest first, and the cursor of the next page or None."""

    def document(self, tenant: str, access_key: str) -> dict[str, Any] | None:
        """A stored header with its ``events``, ``decisions`` and ``blobs``.

        Each blob is a version of the document, with its ``sha256`` and its ``sources``.
        """

    def has_version(self, tenant: str, access_key: str, sha256: str) -> bool:
        """Whether these bytes are a version of the document, or one of its events."""

    def quarantined(self, tenant: str, blob_id: str) -> dict[str, Any] | None:
        """The entry of what waits in quarantine under this id."""

    def events(self, tenant: str, access_key: str) -> list[dict[str, Any]]:
        """A document's stored events, each with the ``sha256`` of its bytes."""


class Decisions(Protocol):
    """What users decide of documents."""

    def record(self, decision: Decision) -> dict[str, Any] | None:
        """Keep a decision. The header as it is then, or None if there is no document."""


class InboxQueue(Protocol):
    """Where blobs of the inbox are queued to be read."""

    def send(self, tenant: str, sha256s: Iterable[str]) -> int:
        """Queue blobs. Returns how many."""

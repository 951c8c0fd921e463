"""Boundaries of looking after what was kept: nothing lost, and who did what."""

from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # most functions know nothing of these
    from malote.audit.models import Entry
    from malote.audit.views import AuditQuery
    from malote.documents.reconcile import Page, Sweep


class Inbox(Protocol):
    """Everything that the inbox holds, of all tenants."""

    def pages(self, after: str | None) -> "Iterator[Page]":
        """Its objects in the order of their keys, after this key; at least one page."""


class SweepState(Protocol):
    """How far the comparison of the inbox with the ledger has come."""

    def load(self) -> "Sweep":
        """The last state, or the first one."""

    def save(self, sweep: "Sweep") -> None:
        """Remember it."""


class Settled(Protocol):
    """What the ledger says of blobs."""

    def unknown(self, names: Sequence[tuple[str, str]]) -> Set[tuple[str, str]]:
        """Those, of tenant and SHA-256 each, of which it does not say how they ended."""


class AuditTrail(Protocol):
    """Who did what and when; nothing is ever changed or taken away."""

    def record(self, entry: "Entry") -> None:
        """Add an entry."""

    def entries(
        self, tenant: str, query: "AuditQuery", limit: int, cursor: str | None
    ) -> tuple[list[dict[str, Any]], str | None]:
        """Entries that match, newest first, and the cursor of the next page or None."""

"""Boundaries of looking after what was kept: nothing lost, and who did what."""

from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:  # most functions know nothing of these
    from malote.audit.models import Entry
    from malote.documents.reconcile import Stored, Sweep


class Inbox(Protocol):
    """Everything that the inbox holds, of all tenants."""

    def pages(self, after: str | None) -> "Iterator[Sequence[Stored]]":
        """Its objects in the order of their keys, from the one after this key on."""


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
        """Add an entry. The same again, by its id, changes nothing."""

    def entries(
        self, tenant: str, period: tuple[str, str] | None, limit: int, cursor: str | None
    ) -> tuple[list[dict[str, Any]], str | None]:
        """Entries from the first time to the last (RFC 3339, UTC), newest first, and a cursor."""

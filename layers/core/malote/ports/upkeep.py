"""Boundaries of looking after what was kept: nothing lost, and who did what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # most functions know nothing of most of these
    from malote.audit import Entry
    from malote.documents import BlobName
    from malote.documents.reconcile import Page, Sweep


class Inbox(Protocol):
    """Everything that the inbox holds, of all tenants."""

    def pages(self, after: str | None) -> Iterator[Page]:
        """Its objects in the order of their keys, after this key; at least one page."""


class SweepState(Protocol):
    """How far the comparison of the inbox with the ledger has come."""

    def load(self) -> Sweep:
        """The last state, or the first one."""

    def save(self, sweep: Sweep) -> None:
        """Remember it."""


class Settled(Protocol):
    """What the ledger says of blobs."""

    def unknown(self, names: Sequence[BlobName]) -> Set[BlobName]:
        """Those of which it does not say how they ended."""


class AuditTrail(Protocol):
    """Who did what and when; nothing is ever changed or taken away."""

    def record(self, entry: Entry) -> None:
        """Add an entry."""

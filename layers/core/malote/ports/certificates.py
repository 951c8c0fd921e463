"""Boundaries of certificates: where they, the branches and what they serve are kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

from pydantic import SecretStr

if TYPE_CHECKING:
    from malote.certificates.models import HistoryRow, Installed
    from malote.portfolio import Change, Portfolio


class Portfolios(Protocol):
    """The tenants' branches and certificates."""

    def get(self, tenant: str) -> Portfolio:
        """All of a tenant's, as it is in this moment; an empty one if there is nothing yet."""

    def commit(self, before: Portfolio, change: Change) -> bool:
        """Write the change whole; False, and nothing written, if anything changed since ``before``.

        Also if a certificate in it is not in the ledger any more. A deleted one is a leftover from
        then on. The tax ids of new branches become the tenant's.
        """


class CertificateLedger(Protocol):
    """The life of certificates outside of a portfolio: before, after, and over all tenants."""

    def get(self, tenant: str, certificate_id: str) -> Installed | None:
        """One in whatever state, or None."""

    def begin(self, certificate: Installed) -> None:
        """Write down a pending one, before its secret is kept: so no secret is ever forgotten.

        One that is there and pending no more stays as it is.
        """

    def leftovers(self, before: datetime) -> Iterator[Installed]:
        """All tenants' that were pending or deleted then, and whose secret is not given up yet."""

    def given_up(self, certificate: Installed) -> None:
        """It is no leftover any more, and forgotten if it was pending; not if it changed since."""

    def expiring(self, until: datetime) -> Iterator[Installed]:
        """All tenants' live ones that expire by then, the first to expire first."""

    def history(
        self, tenant: str, certificate_id: str | None, limit: int, cursor: str | None
    ) -> tuple[Sequence[HistoryRow], str | None]:
        """Rows of one or of all, newest first, and the next page's cursor. Raises InvalidInput."""


@dataclass(frozen=True, slots=True)
class KeptPfx:
    """A PFX and its password, as they were given."""

    pfx: bytes = field(repr=False)
    password: SecretStr


class PfxVault(Protocol):
    """Where PFX and passwords are kept."""

    def name_of(self, tenant: str, certificate_id: str) -> str:
        """The name of a certificate's secret, whether or not there is one."""

    def keep(self, name: str, kept: KeptPfx) -> None:
        """Keep it; the same again does no harm, nor one whose deletion is scheduled."""

    def read(self, name: str) -> KeptPfx:
        """What is kept. Raises NotFound, also of one whose deletion is scheduled."""

    def give_up(self, name: str) -> None:
        """Schedule its deletion, after the recovery window; there may be none."""

    def recover(self, name: str) -> None:
        """Call the deletion off, if it is scheduled. Raises NotFound when it is too late."""

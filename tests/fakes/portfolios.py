"""Branches, certificates and their secrets in memory."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock

from malote.branches.models import Branch, Module
from malote.certificates.models import Binding, HistoryRow, Installed
from malote.errors import InvalidInput, NotFound
from malote.portfolio import Change, Portfolio
from malote.ports import KeptPfx
from tests.fakes.watching import nothing


@dataclass
class MemoryPortfolios:
    """The port ``Portfolios``. ``watch`` is told of each read and write, before and after it.

    ``left`` are certificates whose secrets are to be given up, unless they come to live.
    """

    licensed: dict[str, frozenset[Module]] = field(default_factory=dict)
    tax_ids: dict[str, frozenset[str]] = field(default_factory=dict)
    branches: dict[tuple[str, str], Branch] = field(default_factory=dict)
    certificates: dict[tuple[str, str], Installed] = field(default_factory=dict)
    left: set[tuple[str, str]] = field(default_factory=set)
    bound: dict[str, dict[Binding, str]] = field(default_factory=dict)
    rows: list[HistoryRow] = field(default_factory=list)
    revisions: dict[str, int] = field(default_factory=dict)
    watch: Callable[[str], None] = nothing
    lock: Lock = field(default_factory=Lock)

    def get(self, tenant: str) -> Portfolio:
        with self.lock:
            found = Portfolio(
                tenant=tenant,
                revision=str(self.revisions[tenant]) if tenant in self.revisions else None,
                licensed=self.licensed.get(tenant, frozenset()),
                tax_ids=self.tax_ids.get(tenant, frozenset()),
                branches={id_: one for (of, id_), one in self.branches.items() if of == tenant},
                certificates={
                    id_: one
                    for (of, id_), one in self.certificates.items()
                    if of == tenant and one.state == "live"
                },
                bound=dict(self.bound.get(tenant, {})),
            )
        self.watch("read")
        return found

    def commit(self, before: Portfolio, change: Change) -> bool:
        self.watch("before commit")
        with self.lock:
            written = self._commit(before, change)
        if written:
            self.watch("committed")
        return written

    def _commit(self, before: Portfolio, change: Change) -> bool:
        tenant = before.tenant
        revision = self.revisions.get(tenant)
        if before.revision != (str(revision) if revision is not None else None):
            return False
        if any(
            (tenant, one.certificate_id) not in self.certificates for one in change.certificates
        ):
            return False  # one that was pending was given up
        self.revisions[tenant] = (revision or 0) + 1
        for certificate in change.certificates:
            self.write(certificate)
        for branch in change.branches:
            self.branches[tenant, branch.tax_id] = branch
            self.tax_ids[tenant] = self.tax_ids.get(tenant, frozenset()) | {branch.tax_id}
        for tax_id in change.deleted_branches:
            del self.branches[tenant, tax_id]
        self.bound[tenant] = dict(change.bound)
        self.rows += change.history
        return True

    def write(self, certificate: Installed) -> None:
        key = (certificate.tenant, certificate.certificate_id)
        self.certificates[key] = certificate
        (self.left.discard if certificate.state == "live" else self.left.add)(key)


@dataclass
class MemoryLedger:
    """The port ``CertificateLedger``, of the same certificates."""

    of: MemoryPortfolios

    def get(self, tenant: str, certificate_id: str) -> Installed | None:
        return self.of.certificates.get((tenant, certificate_id))

    def begin(self, certificate: Installed) -> None:
        self.of.watch("before begin")
        with self.of.lock:
            known = self.get(certificate.tenant, certificate.certificate_id)
            if known is None or known.state == "pending":
                self.of.write(certificate)
        self.of.watch("begun")

    def leftovers(self, before: datetime) -> Iterator[Installed]:
        for key in sorted(self.of.left):
            certificate = self.of.certificates[key]
            if (certificate.deleted_at or certificate.added_at) <= before:
                yield certificate

    def given_up(self, certificate: Installed) -> None:
        self.of.watch("before forgotten")
        key = (certificate.tenant, certificate.certificate_id)
        with self.of.lock:
            known = self.get(*key)
            if known is None or known.revision != certificate.revision:
                return
            self.of.left.discard(key)
            if known.state == "pending":
                del self.of.certificates[key]
        self.of.watch("forgotten")

    def expiring(self, until: datetime) -> Iterator[Installed]:
        live = [one for one in self.of.certificates.values() if one.state == "live"]
        for certificate in sorted(live, key=lambda one: one.facts.expires_at):
            if certificate.facts.expires_at <= until:
                yield certificate

    def history(
        self, tenant: str, certificate_id: str | None, limit: int, cursor: str | None
    ) -> tuple[Sequence[HistoryRow], str | None]:
        rows = sorted(
            (
                row
                for row in self.of.rows
                if row.tenant == tenant and certificate_id in {None, row.certificate_id}
            ),
            key=lambda row: (row.at, row.row_id),
            reverse=True,
        )
        if cursor is not None and not cursor.isdigit():
            raise InvalidInput("cursor")
        end = int(cursor or 0) + limit
        return rows[int(cursor or 0) : end], str(end) if end < len(rows) else None


@dataclass
class MemoryPfxVault:
    """The port ``PfxVault``; what is in ``scheduled`` is to be deleted, and cannot be read."""

    kept: dict[str, KeptPfx] = field(default_factory=dict)
    scheduled: dict[str, KeptPfx] = field(default_factory=dict)
    watch: Callable[[str], None] = nothing

    def name_of(self, tenant: str, certificate_id: str) -> str:
        return f"malote/test/certificate/{tenant}/{certificate_id}"

    def keep(self, name: str, kept: KeptPfx) -> None:
        self.watch("before keep")
        self.scheduled.pop(name, None)
        self.kept[name] = kept
        self.watch("kept")

    def read(self, name: str) -> KeptPfx:
        try:
            return self.kept[name]
        except KeyError:
            raise NotFound(name) from None

    def give_up(self, name: str) -> None:
        self.watch("before give up")
        if name in self.kept:
            self.scheduled[name] = self.kept.pop(name)
        self.watch("secret given up")

    def recover(self, name: str) -> None:
        self.watch("before recover")
        if name in self.scheduled:
            self.kept[name] = self.scheduled.pop(name)
        if name not in self.kept:
            raise NotFound(name)
        self.watch("recovered")

"""The world of the certificates' stories, over DynamoDB and Secrets Manager."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import boto3

from malote.adapters.audit_trail import AuditTrail
from malote.adapters.certificate_ledger import CertificateItems
from malote.adapters.once import OnceItems
from malote.adapters.pfx_vault import SecretPfxVault
from malote.adapters.portfolios import PortfolioItems
from malote.adapters.table import Table
from malote.adapters.tenants import TenantStore
from tests.certificate_life.world import World, short
from tests.fakes.stores import NOON

_PORTS = ("portfolios", "ledger", "vault", "once", "trail")


class Deployed(World):
    """A tenant of its own, and a stage whose secrets are nobody else's."""

    def __init__(self, table: Table, tenant: str = "acme") -> None:
        self.stage = f"s{uuid4().hex[:12]}"
        tenants = TenantStore(table)
        tenants.create(tenant, "Acme", NOON)
        super().__init__(
            PortfolioItems(table), CertificateItems(table), SecretPfxVault(self.stage),
            OnceItems(table), AuditTrail(table),
            lambda modules: tenants.license(tenant, modules), tenant,
        )  # fmt: skip

    @contextmanager
    def watched(self, watch: Callable[[str], None]) -> Iterator[None]:
        """``watch`` is told of each call of an adapter when it was made."""
        ports = {name: getattr(self, name) for name in _PORTS}
        for name, port in ports.items():
            setattr(self, name, _Watched(port, watch))
        try:
            yield
        finally:
            for name, port in ports.items():
                setattr(self, name, port)

    def visible(self) -> tuple[dict[str, str], list[tuple[str, ...]]]:
        """What each live certificate serves, by its file's name, and all rows, oldest first.

        No binding is of anything else, and what is live has its key.
        """
        portfolio = self.portfolios.get(self.tenant)
        assert set(portfolio.bound.values()) <= set(portfolio.certificates)
        assert {each.branch for each in portfolio.bound} <= set(portfolio.branches)
        live = {}
        for id_, each in portfolio.certificates.items():
            live[each.file_name] = short(portfolio.bindings_of(id_))
            assert self.vault.read(each.secret_name).pfx == self.files[each.file_name[:-4]]
        rows, _ = self.ledger.history(self.tenant, None, 100, None)
        return live, sorted(
            (str(row.at), row.holder, row.action.value, *map(short, (row.before, row.after)))
            for row in rows
        )

    def check(self) -> None:
        """There is no half state, and each certificate serves what its rows end in."""
        self.visible()
        self.check_secrets()
        assert not list(self.ledger.leftovers(self.now))
        portfolio = self.portfolios.get(self.tenant)
        for id_ in portfolio.certificates:
            rows, _ = self.ledger.history(self.tenant, id_, 100, None)
            # Those of the same minute are in no order, but each begins where another ended.
            ends = ["-", *(short(row.after) for row in rows)]
            for row in rows:
                ends.remove(short(row.before))
            assert ends == [short(portfolio.bindings_of(id_))]

    def secrets(self) -> dict[str, bool]:
        """The names of all its secrets, and whether each is to be deleted."""
        pages = boto3.client("secretsmanager").get_paginator("list_secrets")
        mine = f"malote/{self.stage}/"
        return {
            each["Name"]: "DeletedDate" in each and each["DeletedDate"] is not None
            for page in pages.paginate(IncludePlannedDeletion=True)
            for each in page["SecretList"]
            if each["Name"].startswith(mine)
        }

    def check_secrets(self) -> None:
        """Those of live certificates are there, and all others are to be deleted."""
        live = self.portfolios.get(self.tenant).certificates.values()
        kept = {name for name, given_up in self.secrets().items() if not given_up}
        assert kept == {each.secret_name for each in live}


class _Watched:
    def __init__(self, port: object, watch: Callable[[str], None]) -> None:
        self._port = port
        self._watch = watch

    def __getattr__(self, name: str) -> Callable[..., Any]:
        def call(*arguments: object, **named: object) -> object:
            answer = getattr(self._port, name)(*arguments, **named)
            self._watch(name)
            return answer

        return call

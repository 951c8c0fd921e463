"""Tenants and their tax ids in the table."""

from collections.abc import Iterable
from datetime import datetime

from malote.adapters import keys
from malote.adapters.items import Item
from malote.adapters.table import GSI1, ConditionFailed, Table
from malote.branches.models import Module
from malote.errors import InvalidInput


class TenantStore:
    """Who uses this deployment."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def create(
        self, tenant: str, legal_name: str, at: datetime, licensed: Iterable[Module] = ()
    ) -> None:
        """Raises InvalidInput if there is such a tenant."""
        try:
            self._table.update(
                keys.tenant(tenant),
                {
                    "tenant": tenant,
                    "legal_name": legal_name,
                    "created_at": at,
                    "licensed_modules": frozenset(licensed) or None,
                    "GSI1PK": keys.ALL_TENANTS,
                    "GSI1SK": tenant,
                },
                condition="attribute_not_exists(PK)",
            )
        except ConditionFailed:
            raise InvalidInput(f"a empresa {tenant} já existe") from None

    def exists(self, tenant: str) -> bool:
        """Whether there is such a tenant."""
        return self._table.get(keys.tenant(tenant)) is not None

    def license(self, tenant: str, modules: Iterable[Module]) -> None:
        """Replace what a tenant is licensed for."""
        licensed = frozenset(modules)
        self._table.update(
            keys.tenant(tenant),
            {"licensed_modules": licensed or None},
            remove=() if licensed else ["licensed_modules"],  # there is no empty set in DynamoDB
            condition="attribute_exists(PK)",
        )

    def licensed(self, tenant: str) -> list[Module]:
        """What it is licensed for, in order."""
        item = self._table.get(keys.tenant(tenant)) or {}
        return [*map(Module, item.get("licensed_modules", ()))]

    def add_tax_ids(self, tenant: str, tax_ids: Iterable[str], at: datetime) -> None:
        """Add branches; one that is there already stays as it is."""
        for tax_id in tax_ids:
            self._table.update(keys.tax_id(tenant, tax_id), {}, once={"added_at": at})

    def list(self) -> list[Item]:
        """All tenants, by name."""
        return list(self._table.query(keys.ALL_TENANTS, index=GSI1))

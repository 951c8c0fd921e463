"""A tenant's branches and certificates in the table, and which serves what, under one revision."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import datetime

from malote.adapters import keys
from malote.adapters.certificate_items import certificate_item, history_item
from malote.adapters.items import Item
from malote.adapters.keys import Key
from malote.adapters.table import ConditionFailed, Table
from malote.adapters.transaction import Delete, Put, transact
from malote.branches.models import Branch, Module
from malote.certificates.models import Binding, Installed
from malote.clock import utc_now
from malote.errors import ChangedMeanwhile
from malote.portfolio import Change, Portfolio

_TRIES = 5


class PortfolioItems:
    """The port ``Portfolios``.

    A commit is one transaction, and the item of the bindings is in each. Other items have to be as
    they were read, too: of a transaction in this moment a Query may see a part only (*DynamoDB
    Transactions: How it works*, isolation levels).
    """

    def __init__(self, table: Table, now: Callable[[], datetime] = utc_now) -> None:
        self._table = table
        self._now = now

    def get(self, tenant: str) -> Portfolio:
        """All of a tenant's. Raises ChangedMeanwhile when others never leave it alone."""
        bindings = self._bindings(tenant)
        for _ in range(_TRIES):
            found = self._read(tenant, bindings)
            bindings = self._bindings(tenant)
            if bindings.get("revision") == found.revision:
                return found
        raise ChangedMeanwhile(f"{_TRIES} leituras")

    def _bindings(self, tenant: str) -> Item:
        return self._table.get(keys.bindings(tenant)) or {}

    def _read(self, tenant: str, bindings: Item) -> Portfolio:
        licensed = (self._table.get(keys.tenant(tenant)) or {}).get("licensed_modules", ())
        branches = map(Branch.model_validate, self._below(keys.branch(tenant)))
        certificates = map(Installed.model_validate, self._below(keys.certificate(tenant)))
        tax_ids = keys.tax_id(tenant)
        bound = bindings.get("bound", {})
        return Portfolio(
            tenant=tenant,
            revision=bindings.get("revision"),
            licensed=frozenset(map(Module, licensed)),
            tax_ids=frozenset(
                item["SK"].removeprefix(tax_ids["SK"]) for item in self._below(tax_ids)
            ),
            branches={each.tax_id: each for each in branches},
            certificates={
                each.certificate_id: each for each in certificates if each.state == "live"
            },
            bound={Binding.read(text): of for text, of in bound.items()},
        )

    def _below(self, key: Key) -> Iterator[Item]:
        return self._table.query(key["PK"], begins=key["SK"], latest=True)

    def commit(self, before: Portfolio, change: Change) -> bool:
        """Write the change whole, or nothing of it; the same again does no harm.

        Raises ChangeTooLarge.
        """
        # Made of what is written, so that a commit whose answer was lost knows itself again.
        revision = hashlib.sha256(repr((before.revision, change)).encode()).hexdigest()
        try:
            transact(
                self._table, [_bindings_put(before, change, revision), *self._rest(before, change)]
            )
        except ConditionFailed as failed:
            return failed.item.get("revision") == revision
        return True

    def _rest(self, before: Portfolio, change: Change) -> Iterator[Put | Delete]:
        for certificate in change.certificates:
            known = before.certificates.get(certificate.certificate_id)
            # One that is not live is in the ledger, unless its secret was given up meanwhile.
            given = _as_it_was(known.revision) if known else ("attribute_exists(PK)", {})
            yield Put(certificate_item(certificate), *given)
        for branch in change.branches:
            former = before.branches.get(branch.tax_id)
            item = {**keys.branch(branch.tenant, branch.tax_id), **branch.model_dump(mode="json")}
            yield Put(item, *_as_it_was(former.revision if former else None))
            if branch.tax_id not in before.tax_ids:
                tax_id = keys.tax_id(branch.tenant, branch.tax_id)
                yield Put({**tax_id, "added_at": self._now()}, *_as_it_was(None))
        for gone in change.deleted_branches:
            key = keys.branch(before.tenant, gone)
            yield Delete(key, *_as_it_was(before.branch(gone).revision))
        for row in change.history:
            yield Put(history_item(row), *_as_it_was(None))


def _bindings_put(before: Portfolio, change: Change, revision: str) -> Put:
    bound = {str(binding): of for binding, of in change.bound.items()}
    item: Item = {**keys.bindings(before.tenant), "revision": revision, "bound": bound}
    return Put(item, *_as_it_was(before.revision))


def _as_it_was(revision: str | None) -> tuple[str, dict[str, str]]:
    """The condition that an item has this revision; None: that there is none."""
    if revision is None:
        return "attribute_not_exists(PK)", {}
    return "revision = :former", {"former": revision}

"""Accounts at Efí in the table, each with a pointer from its webhook."""

from collections.abc import Iterator
from datetime import datetime
from uuid import uuid4

from malote.adapters import keys
from malote.adapters.table import GSI1, ConditionFailed, Table
from malote.adapters.transaction import Change, Delete, Put, transact
from malote.billing.accounts import BillingAccount


class BillingAccountItems:
    """The port ``BillingAccounts``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, tenant: str, account_id: str) -> BillingAccount | None:
        """One, or None."""
        item = self._table.get(keys.billing_account(tenant, account_id)) if account_id else None
        return BillingAccount.model_validate(item) if item else None

    def by_webhook(self, webhook_id: str) -> BillingAccount | None:
        """The one that this webhook is of, or None."""
        pointer = self._table.get(keys.webhook(webhook_id))
        account = self.get(pointer["tenant"], pointer["account_id"]) if pointer else None
        return account if account and account.webhook_id == webhook_id else None

    def list(self, tenant: str) -> list[BillingAccount]:
        """All of a tenant's, by id."""
        key = keys.billing_account(tenant)
        found = self._table.query(key["PK"], begins=key["SK"], latest=True)
        return [*map(BillingAccount.model_validate, found)]

    def active(self) -> Iterator[BillingAccount]:
        """Those of all tenants that are active."""
        for item in self._table.query(keys.ACTIVE_BILLING, index=GSI1):
            yield BillingAccount.model_validate(item)

    def save(self, account: BillingAccount, *, instead_of: str | None) -> bool:
        """Write it; False if the ``revision`` is no longer this one (None: none)."""
        former = self.get(account.tenant, account.account_id)
        try:
            transact(self._table, [*_changes(former, account, instead_of)])
        except ConditionFailed:
            found = self.get(account.tenant, account.account_id)
            # botocore repeats a call whose answer was lost: then it is we who came first.
            return found is not None and found.revision == account.revision
        return True

    def delete(self, account: BillingAccount) -> bool:
        """Forget it. False if it was changed meanwhile, or is gone."""
        key = keys.billing_account(account.tenant, account.account_id)
        unchanged = {"revision": account.revision}
        try:
            transact(
                self._table,
                [
                    Delete(key, "revision = :revision", unchanged),
                    Delete(keys.webhook(account.webhook_id)),
                ],
            )
        except ConditionFailed:
            return False
        return True

    def proven(self, account: BillingAccount, at: datetime) -> None:
        """A notification of a charge issued in test was applied; the first time counts.

        It makes a new ``revision``: nobody who read the account before writes over it.
        """
        try:
            self._table.update(
                keys.billing_account(account.tenant, account.account_id),
                {"proven_at": at, "revision": uuid4().hex},
                condition="client_id = :client_id AND attribute_not_exists(proven_at)",
                given={"client_id": account.client_id},
            )
        except ConditionFailed:  # it is, or is gone, or has become another application's
            return


def _changes(
    former: BillingAccount | None, account: BillingAccount, instead_of: str | None
) -> Iterator[Change]:
    item = {
        **keys.billing_account(account.tenant, account.account_id),
        **account.model_dump(mode="json"),
    }
    if account.active:
        item["GSI1PK"] = keys.ACTIVE_BILLING
        item["GSI1SK"] = f"{account.tenant}#{account.account_id}"
    if instead_of:
        yield Put(item, "revision = :former", {"former": instead_of})
    else:
        yield Put(item, "attribute_not_exists(PK)")
    name = {"tenant": account.tenant, "account_id": account.account_id}
    yield Put({**keys.webhook(account.webhook_id), **name})
    if former and former.webhook_id != account.webhook_id:
        yield Delete(keys.webhook(former.webhook_id))

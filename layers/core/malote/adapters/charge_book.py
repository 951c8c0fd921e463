"""Charges, carnês and the ledger in the table: what belongs together is one transaction.

That no payment is booked twice hangs on the charge's ``revision`` alone: every entry is written
with the charge that says, from then on, that it is booked. docs/decisions has the argument.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime

from malote.adapters import keys
from malote.adapters.charge_items import carnet_changes, charge_changes, entry_change
from malote.adapters.filters import Filter
from malote.adapters.items import Item, stamp
from malote.adapters.ledger_reading import Reading
from malote.adapters.paging import Listing
from malote.adapters.table import ConditionFailed, Table
from malote.adapters.transaction import transact
from malote.billing.charges import Carnet, Charge
from malote.billing.ledger import LedgerEntry
from malote.billing.queries import ChargeQuery, LedgerQuery
from malote.billing.queued import ToIssue
from malote.errors import AlreadyExists

_ID = re.compile("[0-9A-Za-z-]{1,60}")


class ChargeItems:
    """The port ``ChargeBook``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def get(self, tenant: str, charge_id: str) -> Charge | None:
        """One, or None."""
        item = self._table.get(keys.charge(tenant, charge_id)) if charge_id else None
        return Charge.model_validate(item) if item else None

    def carnet(self, tenant: str, carnet_id: str) -> Carnet | None:
        """One, or None."""
        item = self._table.get(keys.carnet(tenant, carnet_id)) if carnet_id else None
        return Carnet.model_validate(item) if item else None

    def named(
        self, tenant: str, account_id: str, *, efi_id: int | None = None, txid: str | None = None
    ) -> Charge | None:
        """The charge that Efí knows by this id, in this account."""
        kind, name = ("TXID", str(txid)) if efi_id is None else ("CHARGE", str(efi_id))
        pointer = self._table.get(keys.known_to_efi(tenant, account_id, kind, name))
        return self.get(tenant, pointer["charge_id"]) if pointer else None

    def carnet_named(self, tenant: str, account_id: str, efi_id: int) -> Carnet | None:
        """The carnê that Efí knows by this id, in this account."""
        pointer = self._table.get(keys.known_to_efi(tenant, account_id, "CARNET", str(efi_id)))
        return self.carnet(tenant, pointer["carnet_id"]) if pointer else None

    def add(self, charges: Sequence[Charge], carnet: Carnet | None = None) -> bool:
        """Write new ones; False if they are there. Until they are issued, ``open`` finds them."""
        changes = [change for each in charges for change in charge_changes(None, each)]
        try:
            transact(self._table, [*changes, *(carnet_changes(None, carnet) if carnet else ())])
        except ConditionFailed:
            return False
        return True

    def change(self, before: Charge, after: Charge, entries: Sequence[LedgerEntry] = ()) -> bool:
        """Write the charge and its entries, all or nothing.

        False if its ``revision`` is no longer that of ``before``; the same write again is True.
        Raises AlreadyExists if Efí's id is that of another charge.
        """
        try:
            transact(self._table, [*charge_changes(before, after), *map(entry_change, entries)])
        except ConditionFailed as failed:
            _unless_of_another(failed.item, after)
            found = self.get(after.tenant, after.charge_id)
            return found is not None and found.revision == after.revision
        return True

    def change_carnet(
        self,
        before: Carnet,
        after: Carnet,
        parcels: Sequence[tuple[Charge, Charge]] = (),
    ) -> bool:
        """Write the carnê and its parcels, before and after each, all or nothing.

        As ``change`` does.
        """
        changes = [change for old, new in parcels for change in charge_changes(old, new)]
        try:
            transact(self._table, [*carnet_changes(before, after), *changes])
        except ConditionFailed as failed:
            for _, parcel in parcels:
                _unless_of_another(failed.item, parcel)
            found = self.carnet(after.tenant, after.carnet_id)
            return found is not None and found.revision == after.revision
        return True

    def open(self, before: datetime) -> Iterator[ToIssue]:
        """Of all tenants: what was to be issued by then, and is not known to be."""
        filters = [Filter(("created_at",), "<=", stamp(before))]
        for page, _ in self._table.pages(keys.OPEN_CHARGES, filters=filters):
            for pointer in page:
                tenant, kind, name = pointer["SK"].split("#")
                yield ToIssue(tenant=tenant, kind=kind, id=name)

    def page(
        self, tenant: str, filters: ChargeQuery, limit: int, cursor: str | None
    ) -> tuple[Sequence[Charge], str | None]:
        """Charges, newest first, and the next page's cursor. Raises InvalidInput."""
        wanted = {
            ("account_id",): filters.account_id,
            ("status",): filters.status,
            ("customer", "tax_id"): filters.customer,
            ("carnet_id",): filters.carnet_id,
        }
        items, following = Listing(keys.charge(tenant)["PK"], _ID).page(
            self._table,
            limit,
            cursor,
            filters=[Filter(path, "=", value) for path, value in wanted.items() if value],
            between=_ids(*filters.period) if filters.period else None,
        )
        return [*map(Charge.model_validate, items)], following

    def of_account(self, tenant: str, account_id: str, first: date, last: date) -> Iterator[Charge]:
        """An account's charges that were made on these days."""
        pages = self._table.pages(
            keys.charge(tenant)["PK"],
            between=_ids(f"{first}", f"{last}"),
            filters=[Filter(("account_id",), "=", account_id)],
            latest=True,
        )
        for page, _ in pages:
            yield from map(Charge.model_validate, page)

    def entries(self, tenant: str, filters: LedgerQuery) -> Iterator[LedgerEntry]:
        """Entries of the ledger in the order of ``at``."""
        return Reading(tenant, filters).all(self._table)

    def entries_page(
        self, tenant: str, filters: LedgerQuery, limit: int, cursor: str | None
    ) -> tuple[Sequence[LedgerEntry], str | None]:
        """Entries, newest first, and the next page's cursor. Raises InvalidInput."""
        return Reading(tenant, filters).page(self._table, limit, cursor)

    def entries_of(self, tenant: str, charge_id: str) -> Sequence[LedgerEntry]:
        """What was booked for one charge, in its order."""
        return [*self.entries(tenant, LedgerQuery(charge_id=charge_id))]


def _unless_of_another(found: Item, charge: Charge) -> None:
    is_pointer = "account_id" not in found and "charge_id" in found
    if is_pointer and found["SK"] in {f"CHARGE#{charge.efi_id}", f"TXID#{charge.txid}"}:
        raise AlreadyExists(f"na Efí, {found['SK']} é a cobrança {found['charge_id']}")


def _ids(first: str, last: str) -> tuple[str, str]:
    """Between which ids the charges of these days are; an id begins with its day."""
    return first.replace("-", ""), f"{last.replace('-', '')}~"

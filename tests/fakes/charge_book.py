"""Charges and the ledger in memory, all or nothing as the table is.

``watch`` is told of each write, before and after it: it may interleave another, or kill.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from threading import RLock

from malote.billing.charges import OPEN, Carnet, Charge
from malote.billing.ledger import LedgerEntry
from malote.billing.queries import ChargeQuery, LedgerQuery
from malote.billing.queued import ToIssue
from malote.errors import AlreadyExists
from tests.fakes.watching import nothing


@dataclass
class MemoryChargeBook:
    """The port ``ChargeBook``."""

    charges: dict[tuple[str, str], Charge] = field(default_factory=dict)
    carnets: dict[tuple[str, str], Carnet] = field(default_factory=dict)
    ledger: dict[tuple[str, datetime, str], LedgerEntry] = field(default_factory=dict)
    pointers: dict[tuple[str, str, str, object], str] = field(default_factory=dict)
    opened: set[tuple[str, str, str]] = field(default_factory=set)
    watch: Callable[[str], None] = nothing
    lock: RLock = field(default_factory=RLock)

    def get(self, tenant: str, charge_id: str) -> Charge | None:
        return self.charges.get((tenant, charge_id))

    def carnet(self, tenant: str, carnet_id: str) -> Carnet | None:
        return self.carnets.get((tenant, carnet_id))

    def named(
        self, tenant: str, account_id: str, *, efi_id: int | None = None, txid: str | None = None
    ) -> Charge | None:
        name = ("CHARGE", efi_id) if efi_id is not None else ("TXID", txid)
        return self.get(tenant, self.pointers.get((tenant, account_id, *name), ""))

    def carnet_named(self, tenant: str, account_id: str, efi_id: int) -> Carnet | None:
        return self.carnet(tenant, self.pointers.get((tenant, account_id, "CARNET", efi_id), ""))

    def add(self, charges: Sequence[Charge], carnet: Carnet | None = None) -> bool:
        self.watch("before add")
        with self.lock:
            if any((each.tenant, each.charge_id) in self.charges for each in charges):
                return False
            for each in charges:
                self._put(each)
            if carnet:
                self._put_carnet(carnet)
        self.watch("added")
        return True

    def change(self, before: Charge, after: Charge, entries: Sequence[LedgerEntry] = ()) -> bool:
        self.watch("before change")
        assert len(entries) < 95  # with the charge and its pointers, a transaction takes 100
        with self.lock:
            found = self.charges[before.tenant, before.charge_id]
            if found.revision != before.revision:
                return found.revision == after.revision
            named = {(each.tenant, each.at, each.entry_id): each for each in entries}
            assert len(named) == len(entries)
            if named.keys() & self.ledger.keys():
                return False
            self._put(after)
            self.ledger |= named
        self.watch("changed")
        return True

    def change_carnet(
        self, before: Carnet, after: Carnet, parcels: Sequence[tuple[Charge, Charge]] = ()
    ) -> bool:
        self.watch("before carnet change")
        with self.lock:
            known = self.carnets[before.tenant, before.carnet_id]
            if known.revision != before.revision or any(
                self.charges[old.tenant, old.charge_id].revision != old.revision
                for old, _ in parcels
            ):
                return known.revision == after.revision
            for _, parcel in parcels:
                self._put(parcel)
            self._put_carnet(after)
        self.watch("carnet changed")
        return True

    def _put(self, charge: Charge) -> None:
        key = (charge.tenant, charge.charge_id)
        for kind, name in (("CHARGE", charge.efi_id), ("TXID", charge.txid)):
            if name is not None:
                point = (charge.tenant, charge.account_id, kind, name)
                former = self.get(charge.tenant, self.pointers.get(point, charge.charge_id))
                other = former and former.charge_id != charge.charge_id
                if former and other and former.environment == charge.environment:
                    raise AlreadyExists(f"{kind}#{name} {former.charge_id}")
                self.pointers[point] = charge.charge_id
        self.charges[key] = charge
        if not charge.carnet_id:
            self._point((charge.tenant, "charge", charge.charge_id), charge.status in OPEN)

    def _put_carnet(self, carnet: Carnet) -> None:
        self.carnets[carnet.tenant, carnet.carnet_id] = carnet
        if carnet.efi_id is not None:
            point = (carnet.tenant, carnet.account_id, "CARNET", carnet.efi_id)
            self.pointers[point] = carnet.carnet_id
        self._point((carnet.tenant, "carnet", carnet.carnet_id), carnet.status in OPEN)

    def _point(self, name: tuple[str, str, str], is_open: bool) -> None:
        self.opened = self.opened | {name} if is_open else self.opened - {name}

    def open(self, before: datetime) -> Iterator[ToIssue]:
        for tenant, kind, name in sorted(self.opened):
            found = self.charges.get((tenant, name)) or self.carnets[tenant, name]
            if found.created_at <= before:
                yield ToIssue.model_validate({"tenant": tenant, "kind": kind, "id": name})

    def page(
        self, tenant: str, filters: ChargeQuery, limit: int, cursor: str | None
    ) -> tuple[Sequence[Charge], str | None]:
        wanted = (filters.account_id, filters.status, filters.customer, filters.carnet_id)
        found = [
            each
            for (of, charge_id), each in sorted(self.charges.items(), reverse=True)
            if of == tenant
            and (not cursor or charge_id < cursor)
            and _fits(wanted, (each.account_id, each.status, each.customer.tax_id, each.carnet_id))
            and _within(filters.period, f"{each.created_at:%Y-%m-%d}")
        ]
        return found[:limit], found[limit - 1].charge_id if len(found) > limit else None

    def of_account(self, tenant: str, account_id: str, first: date, last: date) -> Iterator[Charge]:
        for (of, _), each in sorted(self.charges.items()):
            days = first <= each.created_at.date() <= last
            if of == tenant and each.account_id == account_id and days:
                yield each

    def entries(self, tenant: str, filters: LedgerQuery) -> Iterator[LedgerEntry]:
        asked = ("environment", "account_id", "agreement", "history_code", "charge_id")
        wanted = [getattr(filters, name) for name in asked]
        for (of, _, _), each in sorted(self.ledger.items()):
            fits = _fits(wanted, [getattr(each, name) for name in asked])
            first, after = filters.between or (each.at, datetime.max.replace(tzinfo=UTC))
            if of == tenant and fits and first <= each.at < after:
                yield each

    def entries_page(
        self, tenant: str, filters: LedgerQuery, limit: int, cursor: str | None
    ) -> tuple[Sequence[LedgerEntry], str | None]:
        found = list(self.entries(tenant, filters))[::-1][int(cursor or 0) :]
        return found[:limit], str(int(cursor or 0) + limit) if len(found) > limit else None

    def entries_of(self, tenant: str, charge_id: str) -> Sequence[LedgerEntry]:
        return list(self.entries(tenant, LedgerQuery(charge_id=charge_id)))


def _fits(wanted: Iterable[object], found: Iterable[object]) -> bool:
    return all(each in {None, other} for each, other in zip(wanted, found, strict=True))


def _within(period: tuple[str, str] | None, day: str) -> bool:
    return not period or period[0] <= day <= f"{period[1]}~"

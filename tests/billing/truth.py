"""What the ledger has to come to, reckoned from the stand-in's histories alone."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from malote.billing.accounts import BillingAccount
from malote.billing.charges import Charge
from malote.billing.ledger import LedgerEntry
from malote.billing.money import reais
from malote.billing.queries import LedgerQuery
from tests.billing.market import Market

type Sums = Counter[str]


@dataclass
class Due:
    """What one charge has to have booked: centavos by kind, and how many payments."""

    sums: Sums = field(default_factory=Counter)
    payments: int = 0
    credited: bool = False
    status: str = ""


@dataclass
class Audit:
    """``wrong`` says what is not as Efí has it."""

    charges: int = 0
    payments: int = 0
    reversed: int = 0
    entries: int = 0
    credit: Decimal = Decimal(0)
    wrong: list[str] = field(default_factory=list)

    def line(self) -> str:
        """For people."""
        return (
            f"{self.charges} charges, {self.payments} payments, {self.reversed} of them taken back,"
            f" {self.entries} entries, R$ {self.credit} credited; {len(self.wrong)} wrong"
        )


def audit(market: Market, charges: Iterable[Charge]) -> Audit:
    """Of these charges, which are all that the ledgers may know of."""
    result, known = Audit(), set[tuple[str, str]]()
    ledgers = {owner.tenant: _by_charge(market, owner.tenant) for owner in market.owners}
    owners = {(each.tenant, each.account_id): each for each in market.owners}
    wanted: dict[tuple[str, str], Sums] = {key: Counter() for key in owners}
    for each in charges:
        now = market.again(each)
        known.add((each.tenant, each.charge_id))
        due = _due(market, now, owners[each.tenant, each.account_id])
        wanted[each.tenant, each.account_id].update(due.sums)
        _compare(now, due, ledgers[each.tenant].get(each.charge_id, []), result)
    for tenant, ledger in ledgers.items():
        strange = ledger.keys() - {charge_id for of, charge_id in known if of == tenant}
        result.wrong += [f"{tenant}: entries of {each}, which nobody issued" for each in strange]
        result.entries += sum(map(len, ledger.values()))
    for owner in market.owners:
        _compare_sums(market, owner, wanted[owner.tenant, owner.account_id], result)
    return result


def _compare(charge: Charge, due: Due, entries: list[LedgerEntry], result: Audit) -> None:
    result.charges += 1
    booked: Sums = Counter()
    for each in entries:
        booked[each.kind] += _cents(each.amount)
    # Counters are alike where one has a zero and the other nothing.
    if booked != due.sums:
        result.wrong.append(f"{charge.charge_id} booked {booked}, not {due.sums}")
    payments = [e for e in entries if e.kind == "entry" and not e.reversal and not _corrects(e)]
    if len(payments) != due.payments:
        result.wrong.append(f"{charge.charge_id}: {len(payments)} payments, not {due.payments}")
    if (charge.status, charge.credited) != (due.status, due.credited):
        stands = f"{charge.status} {charge.credited}, at Efí {due.status} {due.credited}"
        result.wrong.append(f"{charge.charge_id} is {stands}")
    result.payments += due.payments
    result.reversed += due.payments - due.credited


def _compare_sums(market: Market, owner: BillingAccount, wanted: Sums, result: Audit) -> None:
    query = LedgerQuery(account_id=owner.account_id)
    booked: Sums = Counter()
    for each in market.book.entries(owner.tenant, query):
        booked[each.kind] += _cents(each.amount)
    if booked != wanted:
        result.wrong.append(f"{owner.tenant} {owner.account_id}: {booked}, at Efí {wanted}")
    result.credit += reais(booked["entry"])


def _due(market: Market, charge: Charge, owner: BillingAccount) -> Due:
    if charge.txid:
        return _due_of_pix(market, charge, owner)
    there = market.efi.control.bank.charges[charge.efi_id or 0]
    own = there.history.custom_id in {charge.charge_id, charge.carnet_id}
    if there.account != owner.client_id or not own:
        return Due(status="another's")
    rows = [row for row in there.history.rows if row["identifiers"] == there.identifiers]
    return _due_of_rows(rows, there.value, _cents(owner.fee))


def _due_of_rows(rows: list[dict[str, Any]], value: int, fee: int) -> Due:
    due, receipt, credit = Due(), 0, 0
    for row in rows:
        due.status = row["status"]["current"]
        match due.status:
            case "paid" if not due.credited:
                due.payments, due.credited, credit = due.payments + 1, True, row["value"]
                due.sums.update({"entry": credit, "fee": -fee})
                if not receipt:
                    receipt = credit
                    due.sums["receipt"] += receipt
            case "refunded" | "contested" if due.credited:
                due.credited = False
                due.sums.update({"entry": -credit, "receipt": -receipt})
                receipt = 0
            case "settled" if not receipt:
                receipt = value
                due.sums["receipt"] += receipt
    return due


def _due_of_pix(market: Market, charge: Charge, owner: BillingAccount) -> Due:
    due = Due(status="waiting")
    for pix in market.efi.control.bank.received.values():
        if pix.txid == charge.txid and pix.account == owner.client_id:
            left = _cents(pix.left)
            due.payments += 1
            due.credited = left > 0
            due.status = "paid" if left else "refunded"
            due.sums.update({"entry": left, "receipt": left, "fee": -_cents(owner.fee)})
    return due


def _by_charge(market: Market, tenant: str) -> dict[str, list[LedgerEntry]]:
    found: dict[str, list[LedgerEntry]] = {}
    for each in market.book.entries(tenant, LedgerQuery()):
        found.setdefault(each.charge_id, []).append(each)
    return found


def _corrects(entry: LedgerEntry) -> bool:
    """Not a payment more: the list had not said how much was paid."""
    return entry.entry_id.endswith("#correction")


def _cents(amount: Decimal) -> int:
    return int(amount * 100)

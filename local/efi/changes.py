"""From one status to the next: what Efí lets happen, and the row that tells of it."""

from datetime import datetime
from typing import Any

from local.efi.answers import refused
from local.efi.bank import Bank
from local.efi.billets import Carnet, Charge
from local.efi.histories import day

FINAL = {"paid", "contested", "refunded", "settled", "canceled"}
OPEN = {"waiting", "unpaid"}

# A final status can become another final one: a printed boleto is paid though it was canceled.
_BEFORE: dict[str, set[str]] = {
    "waiting": {"new"},
    "identified": OPEN,
    "paid": OPEN | {"identified", "approved", "canceled", "settled", "contested", "expired"},
    "unpaid": {"waiting", "identified"},
    "expired": OPEN,
    "canceled": OPEN | {"new", "link"},
    "settled": OPEN,
    "contested": {"paid"},
    "refunded": {"paid", "contested"},
}
_TOLD = {
    "new": "Cobrança criada",
    "waiting": "Pagamento via boleto aguardando confirmação",
    "identified": "Pagamento identificado",
    "paid": "Pagamento confirmado",
    "unpaid": "Cobrança não paga",
    "expired": "Cobrança expirada",
    "canceled": "Cobrança cancelada",
    "settled": "Cobrança marcada como paga",
    "contested": "Pagamento contestado",
    "refunded": "Pagamento devolvido",
}


_NOT_CANCELABLE = (
    "Apenas transações com status [new],[link],[waiting] ou [unpaid] podem ser canceladas."
)


def begin(bank: Bank, charge: Charge) -> None:
    """A charge is there."""
    _move(bank, charge, "new", {})


def change(bank: Bank, charge: Charge, to: str) -> None:
    """All but payments. Raises Refused if it may not be."""
    _require(charge, to)
    _move(bank, charge, to, {})


def pay(bank: Bank, charge: Charge, value: int, at: datetime) -> None:
    """Money came in: ``value`` in centavos, which need not be the charge's. Raises Refused."""
    _require(charge, "paid")
    charge.paid_value = value
    charge.paid_at = at
    _move(bank, charge, "paid", {"value": value, "received_by_bank_at": day(at)})


def _require(charge: Charge, to: str) -> None:
    if charge.status not in _BEFORE[to]:
        if to == "canceled":
            raise refused(3500043, "invalid_charge_status", _NOT_CANCELABLE)
        message = f"A cobrança possui o status [{charge.status}]."
        raise refused(3500081, "invalid_charge_status", message)


def _move(bank: Bank, charge: Charge, to: str, paid: dict[str, Any]) -> None:
    before, charge.status = charge.status or None, to
    charge.told.append((_TOLD[to], bank.now()))
    charge.history.add(charge.kind, charge.identifiers, (before, to), bank.now(), paid)
    bank.announce(charge.history)
    if charge.carnet_id and to != "new":
        review(bank, bank.carnets[charge.carnet_id])


def review(bank: Bank, carnet: Carnet) -> None:
    """A carnê is what its parcels make it; once finished it stays so."""
    statuses = {parcel.status for parcel in carnet.parcels}
    now = "up_to_date"
    if carnet.parcels and statuses <= FINAL:
        now = "finished"
    elif "unpaid" in statuses:
        now = "unpaid"
    if carnet.status in {now, "finished"}:
        return
    before, carnet.status = carnet.status or None, now
    identifiers = {"carnet_id": carnet.carnet_id}
    carnet.history.add("carnet", identifiers, (before, now), bank.now(), {})
    bank.announce(carnet.history)

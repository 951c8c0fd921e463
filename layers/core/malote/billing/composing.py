"""From what a user asks for to a charge, or a carnê with its parcels, ready to be issued."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

from malote.audit import Entry
from malote.billing.accounts import BillingAccount
from malote.billing.charges import Carnet, Charge
from malote.billing.requests import NewCarnet, NewCharge, total
from malote.clock import BRASILIA
from malote.errors import InvalidInput

_FARTHEST = timedelta(days=5 * 366)


def composed(asked: NewCharge, account: BillingAccount, entry: Entry) -> Charge:
    """The charge that ``entry`` has as its target. Raises InvalidInput."""
    if asked.method == "pix" and not account.pix_key:
        raise InvalidInput("method: a conta não tem chave Pix")
    if asked.due_date:
        check_due(asked.due_date, entry.at)
    # 30 letters and digits, of 26 to 35 (BACEN, API Pix); the same request has the same.
    txid = entry.target.replace("-", "") if asked.method == "pix" else None
    return _charge(
        asked,
        account,
        entry,
        charge_id=entry.target,
        method=asked.method,
        due_date=asked.due_date,
        txid=txid,
    )


def composed_carnet(
    asked: NewCarnet, account: BillingAccount, entry: Entry
) -> tuple[Carnet, tuple[Charge, ...]]:
    """The carnê that ``entry`` has as its target, and its parcels. Raises InvalidInput."""
    check_due(asked.due_date, entry.at)
    parcels = tuple(
        _charge(
            asked,
            account,
            entry,
            charge_id=_parcel_id(entry.target, number),
            method="boleto",
            due_date=_months_later(asked.due_date, number - 1),
            carnet_id=entry.target,
            parcel=number,
        )
        for number in range(1, asked.parcels + 1)
    )
    carnet = Carnet(
        tenant=entry.tenant,
        carnet_id=entry.target,
        account_id=account.account_id,
        parcels=tuple(each.charge_id for each in parcels),
        created_at=entry.at,
        revision=uuid4().hex,
    )
    return carnet, parcels


def check_due(due: date, now: datetime, *, after_today: bool = False) -> None:
    """In Brasília, where Efí's days are. Raises InvalidInput."""
    today = now.astimezone(BRASILIA).date()
    if due < today or (after_today and due == today):
        raise InvalidInput(f"due_date: {'não é depois de hoje' if after_today else 'já passou'}")
    if due > today + _FARTHEST:
        raise InvalidInput("due_date: está a mais de cinco anos")


def _charge(
    asked: NewCharge | NewCarnet, account: BillingAccount, entry: Entry, **own: Any
) -> Charge:
    return Charge(
        tenant=entry.tenant,
        account_id=account.account_id,
        environment=account.environment,
        customer=asked.customer,
        items=asked.lines,
        amount=total(asked.lines),
        created_at=entry.at,
        created_by=entry.actor.name,
        revision=uuid4().hex,
        **own,
    )


def _parcel_id(carnet_id: str, number: int) -> str:
    """The numbers after the carnê's own: the same carnê always has the same parcels."""
    time, _, tail = carnet_id.partition("-")
    return f"{time}-{(int(tail, 16) + number) % 16**12:012x}"


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))

"""Carnês: POST /v1/carnet and all under /v1/carnet/:id/parcel/:parcel."""

import calendar
from datetime import date
from typing import Any

from local.efi.answers import Answer, no_such, ok, refused
from local.efi.billets import Carnet, Charge
from local.efi.calls import Call, due_date
from local.efi.changes import change, review
from local.efi.charges import refuse_closed
from local.efi.issuing import open_charge, refuse_a_third, refuse_little, sheet, total
from local.efi.shapes import CARNET, DUE_DATE, EMAIL, check_customer

_MOST = 12


def issue(call: Call) -> Answer:
    """Sheets that are due a month after each other."""
    asked = call.body(CARNET)
    check_customer(asked["customer"], "/customer")
    repeats = asked["repeats"]
    if repeats > _MOST:
        raise refused(4600059, "too_many_parcels", "O número máximo de folhas por carnê é 12.")
    values = _values(total(asked["items"]), repeats, split=asked.get("split_items", False))
    refuse_little(values[-1])
    first = due_date(call, asked["expire_at"])
    refuse_a_third(call, asked)
    bank = call.bank
    history = bank.history(call.account, asked.get("metadata", {}))
    number = next(bank.carnet_ids)
    carnet = Carnet(number, call.account.client_id, bank.now(), history, asked)
    bank.carnets[number] = carnet
    review(bank, carnet)
    for place, value in enumerate(values):
        due = _months_later(first, place)
        parcel = open_charge(call, asked, value, due, history, (carnet, place + 1))
        carnet.parcels.append(parcel)
        if place == 0:  # as in Efí's example: the first waits before the second is there
            change(bank, parcel, "waiting")
    for parcel in carnet.parcels[1:]:
        change(bank, parcel, "waiting")
    return ok(_links(call, carnet) | {"charges": [_created(call, each) for each in carnet.parcels]})


def _values(whole: int, repeats: int, *, split: bool) -> list[int]:
    if not split:
        return [whole] * repeats
    each, rest = divmod(whole, repeats)
    return [each + rest, *[each] * (repeats - 1)]


def _months_later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    last = calendar.monthrange(first.year + years, month + 1)[1]
    return date(first.year + years, month + 1, min(first.day, last))


def _links(call: Call, carnet: Carnet) -> dict[str, Any]:
    name = f"carne-{carnet.carnet_id}"
    link = f"{call.base}/boleto/{name}"
    paper = f"{call.base}/pdf/{name}.pdf"
    return {
        "carnet_id": carnet.carnet_id,
        "status": carnet.status,
        "cover": link,
        "link": link,
        "carnet_link": link,
        "pdf": {"carnet": paper, "cover": paper},
    }


def _created(call: Call, charge: Charge) -> dict[str, Any]:
    """The number of a sheet is text here, and a number where the sheet is asked for alone."""
    return sheet(charge, call.base) | {
        "charge_id": charge.charge_id,
        "parcel": str(charge.parcel),
        "status": charge.status,
        "value": charge.value,
    }


def _parcel(call: Call) -> Charge:
    carnet = call.bank.carnet(call.account, call.params["id"])
    for parcel in carnet.parcels:
        if str(parcel.parcel) == call.params["parcel"]:
            return parcel
    raise no_such("parcel")


def change_due_date(call: Call) -> Answer:
    """Of one sheet that is not paid."""
    parcel = _parcel(call)
    due = due_date(call, call.body(DUE_DATE)["expire_at"])
    refuse_closed(parcel)
    parcel.due = due
    return ok()


def cancel_parcel(call: Call) -> Answer:
    """One sheet."""
    change(call.bank, _parcel(call), "canceled")
    return ok()


def settle_parcel(call: Call) -> Answer:
    """One sheet, paid elsewhere."""
    change(call.bank, _parcel(call), "settled")
    return ok()


def resend_parcel(call: Call) -> Answer:
    """By Efí's own mail, while it waits."""
    parcel, email = _parcel(call), call.body(EMAIL)["email"]
    refuse_closed(parcel)
    parcel.told.append((f"Parcela {parcel.parcel} enviada para {email}", call.bank.now()))
    return ok()

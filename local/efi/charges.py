"""Charges one by one: POST /v1/charge/one-step and all under /v1/charge/:id."""

from local.efi.answers import Answer, Refused, ok, refused
from local.efi.billets import Charge
from local.efi.calls import Call, due_date
from local.efi.changes import OPEN, change
from local.efi.histories import stamp
from local.efi.issuing import means, open_charge, refuse_a_third, refuse_little, sheet, total
from local.efi.shapes import DUE_DATE, EMAIL, ONE_STEP, check_customer


def issue(call: Call) -> Answer:
    """A boleto, or a Bolix where the account is set so."""
    asked = call.body(ONE_STEP)
    billet = asked["payment"]["banking_billet"]
    check_customer(billet["customer"], "/payment/banking_billet/customer")
    value = total(asked["items"])
    refuse_little(value)
    due = due_date(call, billet["expire_at"])
    refuse_a_third(call, asked)
    history = call.bank.history(call.account, asked.get("metadata", {}))
    charge = open_charge(call, {**billet, "items": asked["items"]}, value, due, history)
    change(call.bank, charge, "waiting")
    shown = means(charge, call.base)
    return ok(
        shown
        | {
            "billet_link": shown["link"],
            "expire_at": due.isoformat(),
            "charge_id": charge.charge_id,
            "status": charge.status,
            "total": value,
            "payment": "banking_billet",
        }
    )


def _own(call: Call) -> Charge:
    return call.bank.charge(call.account, call.params["id"])


def _alone(call: Call) -> Charge:
    """Raises Refused for a carnê's sheet, which is changed under its carnê."""
    charge = _own(call)
    if charge.carnet_id:
        message = (
            "A atualização de parcelas de carnês deve ser efetuado através do endpoint "
            "[PUT /carnet/:id/parcel/:parcel/cancel]."
        )
        raise refused(3500084, "belongs_to_carnet", message)
    return charge


def detail(call: Call) -> Answer:
    """What it is now. What was paid is in its history alone."""
    charge = _own(call)
    created = stamp(charge.created_at)
    billet = {"configurations": charge.asked.get("configurations", {})}
    if charge.carnet_id:
        method = "carnet"
        billet |= sheet(charge, call.base) | {"parcel": charge.parcel}
    else:
        method = "banking_billet"
        billet |= means(charge, call.base) | {"expire_at": charge.due.isoformat()}
    return ok(
        {
            "charge_id": charge.charge_id,
            "total": charge.value,
            "status": charge.status,
            "custom_id": charge.history.custom_id,
            "created_at": created,
            "notification_url": charge.history.url,
            "items": charge.asked["items"],
            "history": [{"message": told, "created_at": stamp(at)} for told, at in charge.told],
            "customer": charge.asked["customer"],
            "payment": {
                "method": method,
                "created_at": created,
                "message": charge.asked.get("message"),
                method: billet,
            },
        }
    )


def change_due_date(call: Call) -> Answer:
    """Of one that is not paid."""
    charge = _alone(call)
    due = due_date(call, call.body(DUE_DATE)["expire_at"])
    refuse_closed(charge)
    charge.due = due
    return ok()


def refuse_closed(charge: Charge) -> None:
    """Raises Refused unless it waits for its payment."""
    if charge.status not in OPEN:
        raise _closed()


def _closed() -> Refused:
    message = "Apenas transações com status [waiting] ou [unpaid] podem ser atualizadas."
    return refused(3500038, "invalid_charge_status", message)


def cancel(call: Call) -> Answer:
    """Its printed boleto can be paid nevertheless."""
    change(call.bank, _alone(call), "canceled")
    return ok()


def settle(call: Call) -> Answer:
    """Paid elsewhere: no value is told, no money moves."""
    change(call.bank, _alone(call), "settled")
    return ok()


def resend(call: Call) -> Answer:
    """By Efí's own mail, of which the stand-in keeps the address alone."""
    charge = _own(call)
    email = call.body(EMAIL)["email"]
    refuse_closed(charge)
    charge.told.append((f"Boleto enviado para {email}", call.bank.now()))
    return ok()

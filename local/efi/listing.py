"""GET /v1/charges: by type and day of creation, both of which must be given, and by our own id."""

from datetime import date
from typing import Any

from local.efi.answers import Answer, invalid, ok
from local.efi.billets import Charge
from local.efi.calls import Call
from local.efi.histories import day, stamp
from local.efi.issuing import means

_FILTERS = {"date_of", "custom_id", "limit", "page"}
_REQUIRED = {"charge_type", "begin_date", "end_date"}


def list_charges(call: Call) -> Answer:
    """Oldest first; a page is 100 unless told. What was paid is not there."""
    query = call.query
    for name in query.keys() - _FILTERS - _REQUIRED:
        raise invalid(f"/{name}", "Propriedade desconhecida (não está no schema).")
    for name in sorted(_REQUIRED - query.keys()):
        raise invalid("/", f"A propriedade [{name}] é obrigatória.")
    found = [charge for charge in call.bank.charges.values() if _wanted(call, charge)]
    limit = _number(call, "limit", 100)
    first = (_number(call, "page", 1) - 1) * limit
    return ok([_shown(call, charge) for charge in found[first : first + limit]])


def _number(call: Call, name: str, default: int) -> int:
    text = call.query.get(name, str(default))
    if not text.isdecimal():
        raise invalid(f"/{name}", "O valor não é um número.")
    return int(text)


def _wanted(call: Call, charge: Charge) -> bool:
    query, own_id = call.query, charge.history.custom_id
    return (
        charge.account == call.account.client_id
        and query["charge_type"] == ("carnet" if charge.carnet_id else "billet")
        and _period(call, charge)
        and query.get("custom_id", own_id) == own_id
    )


def _period(call: Call, charge: Charge) -> bool:
    try:
        begin, end = (
            date.fromisoformat(call.query[name]).isoformat() for name in ("begin_date", "end_date")
        )
    except ValueError as error:
        raise invalid("/begin_date", "A data informada é inválida.") from error
    if call.query.get("date_of", "creation") != "creation":
        raise invalid("/date_of", "O valor não é creation.")
    return begin <= day(charge.created_at) <= end


def _shown(call: Call, charge: Charge) -> dict[str, Any]:
    """Its number is ``id`` here, and ``charge_id`` everywhere else."""
    billet = means(charge, call.base)
    payment: dict[str, Any] = {
        "payment_method": "banking_billet",
        "paid_at": stamp(charge.paid_at) if charge.paid_at else None,
    }
    if "pix" in billet:
        payment["pix"] = billet.pop("pix")
    billet["expire_at"] = charge.due.isoformat()
    if charge.carnet_id:
        payment["carnet"] = billet | {"parcel": charge.parcel}
    else:
        payment["banking_billet"] = billet
    customer = charge.asked["customer"]
    return {
        "id": charge.charge_id,
        "total": charge.value,
        "status": charge.status,
        "custom_id": charge.history.custom_id,
        "created_at": stamp(charge.created_at),
        "customer": {
            "phone_number": customer.get("phone_number"),
            **customer.get("juridical_person", {}),
            **{name: customer[name] for name in ("name", "cpf") if name in customer},
        },
        "payment": payment,
    }

"""How a charge comes to be, alone or as a carnê's sheet, and what it is shown with."""

import json
from datetime import date
from typing import Any

from local.efi.answers import refused
from local.efi.billets import Carnet, Charge
from local.efi.calls import Call
from local.efi.changes import begin
from local.efi.codes import copy_and_paste, picture, typeable_line
from local.efi.histories import History

_LEAST = 500


def total(items: list[dict[str, Any]]) -> int:
    """In centavos."""
    return sum(item["value"] * item.get("amount", 1) for item in items)


def refuse_a_third(call: Call, asked: dict[str, Any]) -> None:
    """Not more than so many that are the same in all but their metadata. Raises Refused."""
    bank = call.bank
    same = json.dumps([call.account.client_id, {**asked, "metadata": None}], sort_keys=True)
    if bank.options.identical is not None and bank.alike[same] >= bank.options.identical:
        message = "Não é possível emitir três cobranças idênticas."
        raise refused(4600210, "identical_charges", message)
    bank.alike[same] += 1


def open_charge(
    call: Call,
    asked: dict[str, Any],
    value: int,
    due: date,
    history: History,
    sheet: tuple[Carnet, int] | None = None,
) -> Charge:
    """A new one; ``sheet`` is a carnê and the number in it."""
    bank = call.bank
    number = next(bank.charge_ids)
    location = f"qrcodes-pix.gerencianet.com.br/bolix/v2/cobv/{bank.rng.getrandbits(112):028x}"
    charge = Charge(
        number,
        call.account.client_id,
        value,
        due,
        bank.now(),
        history,
        asked,
        typeable_line(number, value, due),
        copy_and_paste(location) if call.account.bolix else None,
    )
    if sheet:
        charge.carnet_id, charge.parcel = sheet[0].carnet_id, sheet[1]
    bank.charges[number] = charge
    begin(bank, charge)
    return charge


def refuse_little(value: int) -> None:
    """Five reais at least. Raises Refused."""
    if value < _LEAST:
        message = f"valor da emissão {value} é inferior ao limite mínimo para esta transação (5,00)"
        raise refused(4600036, "below_minimum", message)


def means(charge: Charge, base: str) -> dict[str, Any]:
    """By what it can be paid."""
    shown: dict[str, Any] = {
        "barcode": charge.line,
        "link": f"{base}/boleto/{charge.charge_id}",
        "pdf": {"charge": f"{base}/pdf/{charge.charge_id}.pdf"},
    }
    if charge.qrcode:
        shown["pix"] = {"qrcode": charge.qrcode, "qrcode_image": picture(charge.qrcode)}
    return shown


def sheet(charge: Charge, base: str) -> dict[str, Any]:
    """The same of a carnê's sheet, which is named otherwise."""
    shown = means(charge, base)
    link = shown.pop("link")
    return shown | {"url": link, "parcel_link": link, "expire_at": charge.due.isoformat()}

"""What can be changed of a boleto: each by two routes, its own or as a parcel of a carnê."""

from collections.abc import Mapping
from datetime import date

from malote.adapters.efi.request import Request
from malote.billing.charges import Carnet, Charge
from malote.errors import EfiRefused


def cancelling(charge: Charge, carnet: Carnet | None) -> Request:
    """From new, waiting, unpaid and link."""
    return _of(charge, carnet, "PUT", "/cancel", "/cancel")


def settling(charge: Charge, carnet: Carnet | None) -> Request:
    """From waiting and unpaid."""
    return _of(charge, carnet, "PUT", "/settle", "/settle")


def resending(charge: Charge, carnet: Carnet | None, email: str) -> Request:
    """While it is waiting or unpaid."""
    return _of(charge, carnet, "POST", "/billet/resend", "/resend", {"email": email})


def postponing(charge: Charge, carnet: Carnet | None, due: date) -> Request:
    """To a day that is later than today."""
    return _of(charge, carnet, "PUT", "/billet", "", {"expire_at": due.isoformat()})


def withdrawing(charge: Charge) -> Request:
    """An immediate Pix charge that nobody has paid."""
    body = {"status": "REMOVIDA_PELO_USUARIO_RECEBEDOR"}
    return Request("PATCH", "/v2/cob/:txid", {"txid": charge.txid or ""}, body=body)


def _of(
    charge: Charge,
    carnet: Carnet | None,
    method: str,
    of_charge: str,
    of_parcel: str,
    body: Mapping[str, object] | None = None,
) -> Request:
    if charge.efi_id is None:
        raise EfiRefused("a cobrança não é um boleto que a Efí tem")
    if charge.carnet_id is None:
        return Request(method, f"/charge/:id{of_charge}", {"id": charge.efi_id}, body=body)
    if carnet is None or charge.parcel is None:
        raise ValueError("a parcel is changed by way of its carnê")
    if carnet.efi_id is None:
        raise EfiRefused("a Efí ainda não disse o número do carnê")
    values = {"id": carnet.efi_id, "parcel": charge.parcel}
    return Request(method, f"/carnet/:id/parcel/:parcel{of_parcel}", values, body=body)

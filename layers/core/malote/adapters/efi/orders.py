"""The bodies that Efí is asked with: centavos for Cobranças, a text in reais for Pix."""

from collections.abc import Sequence

from malote.billing.accounts import BillingAccount
from malote.billing.charges import Carnet, Charge, Customer, Item
from malote.billing.money import cents
from malote.errors import EfiRefused
from malote.tax_id import is_cnpj

_PIX_LIVES = 24 * 60 * 60  # seconds
_LONGEST_REQUEST = 140  # characters of what a payer is shown (BACEN, API Pix, CobSolicitada)


def billet(charge: Charge, notify: str) -> dict[str, object]:
    """``POST /charge/one-step``. Raises EfiRefused."""
    return {
        "items": _items(charge.items),
        "metadata": {"custom_id": charge.charge_id, "notification_url": notify},
        "payment": {
            "banking_billet": {"customer": _customer(charge.customer), "expire_at": _due(charge)}
        },
    }


def booklet(carnet: Carnet, parcels: Sequence[Charge], notify: str) -> dict[str, object]:
    """``POST /carnet``: every parcel is of all items. Raises EfiRefused."""
    first = parcels[0]
    if any(each.items != first.items for each in parcels):
        raise EfiRefused("as parcelas de um carnê têm todas os mesmos itens")
    return {
        "items": _items(first.items),
        "customer": _customer(first.customer),
        "expire_at": _due(first),
        "repeats": len(parcels),
        "split_items": False,
        "metadata": {"custom_id": carnet.carnet_id, "notification_url": notify},
    }


def immediate(account: BillingAccount, charge: Charge) -> dict[str, object]:
    """``PUT /v2/cob/:txid``. Raises EfiRefused."""
    if not account.pix_key:
        raise EfiRefused("a conta não tem chave Pix")
    customer = charge.customer
    return {
        "calendario": {"expiracao": _PIX_LIVES},
        "devedor": {
            "cnpj" if is_cnpj(customer.tax_id) else "cpf": customer.tax_id,
            "nome": customer.name,
        },
        "valor": {"original": f"{charge.amount:.2f}"},
        "chave": account.pix_key,
        "solicitacaoPagador": ", ".join(each.name for each in charge.items)[:_LONGEST_REQUEST],
    }


def _items(items: Sequence[Item]) -> list[dict[str, object]]:
    return [
        {"name": each.name, "value": cents(each.amount), "amount": each.quantity} for each in items
    ]


def _customer(customer: Customer) -> dict[str, object]:
    who: dict[str, object] = (
        {"juridical_person": {"corporate_name": customer.name, "cnpj": customer.tax_id}}
        if is_cnpj(customer.tax_id)
        else {"name": customer.name, "cpf": customer.tax_id}
    )
    return who | ({"email": customer.email} if customer.email else {})


def _due(charge: Charge) -> str:
    if charge.due_date is None:
        raise EfiRefused("falta o vencimento")
    return charge.due_date.isoformat()

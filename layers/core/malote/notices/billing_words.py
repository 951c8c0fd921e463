"""What notices of billing say: subject, what happened, why, what to do."""

from collections.abc import Mapping

from malote.errors import EfiOverQuota, EfiUnavailable, EfiUncertain, error_of
from malote.messages.template_values import PlaceKind, shown

_PASSES = {EfiOverQuota.code, EfiUnavailable.code, EfiUncertain.code}


def billing_error(details: Mapping[str, str]) -> tuple[str, str, str, str]:
    """As the details say that it is of a charge, a carnê, a comparison or the account."""
    if "charge" in details or "carnet" in details:
        return _not_issued(details)
    if "differences" in details:
        return _differences(details)
    return _trouble(details)


def _not_issued(details: Mapping[str, str]) -> tuple[str, str, str, str]:
    error = error_of(details["code"])
    if "charge" in details:
        amount = shown("amount", PlaceKind.MONEY, details["amount"])
        subject = "Uma cobrança não foi emitida"
        what = f"A cobrança de {amount} para {details['to']}"
        path = f"charges/{details['charge']}"
    else:
        subject = "Um carnê não foi emitido"
        what = f"O carnê de {details['parcels']} parcelas"
        path = f"carnets/{details['carnet']}"
    said = f' A Efí disse: "{details["said"]}"' if details["said"] else ""
    return (
        f"{subject} pela conta {details['account']}",
        f"{what} não existe na Efí, e o Malote não o pede mais: nada vai ser pago.",
        f"{error.message}{said}",
        f"{error.action} O que foi pedido está em GET /billing/{path}; peça de novo em POST"
        f" /billing/{path.partition('/')[0]}.",
    )


def _differences(details: Mapping[str, str]) -> tuple[str, str, str, str]:
    account, left = details["account"], details["differences"]
    return (
        f"A conferência da conta {account} com a Efí achou diferenças",
        f"A lista da Efí e a do Malote não conferem na conta {account}, e o Malote não acerta"
        f" sozinho o que falta. Diferenças: {left}.",
        "",
        "veja cada uma em GET /billing/reconciliations, compare com o painel da Efí e acerte a"
        " cobrança no lado que estiver errado.",
    )


def _trouble(details: Mapping[str, str]) -> tuple[str, str, str, str]:
    account, error = details["account"], error_of(details["code"])
    if details["code"] in _PASSES:
        subject = f"A Efí não atende a conta de cobrança {account}"
    else:
        subject = f"A conta de cobrança {account} não funciona na Efí"
    return (
        subject,
        f"O Malote não consegue usar a conta {account} na Efí. Enquanto isso, cobranças esperam"
        " para ser emitidas, e pagamentos para ser baixados: nada se perde.",
        error.message,
        error.action,
    )

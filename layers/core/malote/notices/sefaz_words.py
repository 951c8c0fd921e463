"""What notices of SEFAZ say: subject, what happened, why, what to do."""

from collections.abc import Mapping

from malote.environment import Environment
from malote.errors import error_of
from malote.tax_id import formatted

_SERVICES = {"nfe": "NF-e", "cte": "CT-e"}
_DAYS = {"0": "é hoje", "1": "é amanhã"}


def manifestation_ending(details: Mapping[str, str]) -> tuple[str, str, str, str]:
    """Notes of one CNPJ or CPF, all of one last day."""
    until, tax_id = details["until"], formatted(details["tax_id"])
    one = details["count"] == "1"
    notes, wait = ("1 nota", "espera") if one else (f"{details['count']} notas", "esperam")
    left = _DAYS.get(details["days_left"], f"faltam {details['days_left']} dias")
    return (
        f"{notes} contra {tax_id} {wait} manifestação conclusiva até {until}",
        f"{notes} contra {tax_id} {wait} manifestação conclusiva até {until} ({left}):"
        f" {details['notes']}.",
        "a ciência não conclui a manifestação, e a SEFAZ não aceita mais a resposta 180 dias depois"
        " de autorizar a nota; alguns estados e setores têm prazos menores.",
        "confirme a operação (confirmation), desconheça-a (unknown_operation) ou diga que não se"
        " realizou (not_performed) em POST /sefaz/requests. Todas as que esperam estão em"
        " GET /sefaz/deadlines.",
    )


def sefaz_error(details: Mapping[str, str]) -> tuple[str, str, str, str]:
    """A distribution, or a manifestation, that SEFAZ does not go on with."""
    error, documents = error_of(details["code"]), _SERVICES[details["service"]]
    trial = " em homologação" if details["environment"] == Environment.HOMOLOGATION else ""
    whose = f"{formatted(details['tax_id'])}{trial}"
    said = f" ({details['detail']})" if details["detail"] else ""
    if "manifestation" in details:
        return (
            f"As manifestações de {whose} não chegam à SEFAZ",
            f"O Malote não consegue enviar manifestações de {whose} à SEFAZ. Tenta de novo sozinho"
            " por dois dias desde o pedido, e depois desiste: GET /sefaz/requests mostra cada uma.",
            f"{error.message}{said}",
            error.action,
        )
    of = f"{documents} de {whose}"
    return (
        f"A SEFAZ não entrega {of}",
        f"O Malote não consegue buscar {of} na SEFAZ, e tenta de novo sozinho. Ela guarda cada"
        " documento por 90 dias: nada se perde antes disso.",
        f"{error.message}{said}",
        error.action,
    )

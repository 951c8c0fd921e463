"""What the bodies of Cobranças have to look like; whatever is not in the schema is refused."""

import re
from typing import Any

from local.efi.answers import Refused, invalid

# A rule is a pattern for text, a range for a number, a type, a list of one rule, a tuple of rules
# of which one has to hold, or an object: of rules by name, those that must be there with a "!".
type Rule = re.Pattern[str] | range | type | list[Rule] | tuple[Rule, ...] | dict[str, Rule]

_TEXT = re.compile(r"(?s).{1,255}")
_ANY = re.compile(r"(?s).{0,400}")
DAY = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_CENTAVOS = range(1, 10**10)
_OFF: dict[str, Rule] = {"type!": re.compile("percentage|currency"), "value!": _CENTAVOS}
_ITEM: Rule = {"name!": _TEXT, "value!": _CENTAVOS, "amount": range(1, 10**6)}
_ADDRESS: Rule = {
    "street!": _TEXT,
    "number!": _TEXT,
    "neighborhood!": _TEXT,
    "zipcode!": re.compile(r"\d{8}"),
    "city!": _TEXT,
    "complement": (_ANY, type(None)),
    "state!": re.compile("[A-Z]{2}"),
}
_CUSTOMER: Rule = {
    "name": re.compile(r"\s*\S+(\s+\S+)+\s*"),
    "cpf": re.compile(r"\d{11}"),
    "email": re.compile(r"[^@\s]+@[^@\s]+"),
    "phone_number": re.compile(r"[1-9]{2}9?\d{8}"),
    "birth": DAY,
    "address": _ADDRESS,
    "juridical_person": {
        "corporate_name!": _TEXT,
        "cnpj!": re.compile(r"[0-9A-Z]{12}\d{2}"),
    },
}
METADATA: dict[str, Rule] = {
    "custom_id": (_TEXT, type(None)),
    "notification_url": (re.compile(r"https?://\S{1,247}"), type(None)),
}
_BILLET: dict[str, Rule] = {
    "customer!": _CUSTOMER,
    "expire_at!": DAY,
    "discount": _OFF,
    "conditional_discount": {**_OFF, "until_date!": DAY},
    "configurations": {
        "days_to_write_off": range(121),
        "fine": range(1001),
        "interest": (
            range(331),
            {"value!": range(10000), "type!": re.compile("daily|monthly")},
        ),
    },
    "message": _ANY,
}
ONE_STEP: Rule = {
    "items!": [_ITEM],
    "metadata": METADATA,
    "payment!": {"banking_billet!": _BILLET},
}
CARNET: Rule = {
    "items!": [_ITEM],
    "metadata": METADATA,
    "repeats!": range(2, 1000),
    "split_items": bool,
    **_BILLET,
}
DUE_DATE: Rule = {"expire_at!": DAY}
EMAIL: Rule = {"email!": re.compile(r"[^@\s]+@[^@\s]+")}
GRANT: Rule = {"grant_type!": re.compile("client_credentials")}

_DEBTOR: Rule = {
    "nome!": _TEXT,
    "cpf": re.compile(r"\d{11}"),
    "cnpj": re.compile(r"[0-9A-Z]{12}\d{2}"),
}
COB: Rule = {
    "calendario": {"expiracao!": range(1, 2**31)},
    "devedor": _DEBTOR,
    "valor!": {"original!": re.compile(r"\d{1,10}\.\d{2}")},
    "chave!": _TEXT,
    "solicitacaoPagador": re.compile(r"(?s).{0,140}"),
    "infoAdicionais": [{"nome!": _TEXT, "valor!": _TEXT}],
}
WEBHOOK: Rule = {"webhookUrl!": str}


def check(rule: Rule, value: Any, path: str = "") -> None:
    """Raises Refused where the value does not fit."""
    match rule:
        case dict():
            _check_object(rule, value, path)
        case list():
            if not isinstance(value, list) or not value:
                raise invalid(path, "A lista está vazia ou não é uma lista.")
            for number, one in enumerate(value):
                check(rule[0], one, f"{path}/{number}")
        case _ if not _fits(rule, value):
            raise invalid(path, f"O valor não corresponde ao modelo: {_model(rule)}.")


def check_customer(customer: dict[str, Any], path: str) -> None:
    """A person has a name and a CPF, a company is a ``juridical_person``. Raises Refused."""
    if "juridical_person" not in customer:
        for name in ("name", "cpf"):
            if name not in customer:
                raise invalid(path, f"A propriedade [{name}] é obrigatória.")


def _check_object(rules: dict[str, Rule], value: Any, path: str) -> None:
    if not isinstance(value, dict):
        raise invalid(path, "O valor não é um objeto.")
    named = {name.rstrip("!"): rule for name, rule in rules.items()}
    for name in value:
        if name not in named:
            raise invalid(f"{path}/{name}", "Propriedade desconhecida (não está no schema).")
    for name in rules:
        if name.endswith("!") and name[:-1] not in value:
            raise invalid(path, f"A propriedade [{name[:-1]}] é obrigatória.")
    for name, each in value.items():
        check(named[name], each, f"{path}/{name}")


def _fits(rule: Rule, value: Any) -> bool:
    match rule:
        case re.Pattern():
            return isinstance(value, str) and rule.fullmatch(value) is not None
        case range():
            return type(value) is int and value in rule  # a bool is no number in JSON
        case type():
            return isinstance(value, rule)
        case tuple():
            return any(_fits(each, value) for each in rule)
        case _:
            try:
                check(rule, value)
            except Refused:
                return False
            return True


def _model(rule: Rule) -> str:
    return f"^{rule.pattern}$" if isinstance(rule, re.Pattern) else str(rule)

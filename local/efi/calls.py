"""A call of the API, once its account is known."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from local.efi.accounts import Account
from local.efi.answers import refused
from local.efi.bank import Bank
from local.efi.shapes import Rule, check


@dataclass(frozen=True)
class Call:
    """``params`` are of the path, ``base`` is the URL that links begin with."""

    bank: Bank
    account: Account
    params: Mapping[str, str]
    query: Mapping[str, str]
    headers: Mapping[str, str]
    content: bytes
    base: str

    def body(self, rule: Rule) -> dict[str, Any]:
        """The body, as this rule says. Raises Refused."""
        body: dict[str, Any] = parsed(self.content)
        check(rule, body)
        return body


def parsed(content: bytes) -> Any:
    """JSON; nothing is an object of nothing. Raises Refused."""
    try:
        return json.loads(content or b"{}")
    except ValueError as error:
        message = "O parâmetro [data] deve ser um JSON."
        raise refused(3500042, "invalid_json", message, status=400) from error


def due_date(call: Call, text: str) -> date:
    """A day from today on. Raises Refused."""
    try:
        due = date.fromisoformat(text)
    except ValueError as error:
        raise refused(4600060, "invalid_date", "A data informada é inválida.") from error
    if due < call.bank.today():
        message = "A data do vencimento do boleto deve ser maior ou igual que a data atual."
        raise refused(4600007, "invalid_due_date", message)
    return due

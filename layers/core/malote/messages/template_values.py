"""What fills the places of a template, as Brazilians write it."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from malote.errors import InvalidInput

type Value = str | int | Decimal | date

_LONGEST = 500
_MONEY = re.compile(r"[0-9]{1,13}(\.[0-9]{1,2})?")
# Of a document's stored header, for the places of the template nfe.
_IN_HEADER = {
    "numero": "number",
    "serie": "series",
    "chave": "access_key",
    "emissao": "issued_at",
    "valor": "total_amount",
    "emitente": "issuer_name",
    "destinatario": "recipient_name",
}


class PlaceKind(StrEnum):
    """What a value must be: money is in reais like 1234.56, a date like 2026-12-05."""

    TEXT = "text"
    MONEY = "money"
    DATE = "date"
    LINK = "link"


def document_values(header: Mapping[str, Any]) -> dict[str, Value]:
    """All that a stored document says for the template ``nfe``; what it does not say is left out.

    The date is by the document's own clock.
    """
    return values_of({place: header.get(attribute) for place, attribute in _IN_HEADER.items()})


def values_of(said: Mapping[str, Value | None]) -> dict[str, Value]:
    """What others wrote, without what is empty, and without what nobody sees.

    Issuers write the like of U+0096 for a dash.
    """
    seen = {
        place: _seen(value) if isinstance(value, str) else value for place, value in said.items()
    }
    return {place: value for place, value in seen.items() if value not in {None, ""}}


def _seen(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def shown(name: str, kind: PlaceKind, value: Value) -> str:
    """A value as it is read: R$ 1.234,56 or 05/12/2026. Raises InvalidInput, which names it."""
    text = format(value, "f") if isinstance(value, Decimal) else str(value)
    text = text.replace("\N{NO-BREAK SPACE}", " ").strip()
    if not text or len(text) > _LONGEST or not text.isprintable():
        raise InvalidInput(f"{name}: escreva de 1 a {_LONGEST} caracteres, numa só linha")
    match kind:
        case PlaceKind.MONEY:
            return _money(name, text)
        case PlaceKind.DATE:
            return _date(name, text)
        case PlaceKind.LINK if not text.startswith("https://"):
            raise InvalidInput(f"{name}: um endereço começa com https://")
    return text


def _money(name: str, text: str) -> str:
    if not _MONEY.fullmatch(text):
        raise InvalidInput(f"{name}: use reais como 1234.56")
    grouped = f"{Decimal(text):,.2f}"
    return f"R$ {grouped.translate(str.maketrans(',.', '.,'))}"


def _date(name: str, text: str) -> str:
    try:
        return f"{datetime.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        raise InvalidInput(f"{name}: use uma data como 2026-12-05") from None

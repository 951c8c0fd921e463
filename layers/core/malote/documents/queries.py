"""What a user may ask of the documents."""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from malote.documents.search import folded
from malote.errors import InvalidInput
from malote.fiscal import Kind, Verdict
from malote.fiscal.remarks import RemarkCode

Status = Literal["returned", "accepted", "ignored", "cancelled"]

_AMOUNT = re.compile(r"[0-9]{1,15}(?:\.[0-9]{1,2})?")


@dataclass(frozen=True, slots=True)
class DocumentQuery:
    """Filters of the list of documents; None asks for all, and several must all match.

    ``issuer_name`` is folded, as ``malote.documents.search`` does; ``cents`` are the least and
    the greatest total, both included.
    """

    kind: Kind | None = None
    status: Status | None = None
    issuer: str | None = None
    recipient: str | None = None
    number: int | None = None
    issuer_name: str | None = None
    cents: tuple[int | None, int | None] = (None, None)
    remark: RemarkCode | None = None
    signature: Verdict | None = None
    period: tuple[str, str] | None = None


def parse_name(text: str | None) -> str | None:
    """A part of a name, folded. Raises InvalidInput for less than two characters of it."""
    name = None if text is None else folded(text)
    if name is not None and len(name) < 2:
        raise InvalidInput("issuer_name: escreva ao menos duas letras do nome")
    return name


def parse_range(least: str | None, greatest: str | None) -> tuple[int | None, int | None]:
    """A range of amounts in reais, like "1234.5", as cents. Raises InvalidInput."""
    low, high = _cents("min_amount", least), _cents("max_amount", greatest)
    if low is not None and high is not None and low > high:
        raise InvalidInput("min_amount: é maior do que max_amount")
    return low, high


def _cents(name: str, text: str | None) -> int | None:
    if text is None:
        return None
    if not _AMOUNT.fullmatch(text):
        raise InvalidInput(f"{name}: use reais com ponto decimal, como 1234.50")
    return int(Decimal(text) * 100)

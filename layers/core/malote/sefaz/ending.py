"""Which notes are soon to be answered no more, and what a tenant's users are told of that."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import groupby

from malote.clock import BRASILIA
from malote.fiscal import AccessKey
from malote.notices.models import Notice, NoticeKind
from malote.notices.said import in_one_line
from malote.sefaz.made import Deadline
from malote.tax_id import formatted

AHEAD = timedelta(days=31)
"""Whatever ends later is nobody's concern yet; the 30 days are of the calendar."""

_MARKS = (30, 15, 7, 3, 1)
_NAMED = 5


def notices_of(ending: Iterable[Deadline], at: datetime) -> Iterator[Notice]:
    """One for each CNPJ or CPF and last day that has come to 30, 15, 7, 3 or 1 days; each once.

    ``ending`` has each tenant's in the order of their ends. The day after says the same again, so
    that a lost day does not matter; there is nothing in between, or ten notices came every day.
    """
    today = _day(at)
    for (tenant, last), theirs in groupby(ending, key=lambda each: (each.tenant, _day(each.until))):
        left = (last - today).days
        mark = next((each for each in _MARKS if left in {each, each - 1}), None)
        if mark is not None:
            of_one: dict[str, list[Deadline]] = {}
            for each in theirs:
                of_one.setdefault(each.tax_id, []).append(each)
            for tax_id, notes in of_one.items():
                yield Notice(
                    tenant=tenant,
                    kind=NoticeKind.MANIFESTATION_ENDING,
                    of=f"{tax_id}#{last}#{mark}",
                    at=at,
                    details={
                        "tax_id": tax_id,
                        "until": f"{last:%d/%m/%Y}",
                        "days_left": str(left),
                        "count": str(len(notes)),
                        "notes": _named(notes),
                    },
                )


def _day(at: datetime) -> date:
    return at.astimezone(BRASILIA).date()


def _named(notes: Sequence[Deadline]) -> str:
    some = "; ".join(map(_name, notes[:_NAMED]))
    more = len(notes) - _NAMED
    return f"{some}; e mais {more}" if more > 0 else some


def _name(note: Deadline) -> str:
    key = AccessKey(note.access_key)
    issuer = formatted(note.issuer_tax_id or key.issuer_tax_id)
    known = f"{in_one_line(note.issuer_name)} ({issuer})" if note.issuer_name else issuer
    amount = f", {_reais(note.total_amount)}" if note.total_amount else ""
    return f"nº {key.number} de {known}{amount}"


def _reais(amount: str) -> str:
    return f"R$ {Decimal(amount):,.2f}".translate(str.maketrans(",.", ".,"))

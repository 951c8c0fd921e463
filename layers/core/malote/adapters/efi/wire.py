"""What every answer is read with: strictly, or not at all."""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from malote.billing.money import reais
from malote.clock import BRASILIA


class Wire(BaseModel):
    """A part of an answer; what else it has is of no matter."""

    model_config = ConfigDict(frozen=True, strict=True, extra="ignore")


class Done(Wire):
    """Cobranças has done it, and says no more."""

    code: Literal[200]


class Told[T](Done):
    """Cobranças has what was asked for, or was made."""

    data: T


def parsed[T: Wire](body: bytes, expected: type[T]) -> T | None:
    """None if it is anything else. Why is not told: pydantic's words repeat the answer."""
    try:
        return expected.model_validate_json(body)
    except ValidationError:
        return None


def _integral(value: Any) -> Any:
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _from_cents(value: Any) -> Any:
    value = _integral(value)
    if type(value) is not int or not 0 <= value <= 10**12:
        raise ValueError("not centavos")
    return reais(value)


def _from_reais(value: Any) -> Any:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,10}\.[0-9]{2}", value):
        raise ValueError("not reais")
    return Decimal(value)


def _instant(value: Any) -> Any:
    at = datetime.fromisoformat(_text(value))
    if at.tzinfo is None or not 2000 <= at.year < 2100:  # others overflow where they are reckoned
        raise ValueError("no instant of today")
    return at


def _moment(value: Any) -> Any:
    # Cobranças names no zone, and gives a day alone where the hour is of no matter.
    at = datetime.fromisoformat(_text(value))
    return _instant(at.replace(tzinfo=at.tzinfo or BRASILIA).isoformat())


def _day(value: Any) -> Any:
    return date.fromisoformat(_text(value)[:10])  # lists have a time behind it


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError("no text")  # a TypeError would not be pydantic's to report
    return value


def _number(value: Any) -> Any:
    # A parcel's is a text in one answer, and a number in another.
    if isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 4:
        return int(value)
    return value


Text = Annotated[str, Field(min_length=1, max_length=4096)]
Word = Annotated[str, Field(min_length=1, max_length=64)]
Link = Annotated[str, Field(pattern=r"^https?://[^\s<>\"]+$", max_length=2048)]
Id = Annotated[int, BeforeValidator(_integral), Field(gt=0, le=10**15)]
OwnId = Annotated[str, BeforeValidator(lambda it: str(it) if type(it) is int else it)]
Cents = Annotated[Decimal, BeforeValidator(_from_cents)]
Reais = Annotated[Decimal, BeforeValidator(_from_reais)]
Instant = Annotated[datetime, BeforeValidator(_instant)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Day = Annotated[date, BeforeValidator(_day)]
Parcel = Annotated[int, BeforeValidator(_number), Field(ge=1, le=999)]

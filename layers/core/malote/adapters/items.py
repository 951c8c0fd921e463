"""DynamoDB items by hand: boto3's own serializer costs more than reading the XML."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

type Value = (
    str | int | bool | Decimal | datetime | list[Any] | Mapping[str, Any] | frozenset[str] | None
)
type Item = dict[str, Any]


def stamp(at: datetime) -> str:
    """A time in UTC and always of the same length, so that strings compare as times do."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def to_attribute(value: Value) -> dict[str, Any]:
    """One value as DynamoDB types it.

    Money goes as a string, since a number would lose its zeros.
    """
    match value:
        case bool():
            return {"BOOL": value}
        case str():
            return {"S": value}
        case Decimal():
            return {"S": format(value, "f")}
        case datetime():
            return {"S": stamp(value)}
        case int():
            return {"N": str(value)}
        case list() | tuple():
            return {"L": [to_attribute(each) for each in value]}
        case Mapping():
            return {"M": to_item(value)}
        case frozenset():
            return {"SS": sorted(value)}
        case _:
            raise TypeError(f"no DynamoDB type for {type(value).__name__}")


def to_item(values: Mapping[str, Value]) -> dict[str, Any]:
    """A whole item; an attribute without a value is left out."""
    return {
        # Nearly all are strings, and this is in the path of every document.
        name: {"S": value} if isinstance(value, str) else to_attribute(value)
        for name, value in values.items()
        if value is not None
    }


def _from_attribute(attribute: Mapping[str, Any]) -> Any:
    ((kind, value),) = attribute.items()
    match kind:
        case "N":
            return int(value)
        case "L":
            return [_from_attribute(each) for each in value]
        case "M":
            return from_item(value)
        case "SS":
            return sorted(value)
        case _:
            return value


def from_item(item: Mapping[str, Any]) -> Item:
    """The plain values of an item as DynamoDB returned it."""
    return {name: _from_attribute(attribute) for name, attribute in item.items()}

"""DynamoDB items, made by hand: they must be what boto3's own serializer reads back."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
from boto3.dynamodb.types import TypeDeserializer

from malote.adapters.items import from_item, stamp, to_item

VALUES: dict[str, Any] = {
    "text": "ação",
    "empty": "",
    "number": 44,
    "flag": False,
    "nested": {"list": ["a", 1, {"deep": True}], "none": None},
}


def test_boto3_reads_what_we_write_and_so_do_we() -> None:
    item = to_item({**VALUES, "absent": None})
    expected = {**VALUES, "nested": {"list": ["a", 1, {"deep": True}]}}
    assert {name: TypeDeserializer().deserialize(value) for name, value in item.items()} == expected
    assert from_item(item) == expected


def test_a_set_is_a_set_and_comes_back_in_order() -> None:
    item = to_item({"set": frozenset({"b", "a"})})
    assert TypeDeserializer().deserialize(item["set"]) == {"a", "b"}
    assert from_item({"set": {"SS": ["b", "a"]}}) == {"set": ["a", "b"]}


def test_money_keeps_its_zeros_and_never_turns_into_an_exponent() -> None:
    assert to_item({"a": Decimal("10.00"), "b": Decimal("1E+3")}) == {
        "a": {"S": "10.00"},
        "b": {"S": "1000"},
    }


def test_times_compare_as_their_stamps_do() -> None:
    noon = datetime(2026, 11, 21, 12, tzinfo=UTC)
    brasilia = timezone(timedelta(hours=-3))
    times = [noon, noon.replace(microsecond=1), noon.astimezone(brasilia) + timedelta(seconds=1)]
    assert sorted(map(stamp, times)) == [stamp(time) for time in times]
    assert {len(stamp(time)) for time in times} == {len("2026-11-21T12:00:00.000000+00:00")}


def test_a_type_without_a_form_is_refused() -> None:
    with pytest.raises(TypeError):
        to_item({"a": 1.5})  # type: ignore[dict-item]

"""Writes that are made all together or not at all (TransactWriteItems)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from malote.adapters.aws import client
from malote.adapters.batches import wait_for_others
from malote.adapters.items import Value, from_item, to_item
from malote.adapters.keys import Key
from malote.adapters.table import ConditionFailed, Table
from malote.errors import ChangeTooLarge

_MOST = 100  # DynamoDB's own limit
_TRIES = 5
_REFUSED, _CONFLICT = "ConditionalCheckFailed", "TransactionConflict"


@dataclass(frozen=True, slots=True)
class Put:
    """A whole item, in place of whatever is there; conditions are as in ``Table.update``."""

    item: Mapping[str, Value]
    condition: str = ""
    given: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Delete:
    """No item any more."""

    key: Key
    condition: str = ""
    given: Mapping[str, Value] = field(default_factory=dict)


type Change = Put | Delete


def transact(table: Table, changes: Sequence[Change]) -> None:
    """Make all of them; the call repeated by botocore, as where an answer was lost, does no harm.

    Raises ConditionFailed for the first that its condition refuses, or with an empty item when
    others were at the same items all the while; ChangeTooLarge, with nothing sent, over a hundred.
    """
    if len(changes) > _MOST:
        raise ChangeTooLarge(f"{len(changes)} itens; o máximo é {_MOST}")
    request: Any = [_request(table.name, each) for each in changes]
    dynamodb = client("dynamodb")
    for attempt in range(_TRIES):
        try:
            dynamodb.transact_write_items(TransactItems=request)
        except dynamodb.exceptions.TransactionCanceledException as error:
            reasons: Any = error.response.get("CancellationReasons", ())
            codes = {each["Code"] for each in reasons} - {"None"}
            if not codes or not codes <= {_REFUSED, _CONFLICT}:
                raise
            for each in reasons:
                if each["Code"] == _REFUSED:
                    raise ConditionFailed(from_item(each.get("Item", {}))) from error
            wait_for_others(attempt)
        else:
            return
    raise ConditionFailed({})


def _request(table: str, change: Change) -> dict[str, Any]:
    request: dict[str, Any] = {"TableName": table}
    if change.condition:
        request["ConditionExpression"] = change.condition
        request["ReturnValuesOnConditionCheckFailure"] = "ALL_OLD"
    if change.given:
        values = {f":{name}": value for name, value in change.given.items()}
        request["ExpressionAttributeValues"] = to_item(values)
    if isinstance(change, Put):
        return {"Put": {**request, "Item": to_item(change.item)}}
    return {"Delete": {**request, "Key": to_item(change.key)}}

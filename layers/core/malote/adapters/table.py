"""The one table, in the ways that Malote uses it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import batched
from typing import TYPE_CHECKING, Any, cast

from malote.adapters.aws import client
from malote.adapters.batches import in_full
from malote.adapters.filters import Filter, filter_expression
from malote.adapters.items import Item, Value, from_item, to_attribute, to_item
from malote.adapters.keys import Key
from malote.observability import logger

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

GSI1 = "GSI1"


class ConditionFailed(Exception):
    """A conditional write found ``item`` instead. A signal between adapters."""

    def __init__(self, item: Item) -> None:
        super().__init__("condition failed")
        self.item = item


class Table:
    """The table by its name; items go in and out as plain values."""

    def __init__(self, name: str) -> None:
        self._name = name

    @property
    def name(self) -> str:
        """As AWS knows it."""
        return self._name

    def get(self, key: Key) -> Item | None:
        """One item, read consistently."""
        answer = client("dynamodb").get_item(
            TableName=self._name, Key=to_item(key), ConsistentRead=True
        )
        return from_item(answer["Item"]) if "Item" in answer else None

    def get_all(self, wanted: Iterable[Key], attributes: Sequence[str]) -> Iterator[Item]:
        """These attributes of the items that are there, in no order, a hundred a call.

        Eventually consistent, at half the price: what was written just now may be missing.
        """
        names = {f"#{name}": name for name in attributes}
        asked = {"ProjectionExpression": ", ".join(names), "ExpressionAttributeNames": names}
        for batch in batched(wanted, 100):
            request = {self._name: {"Keys": [to_item(key) for key in batch], **asked}}
            for answer in in_full(client("dynamodb").batch_get_item, request, "UnprocessedKeys"):
                yield from map(from_item, answer["Responses"].get(self._name, ()))

    def update(
        self,
        key: Key,
        values: Mapping[str, Value],
        *,
        once: Mapping[str, Value] | None = None,
        add: Mapping[str, int | frozenset[str]] | None = None,
        remove: Sequence[str] = (),
        condition: str = "",
        given: Mapping[str, Value] | None = None,
    ) -> Item:
        """Set ``values``, ``once`` only where absent, ``add`` to counters and sets; None: nothing.

        ``condition`` names attributes plainly (none of ours is a reserved word) and ``given`` its
        ``:values``. Returns the item as it is now; raises ConditionFailed.
        """
        names: dict[str, str] = {}
        data = {f":{name}": to_attribute(value) for name, value in (given or {}).items()}
        sets = []
        for group, form in (
            (values, "#{0} = :{0}"),
            (once or {}, "#{0} = if_not_exists(#{0}, :{0})"),
        ):
            for name, value in group.items():
                if value is None:
                    continue
                names[f"#{name}"] = name
                data[f":{name}"] = to_attribute(value)
                sets.append(form.format(name))
        expression = f"SET {', '.join(sets)}" if sets else ""
        if add:
            names |= {f"#{name}": name for name in add}
            data |= {f":{name}": to_attribute(value) for name, value in add.items()}
            expression += f" ADD {', '.join(f'#{name} :{name}' for name in add)}"
        if remove:
            names |= {f"#{name}": name for name in remove}
            expression += f" REMOVE {', '.join(f'#{name}' for name in remove)}"
        request: dict[str, Any] = {
            "TableName": self._name,
            "Key": to_item(key),
            "UpdateExpression": expression.strip(),
            "ExpressionAttributeNames": names,
            "ReturnValues": "ALL_NEW",
        }
        if data:
            request["ExpressionAttributeValues"] = data
        if condition:
            request |= {
                "ConditionExpression": condition,
                "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
            }
        with _conditional() as dynamodb:
            return from_item(dynamodb.update_item(**request)["Attributes"])

    def query(
        self, partition: str, *, begins: str = "", index: str | None = None, latest: bool = False
    ) -> Iterator[Item]:
        """Items of a partition in order, read page by page as they are asked for.

        ``latest`` has all that was written before; an index has it only a moment later.
        """
        for page, _ in self.pages(partition, begins=begins, index=index, latest=latest):
            yield from page

    def pages(
        self,
        partition: str,
        *,
        begins: str = "",
        between: tuple[str, str] | None = None,
        index: str | None = None,
        latest: bool = False,
        newest_first: bool = False,
        after: Item | None = None,
        limit: int | None = None,
        filters: Sequence[Filter] = (),
    ) -> Iterator[tuple[list[Item], Item | None]]:
        """Pages of a partition, each with the keys to go on ``after``, or None at its end.

        ``filters`` keep the items that pass them all; ``limit`` counts items before that.
        """
        prefix = "GSI1" if index else ""
        data: dict[str, Value] = {":p": partition}
        expression = f"{prefix}PK = :p"
        if between:
            data |= {":a": between[0], ":b": between[1]}
            expression += f" AND {prefix}SK BETWEEN :a AND :b"
        elif begins:
            data[":s"] = begins
            expression += f" AND begins_with({prefix}SK, :s)"
        request: dict[str, Any] = {
            "TableName": self._name,
            "KeyConditionExpression": expression,
            "ScanIndexForward": not newest_first,
            "ConsistentRead": latest,
        }
        if index:
            request["IndexName"] = index
        if limit:
            request["Limit"] = limit
        if filters:
            request["FilterExpression"], names, values = filter_expression(filters)
            request["ExpressionAttributeNames"] = names
            data |= values
        if after:
            request["ExclusiveStartKey"] = to_item(after)
        request["ExpressionAttributeValues"] = to_item(data)
        while True:
            page = client("dynamodb").query(**request)
            last = page.get("LastEvaluatedKey")
            yield [from_item(item) for item in page["Items"]], from_item(last) if last else None
            if not last:
                return
            request["ExclusiveStartKey"] = last

    def insert(self, item: Mapping[str, Value]) -> None:
        """Write a new item. Raises ConditionFailed if its key is taken."""
        with _conditional() as dynamodb:
            dynamodb.put_item(
                TableName=self._name,
                Item=to_item(item),
                ConditionExpression="attribute_not_exists(PK)",
            )

    def delete(
        self, key: Key, condition: str = "", given: Mapping[str, Value] | None = None
    ) -> bool:
        """Delete an item; False if there was none. Raises ConditionFailed, as ``update`` does."""
        request: dict[str, Any] = {"TableName": self._name, "Key": to_item(key)}
        if condition:
            request["ConditionExpression"] = condition
        if given:
            values = {f":{name}": value for name, value in given.items()}
            request["ExpressionAttributeValues"] = to_item(values)
        with _conditional() as dynamodb:
            return "Attributes" in dynamodb.delete_item(ReturnValues="ALL_OLD", **request)

    def insert_all(self, items: Sequence[Mapping[str, Value]]) -> list[bool]:
        """Write new items, 25 a call; False for each that was not written.

        Then its key is taken, or it failed: ``update`` tells which. Each item is a statement of its
        own, so none is refused for another's sake.
        """
        written: list[bool] = []
        dynamodb = client("dynamodb")
        for batch in batched(items, 25):
            statements: Any = [_insertion(self._name, item) for item in batch]
            try:
                answer = dynamodb.batch_execute_statement(Statements=statements)
            except dynamodb.exceptions.ClientError:
                logger.warning("batch refused", exc_info=True)
                written += [False] * len(batch)
            else:
                written += ["Error" not in each for each in answer["Responses"]]
        return written

    def put_all(self, items: Sequence[Mapping[str, Value]]) -> None:
        """Write items over whatever is there, 25 a call: for writes that are the same each time."""
        unique = {(item["PK"], item["SK"]): item for item in items}
        for batch in batched(unique.values(), 25):
            puts = {self._name: [{"PutRequest": {"Item": to_item(item)}} for item in batch]}
            in_full(client("dynamodb").batch_write_item, puts, "UnprocessedItems")


@contextmanager
def _conditional() -> Iterator["DynamoDBClient"]:
    """The client; a condition that failed is raised as ConditionFailed."""
    dynamodb = client("dynamodb")
    try:
        yield dynamodb
    except dynamodb.exceptions.ConditionalCheckFailedException as error:
        found = cast("Item", error.response.get("Item", {}))
        raise ConditionFailed(from_item(found)) from error


def _insertion(table: str, item: Mapping[str, Value]) -> dict[str, Any]:
    """PartiQL's INSERT, which unlike a put refuses a key that is there."""
    attributes = to_item(item)
    names = ", ".join(f"'{name}': ?" for name in attributes)
    return {
        "Statement": f'INSERT INTO "{table}" VALUE {{{names}}}',
        "Parameters": list(attributes.values()),
    }

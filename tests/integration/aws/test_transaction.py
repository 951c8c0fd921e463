"""What becomes of a transaction that is refused, or whose answer is lost."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast
from uuid import uuid4

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.exceptions import ClientError

from malote.adapters import keys
from malote.adapters.aws import client
from malote.adapters.portfolios import PortfolioItems
from malote.adapters.table import ConditionFailed, Table
from malote.adapters.transaction import Delete, Put, transact
from malote.portfolio import Change
from tests.integration.aws.installed import row

ONE, OTHER = keys.branch("acme", "1"), keys.branch("acme", "2")
type Answer = Callable[[AWSPreparedRequest], AWSResponse | None]


@contextmanager
def answered(*answers: Answer) -> Iterator[list[AWSPreparedRequest]]:
    """The first transactions get these answers, the later ones DynamoDB's; all that is asked."""
    left, asked = [*answers], []

    def answer(request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        asked.append(request)
        return left.pop(0)(request) if left else None

    events: Any = client("dynamodb").meta.events
    hook = ("before-send.dynamodb.TransactWriteItems", answer)
    events.register(*hook)
    try:
        yield asked
    finally:
        events.unregister(*hook)


def _response(request: AWSPreparedRequest, status: int, body: object) -> AWSResponse:
    headers: Any = {}
    response: Any = AWSResponse(request.url, status, headers, None)
    response._content = json.dumps(body).encode()
    return cast("AWSResponse", response)


def cancelled(*codes: str) -> Answer:
    """As DynamoDB writes it (TransactionCanceledException, CancellationReasons)."""
    body = {
        "__type": "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
        "CancellationReasons": [{"Code": code} for code in codes],
        "Message": f"Transaction cancelled, … reasons [{', '.join(codes)}]",
    }
    return lambda request: _response(request, 400, body)


def lost(*, forgotten: bool) -> Answer:
    """It is done, and the answer is a failure; ``forgotten``: so is the request's token."""

    def answer(request: AWSPreparedRequest) -> AWSResponse:
        asked: dict[str, Any] = json.loads(cast("bytes", request.body))
        if forgotten:
            asked["ClientRequestToken"] = uuid4().hex
        client("dynamodb").transact_write_items(**asked)
        return _response(request, 500, {"__type": "InternalServerError"})

    return answer


def test_all_or_nothing(table: Table) -> None:
    table.insert({**ONE, "revision": "1"})
    table.insert({**OTHER, "revision": "1"})
    refused: list[list[Put | Delete]] = [
        [
            Put({**ONE, "revision": "2"}),
            Put({**OTHER, "revision": "2"}, "attribute_not_exists(PK)"),
        ],
        [Put({**ONE, "revision": "2"}), Delete(OTHER, "revision = :r", {"r": "0"})],
    ]
    for changes in refused:
        with pytest.raises(ConditionFailed) as caught:
            transact(table, changes)
        assert caught.value.item == {**OTHER, "revision": "1"}
        assert (table.get(ONE) or {})["revision"] == "1"
    transact(table, [Put({**ONE, "revision": "2"}), Delete(OTHER, "revision = :r", {"r": "1"})])
    assert (table.get(ONE), table.get(OTHER)) == ({**ONE, "revision": "2"}, None)


def test_who_is_in_the_way_is_waited_for(table: Table, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    def at_once(_: float, most: float) -> float:
        waits.append(most)
        return 0

    monkeypatch.setattr("random.uniform", at_once)
    busy = cancelled("TransactionConflict", "None")
    with answered(busy, busy, busy, busy) as asked:
        transact(table, [Put(ONE), Put(OTHER)])
    assert (len(asked), table.get(ONE)) == (5, ONE)
    assert waits == [0.05, 0.1, 0.2, 0.4]
    with answered(*[busy] * 5) as asked, pytest.raises(ConditionFailed) as caught:
        transact(table, [Put({**ONE, "revision": "2"}), Put(OTHER)])
    assert (len(asked), caught.value.item, table.get(ONE)) == (5, {}, ONE)


@pytest.mark.parametrize(
    ("codes", "refused"),
    [
        (["None", "ConditionalCheckFailed"], True),
        (["TransactionConflict", "ConditionalCheckFailed"], True),
        (["ValidationError", "None"], False),
        (["ValidationError", "ConditionalCheckFailed"], False),
        (["ThrottlingError", "TransactionConflict"], False),
        (["None", "None"], False),
        ([], False),
    ],
)
def test_each_reason_is_taken_for_what_it_is(table: Table, codes: list[str], refused: bool) -> None:
    with (
        answered(cancelled(*codes)) as asked,
        pytest.raises(ConditionFailed if refused else ClientError),
    ):
        transact(table, [Put(ONE), Put(OTHER)])
    assert (len(asked), table.get(ONE)) == (1, None)


@pytest.mark.parametrize("forgotten", [False, True])
def test_a_lost_answer_is_no_rival(table: Table, forgotten: bool) -> None:
    store = PortfolioItems(table)
    with answered(lost(forgotten=forgotten)) as asked:
        assert store.commit(store.get("acme"), Change({}, history=(row(),)))
    assert len(asked) > 1
    assert len(list(table.query("TENANT#acme#CERTIFICATES"))) == 1

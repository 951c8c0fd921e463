"""Batches of writes: what fails fails alone, and what was half done is done by a repeat."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import boto3
import pytest

from malote.adapters.items import stamp
from malote.adapters.table import Table
from malote.adapters.writes import Write, write_all
from tests.fakes.stores import NOON
from tests.integration.aws.conftest import forget_clients

LATER = NOON + timedelta(days=1)


def write(name: str, rank: int, **values: Any) -> Write:
    return Write(
        {"PK": name, "SK": "X"},
        {"rank": rank, "gone": None, **values},
        once={"since": NOON},
        condition="attribute_not_exists(#rank) OR #rank < :rank",
    )


def test_new_ones_are_written_together_and_the_best_of_a_key_stays(table: Table) -> None:
    assert write_all(table, [write("a", 1), write("b", 2), write("a", 3), write("b", 1)]) == [
        True, True, True, False,
    ]  # fmt: skip
    found = [table.get({"PK": name, "SK": "X"}) for name in "ab"]
    assert [item["rank"] for item in found if item] == [3, 2]


def test_an_update_replaces_without_a_trace_and_keeps_what_is_once_for_all(table: Table) -> None:
    key = {"PK": "a", "SK": "X"}
    table.update(key, {"kept": "by others", "gone": "x", "since": LATER})
    assert write_all(table, [write("a", 1)]) == [True]
    assert table.get(key) == {**key, "kept": "by others", "since": stamp(LATER), "rank": 1}


def test_an_item_too_large_fails_alone_and_who_failed_before_stays_failed(table: Table) -> None:
    before = KeyError()
    ends = write_all(
        table, [write("a", 1), before, write("b", 1, text="x" * 500_000), write("c", 1)]
    )
    assert [ends[0], ends[1], ends[3]] == [True, before, True]
    assert "ValidationException" in repr(ends[2])


type Restrict = Callable[[str], None]


@pytest.fixture
def restrict(table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[Restrict]:
    """From here on IAM allows one action alone."""

    def to(action: str) -> None:
        iam, name = boto3.client("iam"), f"user-{uuid4().hex[:8]}"
        iam.create_user(UserName=name)
        granted = {"Effect": "Allow", "Action": action, "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [granted]})
        iam.put_user_policy(UserName=name, PolicyName="p", PolicyDocument=policy)
        key = iam.create_access_key(UserName=name)["AccessKey"]
        monkeypatch.setenv("AWS_ACCESS_KEY_ID", key["AccessKeyId"])
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", key["SecretAccessKey"])
        forget_clients()

    yield to
    forget_clients()


def test_new_items_take_a_call_for_each_25(table: Table, restrict: Restrict) -> None:
    restrict("dynamodb:BatchExecuteStatement")
    assert write_all(table, [write(f"n{number}", 1) for number in range(60)]) == [True] * 60
    (again,) = write_all(table, [write("n59", 2)])
    assert "UpdateItem" in repr(again), "and only what was there an update"


def test_what_a_batch_does_not_take_is_written_one_by_one(table: Table, restrict: Restrict) -> None:
    restrict("dynamodb:UpdateItem")
    writes = [write("a", 1), write("b", 1), write("a", 1)]
    assert write_all(table, writes) == [True, True, False]

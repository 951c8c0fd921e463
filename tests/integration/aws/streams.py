"""A table's stream, read as an event source mapping reads it."""

from typing import Any

import boto3

from malote.adapters.table import Table
from tests.stream_filters import comes


def follow_stream(table: Table) -> None:
    """The table has a stream from here on."""
    wanted = {"StreamEnabled": True, "StreamViewType": "NEW_AND_OLD_IMAGES"}
    boto3.client("dynamodb").update_table(TableName=table._name, StreamSpecification=wanted)  # type: ignore[arg-type]


def streamed(table: Table) -> dict[str, Any]:
    """What it told so far, as the event that Lambda makes of it: filtered, its times numbers."""
    described = boto3.client("dynamodb").describe_table(TableName=table._name)["Table"]
    streams, arn = boto3.client("dynamodbstreams"), described["LatestStreamArn"]
    records: list[Any] = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )
        records += streams.get_records(ShardIterator=iterator["ShardIterator"])["Records"]
    for record in records:
        at = record["dynamodb"]["ApproximateCreationDateTime"]
        record["dynamodb"]["ApproximateCreationDateTime"] = at.timestamp()
    return {"Records": list(filter(comes, records))}

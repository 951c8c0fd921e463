"""Queues as template.yaml has them: made, fed by the bucket, emptied."""

import json
from collections.abc import Iterable
from uuid import uuid4

import boto3

from malote.adapters.aws import client


def new_queue(hidden: int = 30) -> str:
    """Its address. S3 may send to it; what is received is ``hidden`` for so many seconds."""
    name = f"queue-{uuid4().hex[:12]}"
    allowed = {
        "Effect": "Allow", "Principal": {"Service": "s3.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": _arn(name),
    }  # fmt: skip
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allowed]})
    answer = boto3.client("sqs").create_queue(
        QueueName=name, Attributes={"Policy": policy, "VisibilityTimeout": str(hidden)}
    )
    return answer["QueueUrl"]


def announce(bucket: str, queue: str) -> None:
    """The bucket tells the queue what is new in its inbox."""
    told = {
        "QueueArn": _arn(queue.rpartition("/")[2]),
        "Events": ["s3:ObjectCreated:*"],
        "Filter": {"Key": {"FilterRules": [{"Name": "prefix", "Value": "inbox/"}]}},
    }
    boto3.client("s3").put_bucket_notification_configuration(
        Bucket=bucket,
        NotificationConfiguration={"QueueConfigurations": [told]},  # type: ignore[list-item]
    )


def taken(queue: str) -> list[str]:
    """The bodies of all that is in it, taken off it."""
    sqs, bodies = client("sqs"), []
    while got := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        entries = [{"Id": m["MessageId"], "ReceiptHandle": m["ReceiptHandle"]} for m in got]
        sqs.delete_message_batch(QueueUrl=queue, Entries=entries)  # type: ignore[arg-type]
        bodies += [each["Body"] for each in got]
        if len(got) < 10:
            break
    return bodies


def named_in(bodies: Iterable[str]) -> list[str]:
    """The keys of the objects that these notifications are of."""
    records = (record for body in bodies for record in json.loads(body)["Records"])
    return [record["s3"]["object"]["key"] for record in records]


def _arn(name: str) -> str:
    return f"arn:aws:sqs:sa-east-1:000000000000:{name}"

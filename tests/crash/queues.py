"""SQS's side of an invocation: batches handed out, and what is not settled handed out again."""

from collections.abc import Iterator, Sequence
from itertools import batched
from typing import Any


class Queue:
    """A queue that a function is fed from, as an event source mapping does it."""

    def __init__(self, sqs: Any, url: str) -> None:
        self._sqs = sqs
        self._url = url
        self.settled = 0

    def receive(self, most: int) -> list[dict[str, Any]]:
        """Up to so many records of a Lambda event; they are hidden until settled or returned."""
        records: list[dict[str, Any]] = []
        while len(records) < most:
            answer = self._sqs.receive_message(
                QueueUrl=self._url,
                MaxNumberOfMessages=min(10, most - len(records)),
                MessageSystemAttributeNames=["ApproximateReceiveCount"],
            )
            found = answer.get("Messages", [])
            if not found:
                break
            records += [
                {
                    "messageId": each["MessageId"],
                    "receiptHandle": each["ReceiptHandle"],
                    "body": each["Body"],
                    "attributes": each["Attributes"],
                }
                for each in found
            ]
        return records

    def settle(self, records: Sequence[dict[str, Any]], answer: dict[str, Any]) -> None:
        """Delete what was done; the rest comes again."""
        failed = {each["itemIdentifier"] for each in answer["batchItemFailures"]}
        self.give_back([each for each in records if each["messageId"] in failed])
        done = [each for each in records if each["messageId"] not in failed]
        for entries in _entries(done):
            self._sqs.delete_message_batch(QueueUrl=self._url, Entries=entries)
        self.settled += len(done)

    def give_back(self, records: Sequence[dict[str, Any]]) -> None:
        """Its visibility timeout has passed, as far as SQS can tell."""
        for entries in _entries(records, VisibilityTimeout=0):
            self._sqs.change_message_visibility_batch(QueueUrl=self._url, Entries=entries)

    def repeat(self, records: Sequence[dict[str, Any]]) -> None:
        """Announce the same once more: S3 and SQS deliver at least once."""
        for record in records:
            self._sqs.send_message(QueueUrl=self._url, MessageBody=record["body"])


def _entries(records: Sequence[dict[str, Any]], **more: int) -> Iterator[list[dict[str, Any]]]:
    for some in batched(records, 10):
        yield [
            {"Id": str(number), "ReceiptHandle": each["receiptHandle"], **more}
            for number, each in enumerate(some)
        ]

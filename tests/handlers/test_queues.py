"""Functions on queues: a bad message comes again alone, and none takes others with it."""

import json
from collections.abc import Mapping

import pytest

from functions.parse_xml.handler import handle as parse
from functions.poll_mailbox.handler import poll
from malote.adapters.sqs_batch import settle_together
from tests.handlers.events import Context, announced, sqs

TEST_EVENT = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"})


def test_s3s_own_test_message_is_no_document() -> None:
    assert parse(sqs(TEST_EVENT), Context()) == {"batchItemFailures": []}


def test_only_the_messages_that_failed_come_again() -> None:
    answer = parse(sqs("{", TEST_EVENT, announced("outbox/acme/x")), Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}, {"itemIdentifier": "m2"}]}


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"Event": "x"}', '{"Records": [{}]}', "null"])
def test_what_is_no_notification_is_not_done_with(body: str) -> None:
    """SQS counts its returns, and hands it to the DLQ in the end."""
    assert parse(sqs(body), Context()) == {"batchItemFailures": [{"itemIdentifier": "m0"}]}


def test_a_thing_is_done_once_and_told_of_to_each_of_its_messages() -> None:
    event = sqs("a b", "b", "c", "", "b")
    for record, receives in zip(event["Records"], "12341", strict=True):
        record["attributes"] = {"ApproximateReceiveCount": receives}
    asked: list[dict[str, int]] = []

    def work(times: Mapping[str, int]) -> dict[str, object]:
        asked.append(dict(times))
        return {"a": "done", "b": ValueError()}

    answer = settle_together(event, str.split, work)
    assert asked == [{"a": 1, "b": 2, "c": 3}]
    assert answer == {
        "batchItemFailures": [{"itemIdentifier": each} for each in ("m0", "m1", "m4")]
    }


def test_a_poll_request_that_is_none_fails_alone() -> None:
    answer = poll(sqs("{}", "null"), Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}, {"itemIdentifier": "m1"}]}

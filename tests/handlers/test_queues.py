"""Functions on queues: a bad message comes again alone, and none takes others with it."""

import json

from functions.parse_xml.handler import handle as parse
from functions.poll_mailbox.handler import poll
from tests.handlers.events import Context, sqs

TEST_EVENT = json.dumps({"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "b"})


def announced(key: str) -> str:
    return json.dumps({"Records": [{"s3": {"bucket": {"name": "b"}, "object": {"key": key}}}]})


def test_s3s_own_test_message_is_no_document() -> None:
    assert parse(sqs(TEST_EVENT), Context()) == {"batchItemFailures": []}


def test_only_the_messages_that_failed_come_again() -> None:
    answer = parse(sqs("{", TEST_EVENT, announced("outbox/acme/x")), Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}, {"itemIdentifier": "m2"}]}


def test_a_poll_request_that_is_none_fails_alone() -> None:
    answer = poll(sqs("{}", "null"), Context())
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m0"}, {"itemIdentifier": "m1"}]}

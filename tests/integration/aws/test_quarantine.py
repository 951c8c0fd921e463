"""Reading again what is in quarantine: what DynamoDB and SQS make of it."""

import pytest

from malote.adapters import keys
from malote.adapters.catalog import Catalog
from malote.adapters.inbox_queue import SqsInboxQueue
from malote.adapters.registry import Registry
from malote.adapters.table import Table
from malote.audit import Action
from malote.documents import Outcome, Quarantined, Reason
from malote.documents.quarantine import QuarantineItem, retry
from malote.errors import NotFound, NotRetryable
from tests.fakes.stores import NOON
from tests.fakes.trail import MemoryTrail, entry
from tests.integration.aws.queues import named_in, taken


def quarantine(table: Table, code: str) -> Catalog:
    Registry(table).quarantine(Quarantined("acme", "f" * 64, Reason(code, "x"), NOON, size=9))
    return Catalog(table)


def test_what_is_read_again_is_announced_as_s3_does(table: Table, queue: str) -> None:
    catalog = quarantine(table, "not_a_party")
    asked, trail = entry(Action.QUARANTINE_RETRIED, "f" * 64), MemoryTrail()
    queued = retry(asked, catalog, SqsInboxQueue(queue), trail)
    assert trail.kept == [asked]
    assert (queued.id, queued.queued_at) == ("f" * 64, NOON)
    assert named_in(taken(queue)) == [keys.inbox("acme", "f" * 64)]
    assert keys.of_inbox(keys.inbox("acme", "f" * 64)) == ("acme", "f" * 64)
    assert SqsInboxQueue(queue).send("acme", [f"{number:064}" for number in range(12)]) == 12


def test_what_was_never_opened_says_what_to_do(table: Table, queue: str) -> None:
    catalog = quarantine(table, "archive_refused")
    trail = MemoryTrail()
    with pytest.raises(NotRetryable, match="sem senha"):
        retry(entry(Action.QUARANTINE_RETRIED, "f" * 64), catalog, SqsInboxQueue(queue), trail)
    assert trail.kept == []
    assert taken(queue) == []


@pytest.mark.parametrize(("code", "can"), [("malformed_xml", True), ("mail_unreadable", False), ("gone", False)])  # fmt: skip
def test_the_list_says_what_can_be_read_again(table: Table, code: str, can: bool) -> None:
    items, _ = quarantine(table, code).quarantine("acme", 50, None)
    assert [QuarantineItem.of(item).retryable for item in items] == [can]


def test_only_ones_own_quarantine_is_read_again(table: Table, queue: str) -> None:
    catalog = quarantine(table, "not_a_party")
    table.update(keys.blob("acme", "d" * 64), {"outcome": Outcome.REGISTERED.value})
    for tenant, blob_id in (("outra", "f" * 64), ("acme", "e" * 64), ("acme", "d" * 64)):
        asked = entry(Action.QUARANTINE_RETRIED, blob_id, tenant=tenant)
        with pytest.raises(NotFound):
            retry(asked, catalog, SqsInboxQueue(queue), MemoryTrail())
    assert taken(queue) == []

"""The reconciler against S3, DynamoDB and SQS: exactly what was lost is queued again."""

from datetime import UTC, datetime, timedelta

import boto3
import pytest

from malote.adapters import aws, keys
from malote.adapters.archive import S3Archive
from malote.adapters.inbox_listing import S3InboxListing
from malote.adapters.inbox_queue import SqsInboxQueue
from malote.adapters.mailbox_store import MailboxStore
from malote.adapters.poll_states import poll_states
from malote.adapters.registry import Registry
from malote.adapters.settled import SettledBlobs
from malote.adapters.sweep_state import SweepStore
from malote.adapters.table import Table
from malote.documents import Quarantined, Reason
from malote.documents.reconcile import Reconciler, Sweep
from malote.mailboxes.census import Census, PollState, census
from malote.mailboxes.models import PollReport, PollRequest
from malote.observability import logger
from tests.fakes.stores import NOON
from tests.integration.aws.queues import named_in, taken
from tests.integration.aws.test_mailbox_store import MAILBOX

HOUR = timedelta(hours=1)


def put(bucket: str, tenant: str, count: int, of: str) -> list[tuple[str, str]]:
    contents = [f"<{of}{number}/>".encode() for number in range(count)]
    return [(tenant, sha256) for sha256, _ in S3Archive(bucket).put_all(tenant, contents)]


def settle(table: Table, names: list[tuple[str, str]]) -> None:
    for tenant, sha256 in names:
        Registry(table).quarantine(Quarantined(tenant, sha256, Reason("malformed_xml"), NOON))


def test_one_cycle_queues_exactly_what_was_lost(
    table: Table, bucket: str, queue: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    acme, outra = put(bucket, "acme", 230, "a"), put(bucket, "outra", 23, "b")
    lost = {*acme[::7], *outra[::5]}
    settle(table, [name for name in acme + outra if name not in lost])
    settle(table, [("acme", outra[0][1])])  # another tenant's is not mine
    for stray in ("inbox/leia-me", "inbox/Acme/x%20y+z", f"inbox/acme/{'A' * 64}", "inbox/"):
        boto3.client("s3").put_object(Bucket=bucket, Key=stray, Body=b"")
    boto3.client("s3").put_object(Bucket=bucket, Key="quarantine/acme/x", Body=b"")
    whole = aws.client("s3").list_objects_v2
    monkeypatch.setattr(  # pages of a thousand would take a thousand objects
        aws.client("s3"), "list_objects_v2", lambda **request: whole(MaxKeys=40, **request)
    )
    reconciler = Reconciler(
        S3InboxListing(bucket), SweepStore(table), SettledBlobs(table), SqsInboxQueue(queue),
        now=lambda: datetime.now(UTC) + HOUR,
    )  # fmt: skip
    swept = reconciler.cycle()
    assert (swept.listed, swept.unknown, swept.queued) == (253, len(lost), len(lost))
    assert swept.strays == 3, "the folder's own mark is not listed"
    assert sorted(named_in(taken(queue))) == sorted(keys.inbox(*name) for name in lost)
    settle(table, list(lost))
    swept = reconciler.cycle()
    assert (swept.listed, swept.unknown, taken(queue)) == (253, 0, [])


def test_strays_are_told_by_the_beginning_of_one(
    bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[object] = []
    monkeypatch.setattr(logger, "warning", lambda *a, **k: told.append((a, k)))
    key = "inbox/" + "segredo" * 20
    boto3.client("s3").put_object(Bucket=bucket, Key=key, Body=b"")
    ((page),) = S3InboxListing(bucket).pages(None)
    assert (page.objects, page.strays, page.following) == ([], 1, None)
    assert told == [(("strays in the inbox",), {"strays": 1, "first": key[:30]})]


def test_the_state_comes_back_and_leaves_no_trace_of_the_one_before(table: Table) -> None:
    store = SweepStore(table)
    assert store.load() == Sweep()
    under_way = Sweep(NOON, NOON + HOUR, "inbox/acme/x", NOON - HOUR)
    for sweep in (under_way, Sweep(NOON), Sweep(), under_way):
        store.save(sweep)
        assert store.load() == sweep


def test_what_dynamodb_leaves_unread_is_asked_for_again(
    table: Table, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [("acme", f"{number:064}") for number in range(250)]
    settle(table, names[:240])
    whole, calls = aws.client("dynamodb").batch_get_item, []

    def half(RequestItems: dict[str, dict[str, object]]) -> object:  # noqa: N803
        ((name, asked),) = RequestItems.items()
        wanted = asked["Keys"]
        assert isinstance(wanted, list)
        calls.append(len(wanted))
        answer = whole(RequestItems={name: {**asked, "Keys": wanted[: len(wanted) // 2 + 1]}})  # type: ignore[dict-item]
        left = wanted[len(wanted) // 2 + 1 :]
        return {**answer, "UnprocessedKeys": {name: {**asked, "Keys": left}} if left else {}}

    monkeypatch.setattr(aws.client("dynamodb"), "batch_get_item", half)
    monkeypatch.setattr("malote.adapters.batches.time.sleep", lambda seconds: None)
    assert SettledBlobs(table).unknown(names) == set(names[240:])
    assert (max(calls), len(calls) > 3) == (100, True)


def test_mailboxes_are_counted_by_their_state(table: Table) -> None:
    store = MailboxStore(table)
    boxes = [
        MAILBOX.model_copy(update={"mailbox_id": name}) for name in ("dead", "down", "new", "ok")
    ]
    for box in boxes:
        store.add(box)
    for box in boxes[:2] + boxes[3:]:
        request = PollRequest(tenant="acme", mailbox_id=box.mailbox_id, requested_at=NOON + HOUR)
        lease = store.acquire(request, NOON, NOON + timedelta(seconds=80))
        assert lease
        if box.mailbox_id != "dead":
            retry_at = NOON + 6 * HOUR if box.mailbox_id == "down" else None
            store.release(lease, PollReport(), NOON, retry_at)
    states = list(poll_states(table, store.active()))
    assert PollState(lease_until=NOON + timedelta(seconds=80)) in states
    assert census(states, NOON + HOUR, HOUR) == Census(4, dead_lease=1, backing_off=1, late=2)

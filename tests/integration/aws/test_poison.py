"""What fails again and again, or costs too much, ends in quarantine, and nobody else waits."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.compat import HTTPHeaders
from urllib3 import HTTPResponse

from functions.parse_xml import handler
from local.cloud import Cloud
from malote import bootstrap
from malote.adapters import isolated_reading
from malote.adapters.aws import client
from malote.adapters.bounded import Limits
from malote.adapters.catalog import Catalog
from malote.adapters.registry import Registry
from malote.documents import Outcome, Quarantined, Reason
from malote.documents.quarantine import QuarantineItem
from tests.documents import CANCELLATION, KEY, NFE, note
from tests.fakes.stores import NOON
from tests.integration.aws.intake import Intake, intake
from tests.integration.aws.test_memory import large

RECIPIENT = "57647232000153"
GONE = "f" * 64


@pytest.fixture
def inbox(cloud: Cloud) -> Iterator[Intake]:
    with intake(RECIPIENT) as opened:
        yield opened


def notes(count: int) -> list[bytes]:
    return [note(number) for number in range(count)]


def test_three_that_cost_too_much_among_22(inbox: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(isolated_reading, "_LIMITS", Limits(30, 0.15, 400))
    good, heavy = notes(22), large()
    poison = [heavy, heavy + b" ", heavy + b"  "]
    batch = inbox.put([*good[:5], *poison[:2], *good[5:], poison[2]])
    assert len(batch) == 25
    assert inbox.deliver(batch) == []
    ends = dict(zip(batch, inbox.outcomes(batch), strict=True))
    costly = {sha256 for sha256, end in ends.items() if end == "document_too_costly"}
    assert costly == {batch[5], batch[6], batch[24]}
    assert {ends[sha256] for sha256 in ends.keys() - costly} == {"registered"}
    assert {inbox.entry(sha256)["detail"] for sha256 in costly} == {"limite de CPU"}


def test_the_third_failure_puts_it_in_quarantine(inbox: Intake) -> None:
    good, other = inbox.put(notes(2))
    assert inbox.deliver([GONE, good], receives=1) == [GONE]
    assert inbox.deliver([GONE, good], receives=2) == [GONE]
    assert inbox.entry(GONE) == {}
    assert inbox.deliver([GONE, other], receives=3) == []
    assert inbox.outcomes([GONE, good, other]) == ["processing_failed", "registered", "registered"]
    assert "armazenamento" in inbox.entry(GONE)["detail"]
    ((item,), _) = Catalog(inbox.table).quarantine("acme", 9, None)
    assert QuarantineItem.of(item).retryable


@contextmanager
def refusing(words: str) -> Iterator[None]:
    """DynamoDB refuses every call in which these words are."""

    def refuse(request: AWSPreparedRequest, **_: object) -> AWSResponse | None:
        if words.encode() not in (request.body or b""):
            return None
        raw = HTTPResponse(BytesIO(b'{"__type": "ValidationException"}'), preload_content=False)
        return AWSResponse(request.url, 400, HTTPHeaders(), raw)

    events: Any = client("dynamodb").meta.events
    events.register("before-send.dynamodb", refuse)
    try:
        yield
    finally:
        events.unregister("before-send.dynamodb", refuse)


def test_an_item_that_the_table_refuses_takes_no_other_with_it(inbox: Intake) -> None:
    sha256s = inbox.put([NFE, *notes(3)])
    with refusing(f"DOC#{KEY}"):
        assert inbox.deliver(sha256s, receives=2) == sha256s[:1]
        assert inbox.deliver(sha256s, receives=3) == []
    assert inbox.outcomes(sha256s) == ["processing_failed", *["registered"] * 3]
    assert inbox.entry(sha256s[0])["detail"] == "ClientError", "and nothing of what it says"
    assert inbox.deliver(sha256s[:1]) == []
    assert inbox.outcomes(sha256s[:1]) == ["registered"], "read again when the table takes it"


def test_what_cannot_even_be_quarantined_comes_again(inbox: Intake) -> None:
    with refusing("table-"):
        assert inbox.deliver([GONE], receives=3) == [GONE]
    assert inbox.entry(GONE) == {}


def test_what_there_was_no_time_for_is_queued_as_new(
    inbox: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    flood = inbox.put(notes(25))
    monkeypatch.setattr(handler, "READING", 0)
    assert inbox.deliver(flood, receives=2) == [], "its own messages are done"
    assert inbox.outcomes(flood) == ["unknown"] * 25
    waiting = inbox.waiting()
    assert sorted(waiting) == sorted(flood)
    monkeypatch.setattr(handler, "READING", 30)
    assert inbox.deliver(waiting) == []
    assert inbox.outcomes(flood) == ["registered"] * 25
    assert inbox.waiting() == []


def test_what_cannot_be_queued_comes_again_by_itself(
    inbox: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    flood = inbox.put(notes(2))
    monkeypatch.setattr(handler, "READING", 0)
    boto3.client("sqs").delete_queue(QueueUrl=inbox.queue)
    assert inbox.deliver(flood, receives=3) == flood
    assert inbox.outcomes(flood) == ["unknown"] * 2, "it was no fault of theirs"


def test_what_was_registered_stays_so_whatever_fails_later(inbox: Intake) -> None:
    registry, catalog = Registry(inbox.table), Catalog(inbox.table)
    batch = b"<enviNFe xmlns='http://www.portalfiscal.inf.br/nfe'>%b</enviNFe>" % b"".join(notes(2))
    put = inbox.put([NFE, CANCELLATION, batch])
    assert inbox.deliver(put) == []
    before = catalog.document("acme", KEY)
    for sha256 in put:
        late = Quarantined("acme", sha256, Reason("processing_failed", "x"), NOON)
        assert registry.quarantine(late) is Outcome.DUPLICATE
    assert inbox.outcomes(put) == ["registered", "registered", "unpacked"]
    assert catalog.document("acme", KEY) == before
    assert catalog.has_version("acme", KEY, put[0])
    assert catalog.quarantine("acme", 9, None)[0] == []


def test_what_is_in_quarantine_leaves_it_once_registered(inbox: Intake) -> None:
    (sha256,) = inbox.put([NFE])
    late = Quarantined("acme", sha256, Reason("processing_failed", "x"), NOON)
    for _ in range(2):
        assert Registry(inbox.table).quarantine(late) is Outcome.QUARANTINED
    assert inbox.deliver([sha256]) == []
    assert Catalog(inbox.table).quarantine("acme", 9, None)[0] == []
    assert Catalog(inbox.table).has_version("acme", KEY, sha256)


def test_a_batch_leaves_its_schemas_to_the_next(inbox: Intake) -> None:
    assert inbox.deliver(inbox.put(notes(2))) == []
    assert bootstrap.schemas().compiled() == {"nfe/schemas/v4_0/nfe_v4.00.xsd"}

"""What is to be asked of Efí comes out of the queues as it went in, each tenant's in its turn."""

from datetime import timedelta
from typing import Any

import pytest

from local.cloud import Cloud
from malote.adapters.aws import client
from malote.adapters.billing_queues import SqsBillingQueues
from malote.billing.queued import ToIssue, Told
from tests.integration.aws.queues import new_queue, taken

TOLD = [
    Told(webhook_id=f"{number % 2:032x}", kind="charge", reference=f"token-{number}")
    for number in range(24)
]
TO_ISSUE = [
    ToIssue.model_validate({"tenant": tenant, "kind": kind, "id": f"c-{number}"})
    for number in range(6)
    for tenant, kind in (("acme", "charge"), ("umbrella", "carnet"))
]


@pytest.fixture
def urls(cloud: Cloud) -> tuple[str, str]:
    return new_queue(), new_queue()


def test_what_is_queued_is_read(urls: tuple[str, str]) -> None:
    queues = SqsBillingQueues(*urls)
    queues.told(iter(TOLD))
    queues.to_issue(iter(TO_ISSUE))
    queues.to_issue([])
    told = [Told.model_validate_json(each) for each in taken(urls[0])]
    assert sorted(told, key=str) == sorted(TOLD, key=str)
    to_issue = [ToIssue.model_validate_json(each) for each in taken(urls[1])]
    assert sorted(to_issue, key=str) == sorted(TO_ISSUE, key=str)


def test_nobody_sees_it_before_its_time(urls: tuple[str, str]) -> None:
    queues = SqsBillingQueues(*urls)
    queues.to_issue(TO_ISSUE[:1], after_seconds=1)
    assert taken(urls[1]) == []
    found = client("sqs").receive_message(QueueUrl=urls[1], WaitTimeSeconds=5)["Messages"]
    assert ToIssue.model_validate_json(found[0]["Body"]) == TO_ISSUE[0]


@pytest.mark.parametrize("queue", [0, 1])
def test_each_tenants_are_a_group_of_their_own(
    urls: tuple[str, str], monkeypatch: pytest.MonkeyPatch, queue: int
) -> None:
    sent: list[dict[str, Any]] = []
    sqs = client("sqs")
    send = sqs.send_message_batch

    def note(**call: Any) -> Any:
        sent.extend(call["Entries"])
        return send(**call)

    monkeypatch.setattr(sqs, "send_message_batch", note)
    queues = SqsBillingQueues(*urls)
    if queue:
        queues.to_issue(TO_ISSUE, after_seconds=900)
        assert {each["DelaySeconds"] for each in sent} == {timedelta(minutes=15).seconds}
        assert {each["MessageGroupId"] for each in sent} == {"acme", "umbrella"}
    else:
        queues.told(TOLD)
        assert {each["MessageGroupId"] for each in sent} == {each.webhook_id for each in TOLD}

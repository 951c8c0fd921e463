"""Least privilege: every grant of every function's role is needed, and IAM is enforced."""

from collections.abc import Callable

import pytest

from tests.e2e import exercises
from tests.e2e.breaking import without
from tests.e2e.exercises import Exercise, Rig
from tests.e2e.samples import KEYS, RAR, mail, nfe
from tests.e2e.stack import Stack
from tests.e2e.template import Grant, grants
from tests.e2e.tenants import Tenant
from tests.integration.dovecot import Dovecot

NEEDED_BY: dict[str, Exercise] = {
    "FanOutRole dynamodb:Query Table/index/GSI1": exercises.fan_out,
    "FanOutRole sqs:SendMessage* PollQueue": exercises.fan_out,
    "PollRole sqs:SendMessage* PollQueue": exercises.poll_that_is_asked_for_again,
    "PollRole dynamodb:GetItem Table": exercises.poll,
    "PollRole dynamodb:UpdateItem Table": exercises.poll,
    "PollRole dynamodb:BatchWriteItem Table": exercises.poll,
    "PollRole s3:PutObject Bucket/inbox/*": exercises.poll,
    "PollRole s3:PutObject Bucket/quarantine/*": exercises.poll,
    "PollRole secretsmanager:GetSecretValue secret:malote/${Stage}/mailbox/*": exercises.poll,
    "ParseRole s3:GetObject Bucket/inbox/*": exercises.parse,
    "ParseRole dynamodb:Query Table": exercises.parse,
    "ParseRole dynamodb:UpdateItem Table": exercises.parse,
    "DocumentsRole dynamodb:GetItem Table": exercises.link_to_the_xml,
    "DocumentsRole dynamodb:Query Table": exercises.show_document,
    "DocumentsRole dynamodb:Query Table/index/GSI1": exercises.list_documents,
    "DocumentsRole dynamodb:BatchWriteItem Table": exercises.upload,
    "DocumentsRole dynamodb:UpdateItem Table": exercises.upload_what_is_refused,
    "DocumentsRole s3:PutObject Bucket/inbox/*": exercises.upload,
    "DocumentsRole s3:PutObject Bucket/quarantine/*": exercises.upload_what_is_refused,
    "DocumentsRole s3:GetObject Bucket/inbox/*": exercises.download,
    "MailboxesRole dynamodb:GetItem Table": exercises.ask_for_a_poll,
    "MailboxesRole dynamodb:Query Table": exercises.list_mailboxes,
    "MailboxesRole sqs:SendMessage* PollQueue": exercises.ask_for_a_poll,
}

_AWS = "https://docs.aws.amazon.com"
_MAPPING = (
    f"{_AWS}/lambda/latest/dg/services-sqs-configure.html"  # Setting up execution role permissions
)
_DESTINATION = f"{_AWS}/lambda/latest/dg/invocation-async-retain-records.html"
_KMS = f"{_AWS}/AmazonS3/latest/userguide/UsingKMSEncryption.html"  # Permissions
_LOGS = f"{_AWS}/lambda/latest/dg/monitoring-cloudwatchlogs.html"

NOT_ENFORCED_HERE: dict[str, str] = {
    "FanOutRole sqs:SendMessage* ScheduleDlq": _DESTINATION,
    "FanOutRole logs:CreateLogStream FanOutLogs": _LOGS,
    "FanOutRole logs:PutLogEvents FanOutLogs": _LOGS,
    "PollRole sqs:ReceiveMessage PollQueue": _MAPPING,
    "PollRole sqs:DeleteMessage PollQueue": _MAPPING,
    "PollRole sqs:GetQueueAttributes PollQueue": _MAPPING,
    "PollRole kms:GenerateDataKey DataKey": _KMS,
    "PollRole logs:CreateLogStream PollLogs": _LOGS,
    "PollRole logs:PutLogEvents PollLogs": _LOGS,
    "ParseRole sqs:ReceiveMessage InboxQueue": _MAPPING,
    "ParseRole sqs:DeleteMessage InboxQueue": _MAPPING,
    "ParseRole sqs:GetQueueAttributes InboxQueue": _MAPPING,
    "ParseRole kms:Decrypt DataKey": _KMS,
    "ParseRole logs:CreateLogStream ParseLogs": _LOGS,
    "ParseRole logs:PutLogEvents ParseLogs": _LOGS,
    "DocumentsRole kms:Decrypt DataKey": _KMS,
    "DocumentsRole kms:GenerateDataKey DataKey": _KMS,
    "DocumentsRole logs:CreateLogStream DocumentsLogs": _LOGS,
    "DocumentsRole logs:PutLogEvents DocumentsLogs": _LOGS,
    "MailboxesRole logs:CreateLogStream MailboxesLogs": _LOGS,
    "MailboxesRole logs:PutLogEvents MailboxesLogs": _LOGS,
}
"""Grants that MiniStack does not ask for, and where AWS says that it does."""

_GRANTS = {str(grant): grant for grant in grants()}


def test_every_grant_of_the_template_is_known_here() -> None:
    assert len(_GRANTS) == len(grants()), "a grant is written twice"
    assert {*NEEDED_BY, *NOT_ENFORCED_HERE} == set(_GRANTS)
    assert not set(NEEDED_BY) & set(NOT_ENFORCED_HERE)


@pytest.fixture(scope="module")
def rig(stack: Stack, new_tenant: Callable[..., Tenant], dovecot: Dovecot, schedule: object) -> Rig:
    tenant = new_tenant()
    dovecot.deliver(tenant.address, mail(nfe(KEYS[0])), mail(RAR))
    tenant.poll()
    tenant.wait_for(KEYS[0])
    return Rig(stack, tenant)


@pytest.mark.parametrize("grant", [_GRANTS[name] for name in NEEDED_BY if name in _GRANTS], ids=str)
def test_a_function_fails_without_the_grant_and_works_with_it(rig: Rig, grant: Grant) -> None:
    works = NEEDED_BY[str(grant)]
    with without(rig.stack, grant):
        assert not works(rig), f"nothing fails without {grant}"
    assert works(rig)

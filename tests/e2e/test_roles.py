"""Least privilege: every grant of every function's role is needed, and IAM is enforced."""

from collections.abc import Callable

import pytest

from tests.e2e import exercises, lapses
from tests.e2e.breaking import without
from tests.e2e.exercises import Exercise, Rig
from tests.e2e.samples import KEYS, RAR, batch, mail, nfe
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
    "ParseRole s3:PutObject Bucket/inbox/*": exercises.unpack,
    "ParseRole dynamodb:BatchWriteItem Table": exercises.unpack,
    "DocumentsRole dynamodb:GetItem Table": exercises.link_to_the_xml,
    "DocumentsRole dynamodb:Query Table": exercises.show_document,
    "DocumentsRole dynamodb:Query Table/index/GSI1": exercises.list_documents,
    "DocumentsRole dynamodb:BatchWriteItem Table": exercises.decide,
    "DocumentsRole dynamodb:UpdateItem Table": exercises.decide,
    "DocumentsRole dynamodb:PutItem Table": exercises.decide,
    "DocumentsRole s3:GetObject Bucket/inbox/*": exercises.download,
    "UploadsRole dynamodb:BatchWriteItem Table": exercises.upload,
    "UploadsRole dynamodb:PutItem Table": exercises.upload,
    "UploadsRole dynamodb:UpdateItem Table": exercises.upload_what_is_refused,
    "UploadsRole s3:PutObject Bucket/inbox/*": exercises.upload,
    "UploadsRole s3:PutObject Bucket/quarantine/*": exercises.upload_what_is_refused,
    "QuarantineRole dynamodb:Query Table": exercises.list_quarantine,
    "QuarantineRole dynamodb:Query Table/index/GSI1": exercises.list_quarantine,
    "QuarantineRole dynamodb:GetItem Table": exercises.retry,
    "QuarantineRole dynamodb:PutItem Table": exercises.retry,
    "QuarantineRole sqs:SendMessage* InboxQueue": exercises.retry,
    "DocumentsPdfRole dynamodb:GetItem Table": exercises.draw,
    "DocumentsPdfRole dynamodb:Query Table": exercises.draw,
    "DocumentsPdfRole s3:GetObject Bucket/inbox/*": exercises.draw,
    "DocumentsPdfRole s3:PutObject Bucket/pdf/*": exercises.draw,
    "DocumentsPdfRole s3:GetObject Bucket/pdf/*": exercises.download_the_pdf,
    "ExportsRole dynamodb:GetItem Table": exercises.ask_for_a_package,
    "ExportsRole dynamodb:Query Table": exercises.ask_for_a_package,
    "ExportsRole dynamodb:UpdateItem Table": exercises.ask_for_a_package,
    "ExportsRole sqs:SendMessage* ExportQueue": exercises.ask_for_a_package,
    "ExportsRole s3:GetObject Bucket/exports/*": exercises.download_a_package,
    "MakeExportRole sqs:SendMessage* ExportQueue": exercises.list_a_month,
    "MakeExportRole dynamodb:Query Table/index/GSI1": exercises.list_a_month,
    "MakeExportRole dynamodb:GetItem Table": exercises.list_a_month,
    "MakeExportRole dynamodb:UpdateItem Table": exercises.list_a_month,
    "MakeExportRole s3:PutObject Bucket/exports/*": exercises.list_a_month,
    "MakeExportRole dynamodb:Query Table": exercises.make_part,
    "MakeExportRole s3:GetObject Bucket/inbox/*": exercises.make_part,
    "MakeExportRole s3:GetObject Bucket/exports/*": exercises.make_part,
    "MailboxesRole dynamodb:GetItem Table": exercises.ask_for_a_poll,
    "MailboxesRole dynamodb:Query Table": exercises.list_mailboxes,
    "MailboxesRole sqs:SendMessage* PollQueue": exercises.ask_for_a_poll,
    "MailboxesRole dynamodb:PutItem Table": exercises.ask_for_a_poll,
    "MailboxesRole dynamodb:UpdateItem Table": exercises.ask_for_a_poll,
    "MailboxPreviewRole dynamodb:GetItem Table": exercises.preview,
    "MailboxPreviewRole dynamodb:BatchGetItem Table": exercises.preview,
    "MailboxPreviewRole dynamodb:Query Table": exercises.preview,
    "MailboxPreviewRole dynamodb:UpdateItem Table": exercises.preview,
    "MailboxPreviewRole secretsmanager:GetSecretValue secret:malote/${Stage}/mailbox/*": exercises.preview,
    "AuditRole dynamodb:Query Table": exercises.list_audit,
    "PollRole dynamodb:PutItem Table": lapses.refused_password,
    "ReconcileRole s3:ListBucket Bucket": lapses.reconcile,
    "ReconcileRole dynamodb:Query Table/index/GSI1": lapses.reconcile,
    "ReconcileRole dynamodb:GetItem Table": lapses.reconcile,
    "ReconcileRole dynamodb:BatchGetItem Table": lapses.reconcile,
    "ReconcileRole dynamodb:UpdateItem Table": lapses.reconcile,
    "ReconcileRole sqs:SendMessage* InboxQueue": lapses.reconcile,
}

_AWS = "https://docs.aws.amazon.com"
_MAPPING = (
    f"{_AWS}/lambda/latest/dg/services-sqs-configure.html"  # Setting up execution role permissions
)
_DESTINATION = f"{_AWS}/lambda/latest/dg/invocation-async-retain-records.html"
_KMS = f"{_AWS}/AmazonS3/latest/userguide/UsingKMSEncryption.html"  # Permissions
_PARTIQL = f"{_AWS}/amazondynamodb/latest/developerguide/ql-iam.html"
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
    "ParseRole dynamodb:PartiQLInsert Table": _PARTIQL,
    "PollRole dynamodb:PartiQLInsert Table": _PARTIQL,
    "ParseRole kms:Decrypt DataKey": _KMS,
    "ParseRole kms:GenerateDataKey DataKey": _KMS,
    "ParseRole logs:CreateLogStream ParseLogs": _LOGS,
    "ParseRole logs:PutLogEvents ParseLogs": _LOGS,
    "DocumentsRole kms:Decrypt DataKey": _KMS,
    "DocumentsRole logs:CreateLogStream DocumentsLogs": _LOGS,
    "DocumentsRole logs:PutLogEvents DocumentsLogs": _LOGS,
    "UploadsRole kms:GenerateDataKey DataKey": _KMS,
    "UploadsRole logs:CreateLogStream UploadsLogs": _LOGS,
    "UploadsRole logs:PutLogEvents UploadsLogs": _LOGS,
    "QuarantineRole logs:CreateLogStream QuarantineLogs": _LOGS,
    "QuarantineRole logs:PutLogEvents QuarantineLogs": _LOGS,
    "DocumentsPdfRole kms:Decrypt DataKey": _KMS,
    "DocumentsPdfRole kms:GenerateDataKey DataKey": _KMS,
    "DocumentsPdfRole logs:CreateLogStream DocumentsPdfLogs": _LOGS,
    "DocumentsPdfRole logs:PutLogEvents DocumentsPdfLogs": _LOGS,
    "ExportsRole kms:Decrypt DataKey": _KMS,
    "ExportsRole logs:CreateLogStream ExportsLogs": _LOGS,
    "ExportsRole logs:PutLogEvents ExportsLogs": _LOGS,
    "MakeExportRole sqs:ReceiveMessage ExportQueue": _MAPPING,
    "MakeExportRole sqs:DeleteMessage ExportQueue": _MAPPING,
    "MakeExportRole sqs:GetQueueAttributes ExportQueue": _MAPPING,
    "MakeExportRole kms:Decrypt DataKey": _KMS,
    "MakeExportRole kms:GenerateDataKey DataKey": _KMS,
    "MakeExportRole logs:CreateLogStream MakeExportLogs": _LOGS,
    "MakeExportRole logs:PutLogEvents MakeExportLogs": _LOGS,
    "ReconcileRole sqs:SendMessage* ScheduleDlq": _DESTINATION,
    "ReconcileRole logs:CreateLogStream ReconcileLogs": _LOGS,
    "ReconcileRole logs:PutLogEvents ReconcileLogs": _LOGS,
    "MailboxPreviewRole kms:Decrypt DataKey": _KMS,
    "MailboxPreviewRole logs:CreateLogStream MailboxPreviewLogs": _LOGS,
    "MailboxPreviewRole logs:PutLogEvents MailboxPreviewLogs": _LOGS,
    "AuditRole logs:CreateLogStream AuditLogs": _LOGS,
    "AuditRole logs:PutLogEvents AuditLogs": _LOGS,
    "MailboxesRole logs:CreateLogStream MailboxesLogs": _LOGS,
    "MailboxesRole logs:PutLogEvents MailboxesLogs": _LOGS,
}
"""Grants that MiniStack does not ask for, and where AWS says that it does."""

MISSED_IN_SILENCE = {
    "ParseRole s3:GetObject Bucket/trust/*",
    "MailboxPreviewRole s3:GetObject Bucket/trust/*",
}
"""S3 refuses a key that is not there as it refuses one without the grant: then nothing is trusted.

That it is there and used, test_truth shows.
"""

NOT_REACHED_HERE = {
    # Providers' token endpoints; tests/integration/imap/test_xoauth2.py renews tokens at one of ours.
    *(
        f"{role} secretsmanager:{action} secret:malote/${{Stage}}/mailbox/*"
        for role in ("PollRole", "MailboxPreviewRole")
        for action in ("PutSecretValue", "UpdateSecretVersionStage")
    ),
    # A flood that takes half a minute to read; tests/integration/aws/test_poison.py has a short one.
    "ParseRole sqs:SendMessage* InboxQueue",
}

_GRANTS = {str(grant): grant for grant in grants()}


def test_every_grant_of_the_template_is_known_here() -> None:
    assert len(_GRANTS) == len(grants()), "a grant is written twice"
    assert {*NEEDED_BY, *NOT_ENFORCED_HERE, *MISSED_IN_SILENCE, *NOT_REACHED_HERE} == set(_GRANTS)
    assert not set(NEEDED_BY) & set(NOT_ENFORCED_HERE)


@pytest.fixture(scope="module")
def rig(stack: Stack, new_tenant: Callable[..., Tenant], dovecot: Dovecot, schedule: object) -> Rig:
    tenant = new_tenant()
    dovecot.deliver(tenant.address, mail(nfe(KEYS[0])), mail(RAR))
    tenant.poll()
    tenant.wait_for(KEYS[0])
    tenant.upload(nfe(KEYS[0])[:999])
    tenant.upload(batch(*KEYS[:2]))
    stack.wait_until_idle()
    return Rig(stack, tenant)


@pytest.mark.parametrize("grant", [_GRANTS[name] for name in NEEDED_BY if name in _GRANTS], ids=str)
def test_a_function_fails_without_the_grant_and_works_with_it(rig: Rig, grant: Grant) -> None:
    works = NEEDED_BY[str(grant)]
    with without(rig.stack, grant):
        assert not works(rig), f"nothing fails without {grant}"
    assert works(rig)

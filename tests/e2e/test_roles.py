"""Least privilege: every grant of every function's role is needed, and IAM is enforced."""

from collections.abc import Callable

import pytest

from local.efi.server import Efi
from local.sefaz.server import Sefaz
from tests.documents import NFE
from tests.e2e.account_exercises import OTHER_BRANCH
from tests.e2e.accounts import set_up
from tests.e2e.billing import Desk
from tests.e2e.breaking import without
from tests.e2e.exercises import Rig
from tests.e2e.needed_by import NEEDED_BY
from tests.e2e.remote import enrolled
from tests.e2e.samples import KEYS, RAR, batch, mail, nfe
from tests.e2e.sefaz import Company
from tests.e2e.sefaz_exercises import AT_A_DEVICE, AT_SEFAZ
from tests.e2e.sending_exercises import BRANCH
from tests.e2e.stack import Stack
from tests.e2e.template import (
    Grant,
    event_sources,
    function_roles,
    grants,
    reference,
    resources,
)
from tests.e2e.tenants import ALIMENTOS, Tenant
from tests.integration.dovecot import Dovecot
from tests.integration.smtp.servers import SmtpTestServer

_GUIDE = "https://docs.aws.amazon.com/lambda/latest/dg"
_MAPPING = f"{_GUIDE}/services-sqs-configure.html"  # Setting up execution role permissions
_STREAM = f"{_GUIDE}/with-ddb.html"  # the managed policy AWSLambdaDynamoDBExecutionRole
_DESTINATION = f"{_GUIDE}/invocation-async-retain-records.html"
_STREAM_DESTINATION = f"{_GUIDE}/services-dynamodb-errors.html"
_LOGS = f"{_GUIDE}/monitoring-cloudwatchlogs.html"
_KMS = (
    "https://docs.aws.amazon.com/AmazonS3/latest/userguide/UsingKMSEncryption.html"  # Permissions
)
_PARTIQL = "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html"
_SES = "https://docs.aws.amazon.com/ses/latest/dg/control-user-access.html"

NOT_ASKED_FOR: dict[str, str] = {
    "logs:CreateLogStream": _LOGS,
    "logs:PutLogEvents": _LOGS,
    "kms:Decrypt": _KMS,
    "kms:GenerateDataKey": _KMS,
    "sqs:ReceiveMessage": _MAPPING,
    "sqs:DeleteMessage": _MAPPING,
    "sqs:GetQueueAttributes": _MAPPING,
    "dynamodb:GetRecords": _STREAM,
    "dynamodb:GetShardIterator": _STREAM,
    "dynamodb:DescribeStream": _STREAM,
    "dynamodb:ListStreams": _STREAM,
    "dynamodb:PartiQLInsert": _PARTIQL,
    "ses:SendEmail": _SES,
}
"""Actions that MiniStack asks nobody for, or not so, and where AWS says that it does."""

DESTINATIONS: dict[str, str] = {
    "FanOutRole sqs:SendMessage* ScheduleDlq": _DESTINATION,
    "ReconcileRole sqs:SendMessage* ScheduleDlq": _DESTINATION,
    "SweepMailRole sqs:SendMessage* ScheduleDlq": _DESTINATION,
    "CertExpiryRole sqs:SendMessage* ScheduleDlq": _DESTINATION,
    "BillingSweepRole sqs:SendMessage* ScheduleDlq": _DESTINATION,
    "BillingPlanRole sqs:SendMessage* ScheduleDlq": _DESTINATION,
    "SefazPlanRole sqs:SendMessage* ScheduleDlq": _DESTINATION,
    "SefazDeadlinesRole sqs:SendMessage* ScheduleDlq": _DESTINATION,
    "FollowUpRole sqs:SendMessage* FollowUpDlq": _STREAM_DESTINATION,
}
"""Where Lambda itself puts what failed; MiniStack does so with no role's grant."""

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
        f"{role} secretsmanager:{action} secret:malote/${{Stage}}/{purpose}/*"
        for purpose, roles in (
            ("mailbox", ("PollRole", "MailboxPreviewRole", "MailboxSetupRole")),
            ("smtp", ("SendMailRole", "MailSettingsRole")),
        )
        for role in roles
        for action in ("PutSecretValue", "UpdateSecretVersionStage")
    ),
    # Two that meet in one moment; tests/integration/aws/test_certificate_races.py has them meet.
    "CertAdminRole dynamodb:DeleteItem Table",
    "CertExpiryRole secretsmanager:RestoreSecret secret:malote/${Stage}/certificate/*",
    # A flood that takes half a minute to read; tests/integration/aws/test_poison.py has a short one.
    "ParseRole sqs:SendMessage* InboxQueue",
}

_FUNCTIONS = resources("AWS::Serverless::Function")
_GRANTS = {str(grant): grant for grant in grants()}
_UNASKED = {name for name, grant in _GRANTS.items() if grant.action in NOT_ASKED_FOR}


def test_every_grant_of_the_template_is_known_here() -> None:
    assert len(_GRANTS) == len(grants()), "a grant is written twice"
    shown = {*NEEDED_BY, *DESTINATIONS, *MISSED_IN_SILENCE, *NOT_REACHED_HERE}
    assert shown | _UNASKED == set(_GRANTS)
    assert not shown & _UNASKED


@pytest.mark.parametrize("role", function_roles())
def test_a_role_has_what_nobody_asks_for_here_only_for_what_it_does(role: str) -> None:
    """Its own log, the key of objects that it reads or writes, the queue or stream that starts it."""
    function = next(name for name, of in _FUNCTIONS.items() if reference(of["Role"]) == role)
    mine = [grant for grant in grants() if grant.role == role]
    actions = {grant.action for grant in mine}
    assert ("kms:Decrypt" in actions) == ("s3:GetObject" in actions)
    assert ("kms:GenerateDataKey" in actions) == ("s3:PutObject" in actions)
    log = reference(_FUNCTIONS[function]["LoggingConfig"]["LogGroup"])
    queues = {reference(source["Queue"]) for of, source in event_sources("SQS") if of == function}
    streams = {source["Stream"] for of, source in event_sources("DynamoDB") if of == function}
    for page, whose in ((_LOGS, {log}), (_MAPPING, queues), (_STREAM, streams)):
        wanted = {name for name, of in NOT_ASKED_FOR.items() if of == page}
        given = {(grant.action, grant.resource) for grant in mine if grant.action in wanted}
        assert given == {(name, of) for name in wanted for of in whose}


@pytest.fixture(scope="module")
def rig(
    stack: Stack,
    new_tenant: Callable[..., Tenant],
    dovecot: Dovecot,
    smtp: SmtpTestServer,
    efi: Efi,
    sefaz: Sefaz,
    schedule: object,
) -> Rig:
    tenant = new_tenant(tax_ids=(ALIMENTOS, OTHER_BRANCH, AT_SEFAZ, AT_A_DEVICE))
    set_up(tenant, smtp, BRANCH)
    dovecot.deliver(tenant.address, mail(nfe(KEYS[0])), mail(RAR))
    tenant.poll()
    tenant.wait_for(KEYS[0])
    tenant.upload(nfe(KEYS[0])[:999])
    tenant.upload(batch(*KEYS[:2]))
    tenant.upload(NFE)
    stack.wait_until_idle()
    desk = Desk(tenant, efi)
    desk.set_up(pix_proof="hmac")
    charge = desk.issue()["id"]
    desk.rest()
    company, other = (Company(tenant, sefaz, each) for each in (AT_SEFAZ, AT_A_DEVICE))
    company.set_up()
    other.set_up("A3")
    return Rig(stack, tenant, smtp, desk, charge, company, enrolled(other))


@pytest.mark.parametrize("grant", [_GRANTS[name] for name in NEEDED_BY if name in _GRANTS], ids=str)
def test_a_function_fails_without_the_grant_and_works_with_it(rig: Rig, grant: Grant) -> None:
    works = NEEDED_BY[str(grant)]
    with without(rig.stack, grant):
        assert not works(rig), f"nothing fails without {grant}"
    assert works(rig)

"""What template.yaml promises and no emulator shows."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from functions.monthly_export.handler import ATTEMPTS
from functions.parse_xml.handler import READING
from functions.poll_mailbox.handler import BATCH
from malote.adapters.keys import audit, certificate_history, ledger
from malote.billing.steps import BEFORE_LOOKING
from malote.exports.models import STUCK
from malote.mailboxes.poll import Limits
from malote.messages.deliver import Limits as SendLimits
from malote.messages.turns import LEASE
from tests.e2e.openapi import ENDPOINTS, OF_DEVICES, OPEN_TO_ALL
from tests.e2e.template import (
    Grant,
    as_list,
    event_sources,
    function_roles,
    grants,
    reference,
    resources,
    template,
)

FUNCTIONS = resources("AWS::Serverless::Function")
QUEUES = resources("AWS::SQS::Queue")
DLQS = {name for name in QUEUES if name.endswith("Dlq")}


@pytest.mark.parametrize("name", sorted(set(QUEUES) - DLQS))
def test_every_queue_gives_up_into_a_dlq_of_its_own(name: str) -> None:
    redrive = QUEUES[name]["RedrivePolicy"]
    assert reference(redrive["deadLetterTargetArn"]) == name.replace("Queue", "Dlq")
    assert redrive["maxReceiveCount"] >= 5  # as the AWS Lambda guide advises


@pytest.mark.parametrize("name", sorted(DLQS))
def test_every_dlq_has_an_alarm_and_keeps_messages_for_two_weeks(name: str) -> None:
    assert QUEUES[name]["MessageRetentionPeriod"] == 14 * 24 * 3600
    alarm = next(a for a in resources("AWS::CloudWatch::Alarm").values() if watches(a, name))
    assert alarm["AlarmActions"] == ["${AlarmTopic}"]
    assert (alarm["Threshold"], alarm["ComparisonOperator"]) == (0, "GreaterThanThreshold")


def watches(alarm: dict[str, Any], queue: str) -> bool:
    named = {"Name": "QueueName", "Value": f"${{{queue}.QueueName}}"} in alarm["Dimensions"]
    return named and alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"


@pytest.mark.parametrize("function", [name for name, _ in event_sources("Schedule")])
def test_what_the_schedule_loses_reaches_a_dlq(function: str) -> None:
    config = FUNCTIONS[function]["EventInvokeConfig"]["DestinationConfig"]
    assert reference(config["OnFailure"]["Destination"]) in DLQS


def test_what_the_stream_loses_reaches_a_dlq() -> None:
    ((_, source),) = event_sources("DynamoDB")
    assert reference(source["DestinationConfig"]["OnFailure"]["Destination"]) in DLQS
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


@pytest.mark.parametrize(("function", "source"), list(event_sources("SQS")))
def test_a_message_stays_hidden_while_it_may_be_worked_on(
    function: str, source: dict[str, Any]
) -> None:
    """As the AWS Lambda guide says, "Creating and configuring an Amazon SQS event source mapping"."""
    window = source.get("MaximumBatchingWindowInSeconds", 0)
    hidden = QUEUES[reference(source["Queue"])]["VisibilityTimeout"]
    assert hidden >= 6 * FUNCTIONS[function]["Timeout"] + window
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]


def test_a_poll_has_a_thread_for_each_message_and_ends_before_the_function() -> None:
    assert dict(event_sources("SQS"))["PollFunction"]["BatchSize"] == BATCH
    timeout, limits = FUNCTIONS["PollFunction"]["Timeout"], Limits()
    assert limits.enough < limits.cut < limits.lease < timeout


def test_a_sending_ends_before_the_function_and_its_claim_after_it() -> None:
    timeout = timedelta(seconds=FUNCTIONS["SendMailFunction"]["Timeout"])
    assert SendLimits().enough < SendLimits().cut < timeout.total_seconds()
    assert timeout < LEASE < timedelta(seconds=QUEUES["SendQueue"]["VisibilityTimeout"])


def test_a_charge_is_looked_for_when_whoever_asked_for_it_is_dead() -> None:
    """So that it is not issued again while its issue is on its way."""
    for function in ("BillingChargesFunction", "BillingIssueFunction"):
        assert timedelta(seconds=FUNCTIONS[function]["Timeout"] + 30) < BEFORE_LOOKING


def test_fifty_threads_share_two_heaps() -> None:
    assert FUNCTIONS["PollFunction"]["Environment"]["Variables"]["MALLOC_ARENA_MAX"] == "2"


def test_a_package_is_given_up_when_its_queue_gives_up() -> None:
    queue = QUEUES["ExportQueue"]
    assert queue["RedrivePolicy"]["maxReceiveCount"] == ATTEMPTS
    assert timedelta(seconds=queue["VisibilityTimeout"]) * ATTEMPTS == STUCK


def test_a_batch_is_read_in_half_of_the_functions_time() -> None:
    assert FUNCTIONS["ParseFunction"]["Timeout"] == 2 * READING


@pytest.mark.parametrize("name", resources("AWS::Logs::LogGroup"))
def test_logs_are_kept_for_a_while(name: str) -> None:
    group = resources("AWS::Logs::LogGroup")[name]
    assert reference(group["RetentionInDays"]) == "LogRetentionDays"


def test_every_function_logs_to_a_group_of_its_own() -> None:
    groups = [reference(function["LoggingConfig"]["LogGroup"]) for function in FUNCTIONS.values()]
    assert len(set(groups)) == len(groups)
    assert set(groups) <= set(resources("AWS::Logs::LogGroup"))


def test_the_bucket_is_private_encrypted_and_forgets_nothing() -> None:
    bucket = resources("AWS::S3::Bucket")["Bucket"]
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    block = bucket["PublicAccessBlockConfiguration"]
    assert len(block) == 4
    assert all(block.values())
    (rule,) = bucket["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    encryption = rule["ServerSideEncryptionByDefault"]
    assert (encryption["SSEAlgorithm"], encryption["KMSMasterKeyID"]) == (
        "aws:kms",
        "${DataKey.Arn}",
    )
    for rule in bucket["LifecycleConfiguration"]["Rules"]:
        expires = [name for name in rule if "Expiration" in name]
        # The first two are made from the documents; the last stays in the mails it was sent in.
        assert not expires or rule["Prefix"] in {"exports/", "pdf/", "files/", "remote/"}


def test_the_table_can_be_restored_and_not_be_dropped() -> None:
    table = resources("AWS::DynamoDB::Table")["Table"]
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["DeletionProtectionEnabled"]


@pytest.mark.parametrize("name", ["Bucket", "Table", "DataKey", "UserPool"])
def test_what_holds_data_outlives_the_stack(name: str) -> None:
    resource = template()["Resources"][name]
    assert (resource["DeletionPolicy"], resource["UpdateReplacePolicy"]) == ("Retain", "Retain")


def test_every_function_has_a_role_of_its_own() -> None:
    assert len(set(function_roles())) == len(FUNCTIONS)


@pytest.mark.parametrize("role", function_roles())
def test_a_role_has_the_one_policy_that_is_written_in_it(role: str) -> None:
    properties = resources("AWS::IAM::Role")[role]
    assert set(properties) == {"AssumeRolePolicyDocument", "Policies"}
    assert len(properties["Policies"]) == 1


@pytest.mark.parametrize("grant", grants(), ids=str)
def test_a_grant_names_its_action_and_its_resource(grant: Grant) -> None:
    # The one exception is for MiniStack, which has another action for batches.
    assert re.fullmatch(
        r"[a-z0-9]+:[A-Z]\w+", grant.action.replace("sqs:SendMessage*", "sqs:SendMessage")
    )
    assert re.match(r"\w|\$\{Table\.StreamArn\}", grant.resource)


def test_whoever_writes_cannot_change_the_trail_the_history_of_certificates_or_the_ledger() -> None:
    writes = {"PutItem", "UpdateItem", "DeleteItem", "BatchWriteItem", "PartiQLInsert"}
    writers = {each.role for each in grants() if each.action.removeprefix("dynamodb:") in writes}
    (stays,) = resources("AWS::IAM::ManagedPolicy").values()
    assert {reference(role) for role in stays["Roles"]} == writers
    (statement,) = stays["PolicyDocument"]["Statement"]
    denied = {each.removeprefix("dynamodb:") for each in statement["Action"]}
    assert statement["Effect"] == "Deny"
    ((_, keys),) = statement["Condition"].items()
    told = [
        each["PK"] for each in (audit("acme", "", ""), certificate_history("acme"), ledger("acme"))
    ]
    assert keys == {"dynamodb:LeadingKeys": [each.replace("acme", "*") for each in told]}
    assert writes - denied == {"PutItem"}  # whose condition refuses a key that is taken


def test_no_role_is_allowed_everything_anywhere() -> None:
    for properties in resources("AWS::IAM::Role").values():
        for policy in properties.get("Policies", []):
            for statement in policy["PolicyDocument"]["Statement"]:
                assert "*" not in as_list(statement["Resource"])
                assert not [a for a in as_list(statement["Action"]) if a.endswith(":*") or a == "*"]


def test_the_api_has_the_routes_that_its_document_describes() -> None:
    routes = [(event["Method"], event["Path"]) for _, event in event_sources("Api")]
    assert sorted(routes) == sorted([*ENDPOINTS, *OPEN_TO_ALL, *OF_DEVICES])


def test_users_cannot_move_to_another_tenant() -> None:
    (pool,) = resources("AWS::Cognito::UserPool").values()
    (attribute,) = (each for each in pool["Schema"] if each["Name"] == "tenant")
    assert attribute["Mutable"] is False
    assert pool["AdminCreateUserConfig"] == {"AllowAdminCreateUserOnly": True}
    for client in resources("AWS::Cognito::UserPoolClient").values():
        assert "custom:tenant" not in client["WriteAttributes"]


def test_every_route_asks_for_a_token_but_those_of_links_webhooks_and_devices() -> None:
    (api,) = resources("AWS::Serverless::Api").values()
    assert api["Auth"]["DefaultAuthorizer"] in api["Auth"]["Authorizers"]
    others = [event for _, event in event_sources("Api") if "Auth" in event]
    assert all(event["Auth"] == {"Authorizer": "NONE"} for event in others)
    without = sorted((event["Method"], event["Path"]) for event in others)
    assert without == sorted([*OPEN_TO_ALL, *OF_DEVICES])
    unsubscribe, webhook = "/notices/unsubscribe", "/webhooks/efi/{webhook_id}"
    posts = (unsubscribe, "/remote/devices", webhook, f"{webhook}/pix")
    assert [("GET", unsubscribe), *(("POST", path) for path in posts)] == OPEN_TO_ALL
    assert all(path.startswith("/remote/") for _, path in OF_DEVICES)


def test_what_api_gateway_itself_refuses_reads_like_every_other_problem() -> None:
    (api,) = resources("AWS::Serverless::Api").values()
    for response in api["GatewayResponses"].values():
        body = response["ResponseTemplates"]["application/json"]
        problem = json.loads(body.replace("$context.error.messageString", '"quoted already"'))
        assert {"type", "title", "code", "action"} <= set(problem)
        assert problem.get("status") == response.get("StatusCode")

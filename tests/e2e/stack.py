"""The deployed stack as a test sees it: its functions, queues, table and logs, and the API."""

import json
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from local.cloud import Cloud
from malote.adapters.items import Item, from_item
from tests.canaries import Canaries
from tests.e2e.waiting import until

STAGE = "test"
_QUEUES = (
    "PollQueue", "InboxQueue", "ExportQueue", "SendQueue", "NoticeQueue", "ToldQueue", "IssueQueue",
    "CompareQueue", "SefazQueue", "RemoteQueue",
)  # fmt: skip


@dataclass
class Stack:
    """``answers`` keeps what the API said, ``secrets`` what nobody may ever say or log.

    ``broken`` are the times when a test broke the stack on purpose: errors are expected then.
    """

    cloud: Cloud
    answers: list[str] = field(default_factory=list)
    secrets: Canaries = field(default_factory=Canaries)
    broken: list[tuple[datetime, datetime]] = field(default_factory=list)

    def call(
        self,
        method: str,
        path: str,
        token: str | None = None,
        body: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[int, dict[str, Any]]:
        """Call the API. Returns the status and the JSON."""
        status, answer = self.cloud.call(method, path, token, body, headers)
        self.answers.append(f"{method} {path}: {json.dumps(answer, ensure_ascii=False)}")
        return status, answer

    def invoke(self, function: str, event: Mapping[str, Any]) -> Any:
        """Run a function, by its name in the template, at once. Raises AssertionError."""
        answer = self._lambda.invoke(
            FunctionName=self.resources[function], Payload=json.dumps(event)
        )
        payload = json.loads(answer["Payload"].read())
        assert "FunctionError" not in answer, payload
        return payload

    def handle(self, function: str, *bodies: str) -> int:
        """Hand a function these messages of its queue. Returns how many it wants again."""
        first = {"ApproximateReceiveCount": "1"}
        records = [
            {"messageId": str(n), "body": body, "attributes": first}
            for n, body in enumerate(bodies)
        ]
        return len(self.invoke(function, {"Records": records})["batchItemFailures"])

    def fan_out(self) -> int:
        """Fire the schedule. Returns how many polls it asked for."""
        queued = self.invoke("FanOutFunction", {"time": datetime.now(UTC).isoformat()})["queued"]
        return int(queued)

    def send(self, queue: str, *bodies: str) -> None:
        """Put messages into a queue, all at once."""
        entries = [{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)]
        self._sqs.send_message_batch(QueueUrl=self.resources[queue], Entries=entries)

    def waiting(self, queue: str) -> int:
        """How many messages are in a queue, those being worked on included.

        SEFAZ's turns also while they are held back, which is for two seconds.
        """
        wanted = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        if queue == "SefazQueue":
            wanted.append("ApproximateNumberOfMessagesDelayed")
        answer = self._sqs.get_queue_attributes(
            QueueUrl=self.resources[queue], AttributeNames=wanted
        )
        return sum(map(int, answer["Attributes"].values()))

    def wait_until_idle(self) -> None:
        """Until everything that was queued is done."""
        until(
            "empty queues",
            lambda: {queue: self.waiting(queue) for queue in _QUEUES},
            lambda waiting: not any(waiting.values()),
        )

    def items(self, tenant: str = "") -> list[Item]:
        """Everything that the table holds, of a tenant or at all, in a fixed order."""
        pages = self._dynamodb.get_paginator("scan").paginate(TableName=self.table)
        found = [from_item(item) for page in pages for item in page["Items"]]
        mine = [
            item for item in found if f"{item['PK']}#".startswith(f"TENANT#{tenant}#") or not tenant
        ]
        return sorted(mine, key=lambda item: (item["PK"], item["SK"]))

    def objects(self, tenant: str = "") -> dict[str, bytes]:
        """What the bucket holds of what a tenant was brought, or everything at all, by key."""
        s3, bucket = self.cloud.client("s3"), self.cloud.outputs["BucketName"]
        pages = s3.get_paginator("list_objects_v2")
        prefixes = [f"{door}/{tenant}/" for door in ("inbox", "quarantine")] if tenant else [""]
        return {
            each["Key"]: s3.get_object(Bucket=bucket, Key=each["Key"])["Body"].read()
            for prefix in prefixes
            for page in pages.paginate(Bucket=bucket, Prefix=prefix)
            for each in page.get("Contents", [])
        }

    def ses_mails(self) -> list[str]:
        """What SES was given to send, each as MiniStack shows it."""
        url = f"{self.cloud.endpoint_url}/_ministack/ses/messages"
        with urllib.request.urlopen(url, timeout=10) as answer:
            return [
                json.dumps(each, ensure_ascii=False)
                for mails in json.load(answer)["messages"].values()
                for each in mails
            ]

    def everything(self) -> Iterator[tuple[str, str | bytes]]:
        """All that the stack was made to say or to keep, each with a name to find it by."""
        yield from ((f"log of {at}", line) for at, line in self.logs())
        yield from ((answer[:60], answer) for answer in self.answers)
        yield from ((item["PK"] + item["SK"], repr(item)) for item in self.items())
        yield from self.objects().items()
        yield from (("a notice by SES", mail) for mail in self.ses_mails())
        for service, operation in (
            ("cloudwatch", "list_metrics"),
            ("cloudformation", "describe_stack_events"),
            ("events", "list_rules"),
        ):
            named = {"StackName": self.cloud.stack_name} if service == "cloudformation" else {}
            yield operation, repr(getattr(self.cloud.client(service), operation)(**named))

    def logs(self, group: str = "") -> list[tuple[datetime, str]]:
        """When and what the functions and the API logged, in this group or in all."""
        logs = self.cloud.client("logs")
        groups = logs.describe_log_groups(logGroupNamePrefix=f"/malote/{STAGE}/{group}")[
            "logGroups"
        ]
        pages = (
            page
            for each in groups
            for page in logs.get_paginator("filter_log_events").paginate(
                logGroupName=each["logGroupName"]
            )
        )
        return [
            (datetime.fromtimestamp(event["timestamp"] / 1000, UTC), event["message"])
            for page in pages
            for event in page["events"]
        ]

    @cached_property
    def resources(self) -> dict[str, str]:
        """The physical id of everything in the template, by its name there."""
        pages = self.cloud.client("cloudformation").get_paginator("list_stack_resources")
        return {
            each["LogicalResourceId"]: each["PhysicalResourceId"]
            for page in pages.paginate(StackName=self.cloud.stack_name)
            for each in page["StackResourceSummaries"]
        }

    @property
    def table(self) -> str:
        return self.cloud.outputs["TableName"]

    @cached_property
    def _lambda(self) -> Any:
        return self.cloud.client("lambda")

    @cached_property
    def _sqs(self) -> Any:
        return self.cloud.client("sqs")

    @cached_property
    def _dynamodb(self) -> Any:
        return self.cloud.client("dynamodb")

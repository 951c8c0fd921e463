"""A stack for malote-admin to act on: one that has outputs, and nothing else."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import uuid4

import boto3
import pytest

from malote import bootstrap
from malote.adapters.table import Table
from malote.admin import stack
from malote.settings import settings

_VARIABLES = ["STAGE", "TABLE_NAME", "BUCKET_NAME", "POLL_QUEUE_URL", "INBOX_QUEUE_URL"]
_VARIABLES += ["LOOPBACK_MAIL_HOSTS"]


@contextmanager
def deployed(table: Table, monkeypatch: pytest.MonkeyPatch, **outputs: str) -> Iterator[None]:
    """The stack that commands find, of this table."""
    name = f"stack-{uuid4().hex[:12]}"
    told = {"Stage": name, "TableName": table._name, "BucketName": "b", "LoopbackMailHosts": "true"}
    told |= {"PollQueueUrl": "q", "InboxQueueUrl": "q", **outputs}
    template = {
        "Resources": {"Nothing": {"Type": "AWS::CloudFormation::WaitConditionHandle"}},
        "Outputs": {each: {"Value": value} for each, value in told.items()},
    }
    boto3.client("cloudformation").create_stack(StackName=name, TemplateBody=json.dumps(template))
    monkeypatch.setenv("MALOTE_STACK", name)
    for variable in _VARIABLES:  # which commands set
        monkeypatch.setenv(variable, "")
    caches = (stack.outputs, settings, bootstrap.table)
    for cache in caches:
        cache.cache_clear()
    yield
    for cache in caches:
        cache.cache_clear()

"""DynamoDB and S3 as MiniStack has them, with the table that template.yaml describes."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest
import yaml

from local import processes
from local.cloud import Cloud
from local.paths import ROOT
from malote.adapters import aws
from malote.adapters.table import Table
from tests.integration.aws.queues import new_queue


class _Loader(yaml.SafeLoader):
    """Takes CloudFormation's own tags for what they hold."""


def _held(loader: _Loader, _suffix: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    assert isinstance(node, yaml.MappingNode)
    return loader.construct_mapping(node, deep=True)


_Loader.add_multi_constructor("!", _held)


@cache
def resources() -> dict[str, Any]:
    template = yaml.load((ROOT / "template.yaml").read_text(), _Loader)
    found: dict[str, Any] = template["Resources"]
    return found


def forget_clients() -> None:
    """They keep the address and the credentials that they were made with."""
    aws._client.cache_clear()
    aws._session.cache_clear()
    boto3.DEFAULT_SESSION = None


@pytest.fixture(scope="session")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    folder: Path = tmp_path_factory.mktemp("ministack")
    cloud = Cloud(folder, processes.free_port(0), "none")
    before = dict(os.environ)
    os.environ |= cloud.env
    forget_clients()
    try:
        cloud.start()
        yield cloud
    finally:
        cloud.stop()
        os.environ.clear()
        os.environ |= before
        forget_clients()


def new_table() -> Table:
    """Made as template.yaml describes it."""
    described = resources()["Table"]["Properties"]
    wanted = ("BillingMode", "AttributeDefinitions", "KeySchema", "GlobalSecondaryIndexes")
    name = f"table-{uuid4().hex[:12]}"
    boto3.client("dynamodb").create_table(
        TableName=name, **{each: described[each] for each in wanted}
    )
    return Table(name)


def new_bucket() -> str:
    name = f"bucket-{uuid4().hex[:12]}"
    boto3.client("s3").create_bucket(
        Bucket=name,
        CreateBucketConfiguration={"LocationConstraint": "sa-east-1"},
    )
    return name


@pytest.fixture
def table(cloud: Cloud) -> Table:
    """A new table for each test."""
    return new_table()


@pytest.fixture
def bucket(cloud: Cloud) -> str:
    """A new bucket for each test."""
    return new_bucket()


@pytest.fixture
def queue(cloud: Cloud) -> str:
    """The address of a new queue for each test."""
    return new_queue()

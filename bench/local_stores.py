"""S3 and DynamoDB of MiniStack, on this machine: a bucket and the table of template.yaml."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from bench.figure import say
from local import processes
from local.cloud import Cloud
from malote.adapters.table import Table
from tests.integration.aws.conftest import forget_clients, new_bucket, new_table


@dataclass(frozen=True, slots=True)
class LocalStores:
    """Of an environment that leads every client to them."""

    bucket: str
    table: Table


@contextmanager
def local_stores() -> Iterator[LocalStores]:
    """Start when entered, stop when left."""
    say("· MiniStack")
    with TemporaryDirectory(prefix="malote-bench-") as folder:
        cloud = Cloud(Path(folder), processes.free_port(0), "none")
        with patch.dict(os.environ, cloud.env):
            forget_clients()
            cloud.start()
            try:
                yield LocalStores(new_bucket(), new_table())
            finally:
                cloud.stop()
                forget_clients()

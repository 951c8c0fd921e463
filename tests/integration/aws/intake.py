"""What parse_xml makes of what is put in the inbox, through the handler that Lambda calls."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from functions.parse_xml.handler import handle
from local.schemas import PACKAGE
from malote import bootstrap
from malote.adapters import keys
from malote.adapters.archive import S3Archive
from malote.adapters.table import Table
from malote.adapters.trust import write_bundle
from malote.settings import settings
from tests.handlers.events import Context, announced
from tests.integration.aws.conftest import new_bucket, new_table
from tests.integration.aws.queues import named_in, new_queue, taken
from tests.signing import authority


@dataclass(frozen=True)
class Intake:
    """A tenant's inbox, its queue and its ledger."""

    table: Table
    bucket: str
    queue: str
    tenant: str = "acme"

    def put(self, contents: Sequence[bytes]) -> list[str]:
        return [sha256 for sha256, _ in S3Archive(self.bucket).put_all(self.tenant, contents)]

    def deliver(self, sha256s: Sequence[str], receives: int = 1) -> list[str]:
        """Hand a batch of messages over, each of one object. Gives those that failed."""
        records = [
            {
                "messageId": sha256,
                "body": announced(keys.inbox(self.tenant, sha256)),
                "attributes": {"ApproximateReceiveCount": str(receives)},
            }
            for sha256 in sha256s
        ]
        answer = handle({"Records": records}, Context())
        return [each["itemIdentifier"] for each in answer["batchItemFailures"]]

    def entry(self, sha256: str) -> Mapping[str, Any]:
        """What the ledger says of a blob."""
        return self.table.get(keys.blob(self.tenant, sha256)) or {}

    def outcomes(self, sha256s: Sequence[str]) -> list[str]:
        """Of each its code in quarantine, or else how it ended."""
        entries = map(self.entry, sha256s)
        return [each.get("code") or each.get("outcome", "unknown") for each in entries]

    def waiting(self) -> list[str]:
        """What the queue holds, taken out of it."""
        return [keys.of_inbox(key)[1] for key in named_in(taken(self.queue))]


@contextmanager
def intake(*tax_ids: str) -> Iterator[Intake]:
    """With the official schemas, and one authority that is trusted. Needs the local cloud."""
    table, bucket, queue = new_table(), new_bucket(), new_queue()
    table.put_all([keys.tax_id("acme", each) for each in tax_ids])
    write_bundle(bucket, authority().pem)
    values = {"STAGE": "test", "TABLE_NAME": table._name, "BUCKET_NAME": bucket, "INBOX_QUEUE_URL": queue}  # fmt: skip
    caches = (settings, bootstrap.table, bootstrap.schemas)
    with pytest.MonkeyPatch.context() as patch, TemporaryDirectory() as folder:
        Path(folder, "fiscal_schemas").symlink_to(PACKAGE)
        patch.syspath_prepend(folder)
        for name, value in values.items():
            patch.setenv(name, value)
        for cached in caches:
            cached.cache_clear()
        yield Intake(table, bucket, queue)
    for cached in caches:
        cached.cache_clear()

"""What stands around the sender: a cloud, and a mail server that hangs up whenever it likes."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unittest.mock import patch

from local import processes
from local.ca import ensure_certificates
from local.cloud import Cloud
from local.paths import ROOT
from tests.integration.aws.conftest import new_bucket, new_table
from tests.integration.aws.queues import new_queue
from tests.sending.mails import BRANCHES, from_address

_HIDDEN = 12 * 60 * 60  # it never runs out: the driver says when it has, instead of waiting


@dataclass
class ServerLog:
    """What the mail server wrote down, read as far as it has come."""

    path: Path
    taken: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    cut_within: set[str] = field(default_factory=set)
    cuts: int = 0
    _offset: int = 0

    def read(self) -> None:
        if not self.path.exists():
            return
        with self.path.open("rb") as log:
            log.seek(self._offset)
            whole = log.read().rpartition(b"\n")[0]
        self._offset += len(whole) + 1 if whole else 0
        for line in whole.splitlines():
            told = json.loads(line)
            if told["event"] == "taken":
                self.taken.setdefault(told["id"], []).append(told)
            else:
                self.cuts += 1
                if "id" in told:
                    self.cut_within.add(told["id"])


@dataclass(frozen=True)
class World:
    """``log`` is the mail server's."""

    cloud: Cloud
    table: str
    bucket: str
    queue: str
    port: int
    ca: Path
    log: ServerLog

    @property
    def env(self) -> dict[str, str]:
        """What the functions are told by their environment."""
        return {
            **self.cloud.env,
            "STAGE": "crash",
            "TABLE_NAME": self.table,
            "BUCKET_NAME": self.bucket,
            "SEND_QUEUE_URL": self.queue,
            "MAIL_CA_PEM": self.ca.read_text(),
            "LOOPBACK_MAIL_HOSTS": "true",
            "POWERTOOLS_LOG_LEVEL": "INFO",
        }

    def accounts(self) -> list[dict[str, Any]]:
        """Each branch's, whose password is kept."""
        secrets = self.cloud.client("secretsmanager")
        accounts = []
        for tenant, branch in (
            (t, branch) for t, branches in BRANCHES.items() for branch in branches
        ):
            name = f"malote/crash/smtp/{tenant}/{branch}/1"
            secrets.create_secret(Name=name, SecretString=json.dumps({"password": "segredo"}))
            accounts.append(
                {
                    "tenant": tenant,
                    "branch": branch,
                    "host": "localhost",
                    "port": self.port,
                    "security": "tls",
                    "from_address": from_address(branch),
                    "username": from_address(branch),
                    "secret_name": name,
                    "revision": "1",
                }
            )
        return accounts


@contextmanager
def world(folder: Path, seed: int, rate: float) -> Iterator[World]:
    """Everything empty; the server cuts ``rate`` of a thousand connections at each step."""
    cloud = Cloud(folder / "cloud", processes.free_port(0), "none")
    files = ensure_certificates(folder)
    arguments = [folder, files.certificate, files.key, seed, rate]
    try:
        cloud.start()
        server = subprocess.Popen(
            [sys.executable, "-m", "tests.sending.server", *map(str, arguments)],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        try:
            port = _port(folder / "port", server)
            with patch.dict(os.environ, cloud.env):
                table, bucket, queue = new_table()._name, new_bucket(), new_queue(_HIDDEN)
            _keep_versions(cloud, bucket)
            log = ServerLog(folder / "log")
            yield World(cloud, table, bucket, queue, port, files.ca, log)
        finally:
            server.send_signal(signal.SIGKILL)
            server.wait()
    finally:
        cloud.stop()


def _keep_versions(cloud: Cloud, bucket: str) -> None:
    versions = {"Status": "Enabled"}
    cloud.client("s3").put_bucket_versioning(Bucket=bucket, VersioningConfiguration=versions)


def _port(told: Path, server: subprocess.Popen[bytes]) -> int:
    deadline = time.monotonic() + 30
    while not told.exists():
        assert server.poll() is None, "the mail server did not start"
        assert time.monotonic() < deadline
        time.sleep(0.05)
    return int(told.read_text())

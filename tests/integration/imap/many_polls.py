"""Many mailboxes polled at once as Lambda does it, in a fresh process whose memory is its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import batched
from pathlib import Path
from time import monotonic, thread_time
from unittest.mock import patch

from functions.poll_mailbox import handler
from malote import bootstrap
from malote.adapters.dialer import Dialer
from malote.adapters.imap import ImapServer
from malote.adapters.imap_connection import Limits as SessionLimits
from malote.adapters.tls import tls_context
from malote.mailboxes.models import Mailbox, PollReport, PollRequest
from malote.mailboxes.poll import Limits, Poller
from tests.fakes.many_mailboxes import ManyMailboxes
from tests.fakes.pollers import memory_poller
from tests.fakes.stores import MemoryArchive
from tests.fakes.trail import MemoryTrail
from tests.fresh import peak


@dataclass
class Order:
    """Which mailboxes are to be polled, and with how much patience (None: as in Lambda)."""

    mailboxes: list[dict[str, str]]
    password: str
    ca_pem: str
    poll: dict[str, float] = field(default_factory=dict)
    session: dict[str, float] = field(default_factory=dict)


@dataclass
class Polled:
    """How one poll went: ``seconds`` by the clock, ``cpu`` of its own thread."""

    error: str | None
    shown: str
    mails: int
    stored: int
    quarantined: int
    seconds: float
    cpu: float


@dataclass
class Account:
    """How all of them went, by mailbox. ``said`` is all that the process wrote."""

    polls: dict[str, Polled]
    failed: int
    megabytes: int
    said: str = ""


class _Hashes(MemoryArchive):
    """Keeps no content, which in S3 takes none of our memory either."""

    def put_all(self, tenant: str, contents: Sequence[bytes]) -> list[tuple[str, bool]]:
        hashes = [sha256(content).hexdigest() for content in contents]
        new = [each not in self.inbox for each in hashes]
        self.inbox |= dict.fromkeys(hashes, b"")
        return list(zip(hashes, new, strict=True))

    def put_aside(self, tenant: str, blob_id: str, content: bytes) -> None:
        super().put_aside(tenant, blob_id, b"")


@dataclass
class _Watched:
    """The poller, and what it did."""

    poller: Poller
    polls: dict[str, Polled] = field(default_factory=dict)

    def poll(self, request: PollRequest) -> tuple[PollReport | None, PollRequest | None]:
        began, cpu = monotonic(), thread_time()
        report, following = self.poller.poll(request)
        assert report
        self.polls[request.mailbox_id] = Polled(
            type(report.error).__name__ if report.error else None,
            str(report.error or ""),
            report.mails,
            report.stored + report.duplicate,
            report.quarantined,
            monotonic() - began,
            thread_time() - cpu,
        )
        return report, following


class _Queue:
    def send(self, requests: Iterable[PollRequest]) -> None:
        """What is left is for another poll."""


def poll_in_a_fresh_process(order: Order, directory: Path) -> Account:
    """Poll all of them, by batches of 50, each with the threads that Lambda gives it."""
    answer = directory / "account.json"
    done = subprocess.run(
        [sys.executable, "-m", __name__, str(answer)],
        # As in template.yaml: else glibc keeps a heap for each of fifty threads.
        env=os.environ | {"MALLOC_ARENA_MAX": "2"},
        input=json.dumps(asdict(order)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    account = Account(**json.loads(answer.read_text()))
    polls = {box: Polled(**polled) for box, polled in account.polls.items()}  # type: ignore[arg-type]
    return replace(account, polls=polls, said=done.stdout + done.stderr)


def _poll_all(order: Order) -> Account:
    mailboxes = [Mailbox.model_validate(each) for each in order.mailboxes]
    session = SessionLimits(**order.session)  # type: ignore[arg-type]
    watched = _Watched(
        memory_poller(
            ManyMailboxes(mailboxes),
            ImapServer(tls_context(order.ca_pem), session, Dialer(loopback=True)),
            order.password,
            archive=_Hashes(),
            limits=Limits(**order.poll),
        )
    )
    failed = 0
    now = datetime.now(UTC)
    with (
        patch.object(bootstrap, "poller", lambda: watched),
        patch.object(bootstrap, "poll_queue", _Queue),
        patch.object(bootstrap, "audit_trail", MemoryTrail),
    ):
        for batch in batched(mailboxes, handler.BATCH, strict=False):
            requests = [
                PollRequest(tenant=each.tenant, mailbox_id=each.mailbox_id, requested_at=now)
                for each in batch
            ]
            records = [
                {"messageId": each.mailbox_id, "body": each.model_dump_json()} for each in requests
            ]
            failed += len(handler.poll({"Records": records}, None)["batchItemFailures"])
    return Account(watched.polls, failed, peak() // 1024)


if __name__ == "__main__":
    Path(sys.argv[1]).write_text(json.dumps(asdict(_poll_all(Order(**json.load(sys.stdin))))))

"""The ports in memory: what the use cases see of S3 and DynamoDB."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from malote.documents import Container, Outcome, Quarantined, Registration, Source
from malote.errors import LeaseLost, MaloteError, StoreFailed
from malote.mailboxes.models import Cursor, Lease, Mailbox, MailResult, PollReport, PollRequest

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


@dataclass
class MemoryArchive:
    inbox: dict[str, bytes] = field(default_factory=dict)
    aside: dict[str, bytes] = field(default_factory=dict)
    most_at_once: int = 0

    def put_all(self, tenant: str, contents: Sequence[bytes]) -> list[tuple[str, bool]]:
        self.most_at_once = max(self.most_at_once, sum(map(len, contents)))
        answers = []
        for content in contents:
            sha256 = hashlib.sha256(content).hexdigest()
            answers.append((sha256, sha256 not in self.inbox))
            self.inbox[sha256] = content
        return answers

    def get(self, tenant: str, sha256: str) -> tuple[bytes, datetime]:
        return self.inbox[sha256], NOON

    def link(self, tenant: str, sha256: str, filename: str, seconds: int) -> str:
        return f"memory:{sha256}"

    def put_aside(self, tenant: str, blob_id: str, content: bytes) -> None:
        self.aside[blob_id] = content


@dataclass
class MemoryQuarantine:
    kept: dict[str, Quarantined] = field(default_factory=dict)

    def quarantine(self, kept: Quarantined) -> Outcome:
        self.kept.setdefault(kept.blob_id, kept)
        return Outcome.QUARANTINED


@dataclass
class MemoryRegistry(MemoryQuarantine):
    """``broken`` blobs cannot be written, and the tax ids of tenants that are ``down`` not read."""

    ids: frozenset[str] = frozenset()
    broken: set[str] = field(default_factory=set)
    down: set[str] = field(default_factory=set)
    asked: list[str] = field(default_factory=list)
    registered: list[Registration] = field(default_factory=list)
    containers: dict[str, list[str]] = field(default_factory=dict)

    def tax_ids(self, tenant: str) -> frozenset[str]:
        if tenant in self.down:
            raise ConnectionError
        self.asked.append(tenant)
        return self.ids

    def register_all(self, found: Sequence[Registration]) -> list[Outcome | Exception]:
        good = [each for each in found if each.sha256 not in self.broken]
        self.registered += good
        return [Outcome.REGISTERED if each in good else ConnectionError() for each in found]

    def unpacked(self, container: Container, parts: Sequence[str]) -> Outcome:
        self.containers[container.sha256] = list(parts)
        return Outcome.UNPACKED


@dataclass
class MemoryLedger:
    mails: dict[tuple[int, int], MailResult] = field(default_factory=dict)
    broken: bool = False
    uploads: set[tuple[str, str]] = field(default_factory=set)

    def record(self, mailbox: Mailbox, uid_validity: int, mails: Sequence[MailResult]) -> None:
        if self.broken:
            raise ConnectionError
        self.mails |= {(uid_validity, mail.message.uid): mail for mail in mails}

    def record_upload(self, tenant: str, sha256s: Sequence[str], source: Source) -> None:
        self.record_sources(tenant, [(sha256, source) for sha256 in sha256s])

    def record_sources(self, tenant: str, brought: Sequence[tuple[str, Source]]) -> None:
        self.uploads |= {(sha256, source.source_id) for sha256, source in brought}


@dataclass
class MemoryMailboxes:
    """One mailbox. ``stolen`` makes the lease somebody else's after so many advances."""

    mailbox: Mailbox
    cursor: Cursor | None = None
    token: int = 0
    held: bool = False
    stolen: int | None = None
    asked_again: bool = False
    failures: int = 0
    stuck: tuple[int, int] = (0, 0)
    attempts: list[tuple[int, int]] = field(default_factory=list)
    released: list[tuple[PollReport, datetime | None]] = field(default_factory=list)

    def get(self, tenant: str, mailbox_id: str) -> Mailbox | None:
        known = (self.mailbox.tenant, self.mailbox.mailbox_id) == (tenant, mailbox_id)
        return self.mailbox if known else None

    def reached(self, tenant: str, mailbox_id: str) -> Cursor | None:
        return self.cursor

    def pause(self, mailbox: Mailbox, error: MaloteError, at: datetime) -> bool:
        if mailbox.revision != self.mailbox.revision:
            return False
        self.mailbox = self.mailbox.model_copy(update={"paused": error.code, "paused_at": at})
        return True

    def acquire(self, request: PollRequest, now: datetime, until: datetime) -> Lease | None:
        if self.held:
            return None
        self.token += 1
        tenant, mailbox_id = request.tenant, request.mailbox_id
        cursor, failures = self.cursor, self.failures
        return Lease(tenant, mailbox_id, self.token, now, cursor, failures, *self.stuck)

    def begin(self, lease: Lease, uid: int, attempt: int) -> None:
        self.stuck = (attempt, uid)
        self.attempts.append((uid, attempt))

    def advance(self, lease: Lease, cursor: Cursor) -> None:
        if self.stolen == 0:
            raise LeaseLost
        if self.stolen:
            self.stolen -= 1
        self.cursor = replace(cursor)
        if not lease.stuck:
            self.stuck = (0, 0)

    def release(
        self, lease: Lease, report: PollReport, now: datetime, retry_at: datetime | None
    ) -> bool:
        self.released.append((report, retry_at))
        self.failures = lease.failures + 1 if retry_at else 0
        if isinstance(report.error, StoreFailed):
            self.stuck = (lease.stuck, lease.stuck_at)
        elif not report.error and not report.more:
            self.stuck = (0, 0)
        return self.asked_again

"""Boundaries of the remote service."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from malote.relay.models import (
        Device,
        Ended,
        Enrolment,
        KeptJob,
        Lease,
        RemoteEvent,
    )
    from malote.relay.wire import UploadLink


class Devices(Protocol):
    """Enrolments, devices, and what protects against their requests being played again."""

    def offer(self, enrolment: Enrolment) -> None:
        """Keep a code's enrolment until it is used or expires."""

    def enrolment(self, code_sha256: str) -> Enrolment | None:
        """One, or None."""

    def enrol(self, enrolment: Enrolment, device: Device) -> bool:
        """Use the code for the device, both or neither; False if it was used meanwhile."""

    def get(self, device_id: str) -> Device | None:
        """One of any tenant's, or None."""

    def list(self, tenant: str) -> list[Device]:
        """All of a tenant's, the revoked ones too."""

    def write(self, before: Device, after: Device) -> bool:
        """False if the ``revision`` is no longer that of before."""

    def first_use(self, device_id: str, nonce: str, until: datetime) -> bool:
        """Remember a nonce; False if it was used before."""


class Leases(Protocol):
    """One device at a time for a CNPJ or CPF."""

    def get(self, tenant: str, tax_id: str) -> Lease | None:
        """The lease as it is, over or not."""

    def take(self, lease: Lease, now: datetime) -> Lease:
        """Take or renew it; the lease that holds now, this one or another's."""

    def end(self, lease: Lease) -> None:
        """Give it up, if it is still this session's."""


class Jobs(Protocol):
    """What devices are to ask."""

    def add(self, job: KeptJob) -> bool:
        """Write a new one; False if it is there."""

    def get(self, tenant: str, job_id: str) -> KeptJob | None:
        """One, or None."""

    def waiting(self, tenant: str, tax_id: str, since: datetime) -> Sequence[KeptJob]:
        """Those made since then that wait, or were handed out and not answered, oldest first."""

    def write(self, before: KeptJob, after: KeptJob) -> bool:
        """False if the ``revision`` is no longer that of before."""

    def overdue(self, before: datetime) -> Iterator[KeptJob]:
        """Of all tenants: waiting ones that have expired by then."""


class RemoteEvents(Protocol):
    """What happened to devices and on them."""

    def add(self, events: Iterable[RemoteEvent]) -> None:
        """Write them down; the same again changes nothing."""

    def page(
        self, tenant: str, limit: int, cursor: str | None, tax_id: str | None = None
    ) -> tuple[Sequence[RemoteEvent], str | None]:
        """Newest first, and the next page's cursor. Raises InvalidInput."""


class RemoteFiles(Protocol):
    """What devices put straight into the bucket."""

    def answer_link(self, tenant: str, job_id: str, sha256: str, size: int) -> UploadLink:
        """Where a job's answer is put: these bytes and no others, once."""

    def document_link(self, tenant: str, sha256: str, size: int) -> UploadLink | None:
        """Where a document is put in the inbox; None: it is there."""

    def answer(self, tenant: str, job_id: str) -> bytes:
        """A job's answer. Raises FileNotFoundError."""


class RemoteQueue(Protocol):
    """Jobs that have ended, or ought to."""

    def send(self, jobs: Iterable[Ended]) -> int:
        """Queue them to be settled. Returns how many."""


class JobSigner(Protocol):
    """The service's own key."""

    @property
    def public_key(self) -> str:
        """Ed25519, base64 of 32 bytes; devices keep it when they enrol."""

    def sign(self, data: bytes) -> bytes:
        """64 bytes."""

"""Devices, leases, jobs and what they bring, in memory."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from malote.relay.models import Device, Ended, Enrolment, JobStatus, KeptJob, Lease, RemoteEvent
from malote.relay.wire import UploadLink


@dataclass
class MemoryDevices:
    offered: dict[str, Enrolment] = field(default_factory=dict)
    kept: dict[str, Device] = field(default_factory=dict)
    used: set[tuple[str, str]] = field(default_factory=set)

    def offer(self, enrolment: Enrolment) -> None:
        self.offered[enrolment.code_sha256] = enrolment

    def enrolment(self, code_sha256: str) -> Enrolment | None:
        return self.offered.get(code_sha256)

    def enrol(self, enrolment: Enrolment, device: Device) -> bool:
        if self.offered[enrolment.code_sha256].device_id:
            return False
        used = enrolment.model_copy(update={"device_id": device.device_id})
        self.offered[enrolment.code_sha256] = used
        self.kept[device.device_id] = device
        return True

    def get(self, device_id: str) -> Device | None:
        return self.kept.get(device_id)

    def list(self, tenant: str) -> list[Device]:
        return [each for each in self.kept.values() if each.tenant == tenant]

    def write(self, before: Device, after: Device) -> bool:
        if self.kept[before.device_id].revision != before.revision:
            return False
        self.kept[before.device_id] = after
        return True

    def first_use(self, device_id: str, nonce: str, until: datetime) -> bool:
        new = (device_id, nonce) not in self.used
        self.used.add((device_id, nonce))
        return new


@dataclass
class MemoryLeases:
    held: dict[tuple[str, str], Lease] = field(default_factory=dict)

    def get(self, tenant: str, tax_id: str) -> Lease | None:
        return self.held.get((tenant, tax_id))

    def take(self, lease: Lease, now: datetime) -> Lease:
        there = self.get(lease.tenant, lease.tax_id)
        if there is None or there.until <= now or _holder(there) == _holder(lease):
            self.held[lease.tenant, lease.tax_id] = lease
        return self.held[lease.tenant, lease.tax_id]

    def end(self, lease: Lease) -> None:
        there = self.get(lease.tenant, lease.tax_id)
        if there and _holder(there) == _holder(lease):
            del self.held[lease.tenant, lease.tax_id]


@dataclass
class MemoryJobs:
    kept: dict[tuple[str, str], KeptJob] = field(default_factory=dict)

    def add(self, job: KeptJob) -> bool:
        return self.kept.setdefault((job.job.tenant, job.job.job_id), job) is job

    def get(self, tenant: str, job_id: str) -> KeptJob | None:
        return self.kept.get((tenant, job_id))

    def waiting(self, tenant: str, tax_id: str, since: datetime) -> Sequence[KeptJob]:
        found = [
            each
            for each in self.kept.values()
            if (each.job.tenant, each.job.tax_id) == (tenant, tax_id)
            and each.status in {JobStatus.WAITING, JobStatus.HANDED}
            and each.job.created_at >= since
        ]
        return sorted(found, key=lambda each: each.job.job_id)

    def write(self, before: KeptJob, after: KeptJob) -> bool:
        name = before.job.tenant, before.job.job_id
        if self.kept[name].revision != before.revision:
            return False
        self.kept[name] = after
        return True

    def overdue(self, before: datetime) -> Iterator[KeptJob]:
        for each in self.kept.values():
            if each.status is JobStatus.WAITING and each.job.expires_at <= before:
                yield each


@dataclass
class MemoryEvents:
    kept: dict[tuple[str, datetime, str], RemoteEvent] = field(default_factory=dict)

    def add(self, events: Iterable[RemoteEvent]) -> None:
        for each in events:
            self.kept.setdefault((each.tenant, each.at, each.event_id), each)

    def page(
        self, tenant: str, limit: int, cursor: str | None, tax_id: str | None = None
    ) -> tuple[Sequence[RemoteEvent], str | None]:
        found = [e for e in self.kept.values() if e.tenant == tenant and tax_id in {None, e.tax_id}]
        return sorted(found, key=lambda each: each.at, reverse=True)[:limit], None

    def kinds(self, tenant: str = "acme") -> list[str]:
        return [each.kind for each in self.kept.values() if each.tenant == tenant]


@dataclass
class MemoryRemoteFiles:
    answers: dict[tuple[str, str], bytes] = field(default_factory=dict)
    inbox: set[tuple[str, str]] = field(default_factory=set)

    def answer_link(self, tenant: str, job_id: str, sha256: str, size: int) -> UploadLink:
        return UploadLink(url=f"memory:{tenant}/{job_id}", headers={"sha256": sha256})

    def document_link(self, tenant: str, sha256: str, size: int) -> UploadLink | None:
        if (tenant, sha256) in self.inbox:
            return None
        return UploadLink(url=f"memory:{tenant}/{sha256}", headers={"sha256": sha256})

    def answer(self, tenant: str, job_id: str) -> bytes:
        try:
            return self.answers[tenant, job_id]
        except KeyError:
            raise FileNotFoundError(job_id) from None


@dataclass
class MemoryRemoteQueue:
    sent: list[tuple[str, str]] = field(default_factory=list)

    def send(self, jobs: Iterable[Ended]) -> int:
        new = [(each.tenant, each.job_id) for each in jobs]
        self.sent += new
        return len(new)


def _holder(lease: Lease) -> tuple[str, str]:
    return lease.device_id, lease.session

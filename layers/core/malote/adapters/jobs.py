"""Jobs of devices in the table.

A job without an answer is in the index of its CNPJ; one that no device took has a pointer, too,
among all tenants' by when it expires. The pointer is written and deleted with the job itself.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from malote.adapters import keys
from malote.adapters.items import Item, stamp
from malote.adapters.keys import Key
from malote.adapters.revised import in_place_of, write
from malote.adapters.table import GSI1, Table
from malote.adapters.transaction import Delete, Put
from malote.messages.identity import new_id
from malote.relay.models import JobStatus, KeptJob

_KEPT = timedelta(days=90)
_UNANSWERED = {JobStatus.WAITING, JobStatus.HANDED}


class JobItems:
    """The port ``Jobs``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def add(self, job: KeptJob) -> bool:
        """Write a new one; False if it is there."""
        return write(self._table, in_place_of(None, _item(job)), [Put(_pointer(job))])

    def get(self, tenant: str, job_id: str) -> KeptJob | None:
        """One, or None."""
        item = self._table.get(keys.job(tenant, job_id))
        return KeptJob.model_validate(item) if item else None

    def waiting(self, tenant: str, tax_id: str, since: datetime) -> Sequence[KeptJob]:
        """Those made since then that wait, or were handed out and not answered, oldest first."""
        first = new_id(since).partition("-")[0]
        partition = keys.waiting_jobs(tenant, tax_id)
        pages = self._table.pages(partition, between=(first, "~"), index=GSI1)
        return [KeptJob.model_validate(item) for page, _ in pages for item in page]

    def write(self, before: KeptJob, after: KeptJob) -> bool:
        """False if the ``revision`` is no longer that of before."""
        taken = before.status is JobStatus.WAITING and after.status is not JobStatus.WAITING
        pointer = [Delete(_pointer(after))] if taken else []
        return write(self._table, in_place_of(before.revision, _item(after)), pointer)

    def overdue(self, before: datetime) -> Iterator[KeptJob]:
        """Of all tenants: waiting ones that have expired by then."""
        between = ("0", f"{stamp(before)}~")
        for page, _ in self._table.pages(keys.UNTAKEN_JOBS, between=between, latest=True):
            for pointer in page:
                _, tenant, job_id = pointer["SK"].split("#")
                job = self.get(tenant, job_id)
                if job and job.status is JobStatus.WAITING:
                    yield job


def _item(kept: KeptJob) -> Item:
    job = kept.job
    index = {"GSI1PK": keys.waiting_jobs(job.tenant, job.tax_id), "GSI1SK": job.job_id}
    return {
        **keys.job(job.tenant, job.job_id),
        **(index if kept.status in _UNANSWERED else {}),
        **kept.model_dump(mode="json"),
        "expires_at": int((job.created_at + _KEPT).timestamp()),
    }


def _pointer(kept: KeptJob) -> Key:
    job = kept.job
    return keys.untaken_job(stamp(job.expires_at), job.tenant, job.job_id)

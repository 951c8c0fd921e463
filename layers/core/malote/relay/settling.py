"""A job has ended: what it brought is handed to whoever had it made."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from malote.errors import (
    SefazCertificateRefused,
    SefazError,
    SefazUncertain,
    SefazUnreachable,
)
from malote.ports.relay import Devices, Jobs, RemoteFiles, RemoteQueue
from malote.relay.brought import read
from malote.relay.models import Ended, JobStatus, KeptJob
from malote.relay.noting import Notes
from malote.sefaz.exchange import Exchange

if TYPE_CHECKING:
    from malote.sefaz.queued import Turn

type Tell = Callable[["Turn", str, Exchange | SefazError, datetime], None]
"""Told of a turn, the job's id, what came of it, and when."""


@dataclass(frozen=True, slots=True)
class Settling:
    """The same job again does no harm: who is told knows its id."""

    jobs: Jobs
    devices: Devices
    files: RemoteFiles
    tell: Tell
    notes: Notes

    def settle(self, tenant: str, job_id: str, now: datetime) -> JobStatus | None:
        """How the job stands then; nobody is told of one that has not ended. None: it is gone."""
        kept = self.jobs.get(tenant, job_id)
        if kept is None:
            return None
        kept = self._ended(kept, now)
        if outcome := self._outcome(kept):
            self.tell(kept.turn, job_id, outcome, now)
        return kept.status

    def _ended(self, kept: KeptJob, now: datetime) -> KeptJob:
        """End a job that nobody took in time, or that a revoked device was handed."""
        if kept.status is JobStatus.WAITING and kept.job.expires_at <= now:
            ended, code = JobStatus.EXPIRED, "job_expired"
            text = "A tarefa expirou: nenhum computador a pegou a tempo."
        elif kept.status is JobStatus.HANDED and self._revoked(kept):
            ended, code = JobStatus.UNCERTAIN, "job_uncertain"
            text = "O computador que tinha a tarefa foi revogado."
        else:
            return kept
        after = kept.changed(status=ended, ended_at=now, detail=text)
        if not self.jobs.write(kept, after):
            return kept  # it was handed out or answered just now
        self.notes.note(kept.job, code, text, now, kept.job.job_id)
        return after

    def _revoked(self, kept: KeptJob) -> bool:
        device = self.devices.get(kept.device_id) if kept.device_id else None
        return device is not None and device.revoked_at is not None

    def _outcome(self, kept: KeptJob) -> Exchange | SefazError | None:
        match kept.status:
            case JobStatus.ANSWERED:
                return self._answer(kept)
            case JobStatus.NOT_SENT if kept.problem == SefazCertificateRefused.code:
                return SefazCertificateRefused(kept.detail)
            case JobStatus.NOT_SENT | JobStatus.EXPIRED:
                return SefazUnreachable(kept.detail)
            case JobStatus.UNCERTAIN:
                return SefazUncertain(kept.detail)
        return None

    def _answer(self, kept: KeptJob) -> Exchange | SefazError:
        job = kept.job
        try:
            content = self.files.answer(job.tenant, job.job_id)
            return read(content, kept.sha256 or "", job)
        except FileNotFoundError:
            refused: SefazError = SefazUncertain("o Integrador não mandou a resposta")
        except SefazError as error:
            refused = error
        text = f"A resposta não foi aceita: {refused.detail}."
        self.notes.note(job, "answer_refused", text, kept.ended_at or job.expires_at, job.job_id)
        return refused


def sweep(jobs: Jobs, queue: RemoteQueue, now: datetime) -> int:
    """Have those settled that nobody took in time; how many. What dies here is found again."""
    return queue.send(
        Ended(tenant=each.job.tenant, job_id=each.job.job_id) for each in jobs.overdue(now)
    )

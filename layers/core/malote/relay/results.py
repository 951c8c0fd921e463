"""What devices bring of their jobs: taken here, and applied off the request."""

from dataclasses import dataclass
from datetime import datetime

from malote.errors import ChangedMeanwhile, InvalidInput, JobNotYours
from malote.ports.relay import Jobs, RemoteFiles, RemoteQueue
from malote.relay.models import Device, Ended, JobResult, JobStatus, KeptJob
from malote.relay.noting import Notes
from malote.relay.wire import ToUpload, UploadLink

_TRIES = 5
_WORDS = {
    "answered": "A SEFAZ respondeu.",
    "not_sent": "Nada foi enviado à SEFAZ.",
    "uncertain": "A SEFAZ não respondeu até o fim.",
}


@dataclass(frozen=True, slots=True)
class Results:
    """A job is answered by the device that was handed it, and by no other."""

    jobs: Jobs
    files: RemoteFiles
    queue: RemoteQueue
    notes: Notes

    def upload(self, device: Device, job_id: str, asked: ToUpload, now: datetime) -> UploadLink:
        """Where SEFAZ's answer is to be put. Raises JobNotYours."""
        self._of(device, job_id, now)
        return self.files.answer_link(device.tenant, job_id, asked.sha256, asked.size)

    def take(self, device: Device, job_id: str, result: JobResult, now: datetime) -> KeptJob:
        """Take a result, however late, and have it applied; the same again is taken again.

        The first one stays, but that something is known takes the place of that it is not. Raises
        JobNotYours, InvalidInput.
        """
        if result.outcome == "answered" and not result.sha256:
            raise InvalidInput("sha256: falta")
        for _ in range(_TRIES):
            kept = self._of(device, job_id, now)
            if not _open_to(kept, result):
                break
            said = result.model_dump(exclude={"outcome"})
            after = kept.changed(status=JobStatus(result.outcome), ended_at=now, **said)
            if self.jobs.write(kept, after):
                text = _WORDS[result.outcome]
                self.notes.note(device, f"job_{result.outcome}", text, now, job_id)
                kept = after
                break
        else:
            raise ChangedMeanwhile(job_id)
        # Also of one that was taken before: we may have died in between.
        self.queue.send([Ended(tenant=device.tenant, job_id=job_id)])
        return kept

    def _of(self, device: Device, job_id: str, now: datetime) -> KeptJob:
        kept = self.jobs.get(device.tenant, job_id)
        if kept is None or kept.device_id != device.device_id:
            refused = JobNotYours(job_id)
            # A number that is no job's: one event, however many are made up.
            self.notes.refused(device, refused, now, job_id if kept else None)
            raise refused
        return kept


def _open_to(kept: KeptJob, result: JobResult) -> bool:
    if kept.status is JobStatus.UNCERTAIN:
        return result.outcome != "uncertain"
    return kept.status is JobStatus.HANDED

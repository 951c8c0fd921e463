"""Handing jobs out: to the run that has the work, signed, the oldest first."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from malote.clock import utc_now
from malote.ports.relay import Jobs, JobSigner
from malote.relay.jobs import EXPIRES_AFTER, sign
from malote.relay.leasing import Leasing
from malote.relay.models import Device, JobStatus, KeptJob, SignedJob
from malote.relay.noting import Notes

_LOOKS = 1.0  # seconds between two looks
_AGAIN = timedelta(seconds=10)
"""After which a job is handed out again; a device that refuses it would ask without a pause."""


@dataclass(frozen=True, slots=True)
class Handing:
    """``pause`` waits so many seconds; the device's connection is open meanwhile."""

    jobs: Jobs
    leasing: Leasing
    signer: Callable[[], JobSigner]
    notes: Notes
    pause: Callable[[float], None] = time.sleep
    now: Callable[[], datetime] = utc_now

    def next(self, device: Device, session: str, wait: int) -> SignedJob | None:
        """The next job, waited for at most so many seconds, less than a lease lasts.

        Asking renews the lease. Raises LeaseHeld.
        """
        begun = self.now()
        self.leasing.renew(device, session, begun)
        while True:
            now = self.now()
            for kept in self.jobs.waiting(device.tenant, device.tax_id, now - EXPIRES_AFTER):
                if _is_for(kept, device, now) and self._hand(kept, device, session, now):
                    return sign(kept.job, self.signer())
            if (now - begun).total_seconds() + _LOOKS > wait:
                return None
            self.pause(_LOOKS)

    def _hand(self, kept: KeptJob, device: Device, session: str, now: datetime) -> bool:
        if not self.leasing.holds(device, session, now):  # any more: it waited
            return False
        again = kept.status is JobStatus.HANDED
        handed = kept.changed(
            status=JobStatus.HANDED, device_id=device.device_id, session=session, handed_at=now
        )
        if not self.jobs.write(kept, handed):
            return False  # somebody else was at it
        if not again:
            text = f"Tarefa entregue a {device.name}."
            self.notes.note(device, "job_handed", text, now, kept.job.job_id)
        return True


def _is_for(kept: KeptJob, device: Device, now: datetime) -> bool:
    """Also one that this device was handed: the answer may have been lost on its way."""
    if kept.job.thumbprint != device.thumbprint or now >= kept.job.expires_at:
        return False
    if kept.handed_at:
        return kept.device_id == device.device_id and now - kept.handed_at >= _AGAIN
    return kept.status is JobStatus.WAITING

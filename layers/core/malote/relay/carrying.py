"""To SEFAZ through a device: what is asked becomes a job of whoever has the work."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from malote.errors import DeviceOffline
from malote.messages.identity import new_id
from malote.ports.relay import Devices, Jobs, Leases
from malote.relay.jobs import EXPIRES_AFTER
from malote.relay.leasing import active
from malote.relay.models import Job, KeptJob

if TYPE_CHECKING:
    from malote.sefaz.models import SefazSettings
    from malote.sefaz.operations import Asking
    from malote.sefaz.queued import Turn


@dataclass(frozen=True, slots=True)
class JobCarrier:
    """The port ``Carrier`` for A3."""

    devices: Devices
    leases: Leases
    jobs: Jobs

    def carry(
        self, settings: "SefazSettings", asking: "Asking", turn: "Turn", now: datetime
    ) -> str:
        """The id of the job that will bring the answer, to ``turn``. Raises DeviceOffline."""
        lease = self.leases.get(settings.tenant, settings.tax_id)
        device = self.devices.get(lease.device_id) if lease and active(lease, now) else None
        if device is None or device.revoked_at:
            raise DeviceOffline
        job = Job(
            job_id=new_id(now),
            tenant=device.tenant,
            tax_id=device.tax_id,
            thumbprint=device.thumbprint,
            created_at=now,
            expires_at=now + EXPIRES_AFTER,
            asking=asking,
        )
        self.jobs.add(KeptJob(job=job, turn=turn))
        return job.job_id

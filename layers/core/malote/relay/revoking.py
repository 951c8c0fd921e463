"""A tenant's admin takes a device's authorisation back."""

from dataclasses import dataclass, replace
from datetime import timedelta

from malote.audit import Entry
from malote.errors import ChangedMeanwhile, NotFound
from malote.ports import AuditTrail
from malote.ports.relay import Devices, Jobs, Leases, RemoteQueue
from malote.relay.models import Device, Ended
from malote.relay.noting import Notes

_TRIES = 5
_HANDED_SINCE = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Revoking:
    """Whatever the device asks from then on is refused, late answers too."""

    devices: Devices
    leases: Leases
    jobs: Jobs
    queue: RemoteQueue
    notes: Notes
    trail: AuditTrail

    def revoke(self, device_id: str, entry: Entry) -> Device:
        """The device as it is then; its lease ends, and what it was handed is settled without it.

        ``entry`` says who does it, and when. Raises NotFound, ChangedMeanwhile.
        """
        self._device(device_id, entry.tenant)
        self.trail.record(replace(entry, target=device_id))
        device = self._revoked(device_id, entry)
        lease = self.leases.get(device.tenant, device.tax_id)
        if lease and lease.device_id == device_id:
            self.leases.end(lease)
        # All of the CNPJ's: the index may not know yet which it was handed; whoever settles does.
        since = entry.at - _HANDED_SINCE
        self.queue.send(
            Ended(tenant=device.tenant, job_id=each.job.job_id)
            for each in self.jobs.waiting(device.tenant, device.tax_id, since)
        )
        return device

    def _device(self, device_id: str, tenant: str) -> Device:
        device = self.devices.get(device_id)
        if device is None or device.tenant != tenant:
            raise NotFound(f"computador {device_id}")
        return device

    def _revoked(self, device_id: str, entry: Entry) -> Device:
        for _ in range(_TRIES):  # its requests are written down too
            before = self._device(device_id, entry.tenant)
            if before.revoked_at:
                return before
            after = before.changed(revoked_at=entry.at)
            if self.devices.write(before, after):
                text = f"A autorização de {after.name} foi revogada."
                self.notes.note(after, "revoked", text, entry.at)
                return after
        raise ChangedMeanwhile(device_id)

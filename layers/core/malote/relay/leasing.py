"""Who has the work of a CNPJ or CPF: one run of one device at a time."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from malote.errors import LeaseHeld
from malote.ports.relay import Devices, Leases
from malote.relay.models import Device, Lease
from malote.relay.noting import Notes, clock_time
from malote.relay.wire import LEASE_SECONDS

_SEEN = timedelta(seconds=25)


def active(lease: Lease | None, now: datetime) -> bool:
    """Whether somebody has the work at that moment."""
    return lease is not None and now < lease.until


@dataclass(frozen=True, slots=True)
class Leasing:
    """Takes, renews and ends leases; ``wake`` is told a tenant and tax id that has a device."""

    leases: Leases
    devices: Devices
    notes: Notes
    wake: Callable[[str, str], object]

    def hold(self, device: Device, session: str, now: datetime) -> Lease:
        """Take the work for this run of the device, or renew it.

        What waited for a device is queued when one comes. Raises LeaseHeld.
        """
        before = self.leases.get(device.tenant, device.tax_id)
        wanted = Lease(
            tenant=device.tenant,
            tax_id=device.tax_id,
            device_id=device.device_id,
            session=session,
            until=now + timedelta(seconds=LEASE_SECONDS),
        )
        lease = self.leases.take(wanted, now)
        if not _same(lease, wanted):
            refused = LeaseHeld(f"{self._holder(lease, device)}, até {clock_time(lease.until)}")
            self.notes.refused(device, refused, now)
            raise refused
        if device.last_seen_at is None or now - device.last_seen_at >= _SEEN:
            self.devices.write(device, device.changed(last_seen_at=now))  # or another request did
        if before is None or not active(before, now) or not _same(before, wanted):
            text = f"{device.name} começou a atender."
            self.notes.note(device, "lease_taken", text, now)
            self.wake(device.tenant, device.tax_id)
        return lease

    def renew(self, device: Device, session: str, now: datetime) -> Lease:
        """Go on having the work: a poll that comes after its run has left takes it for nobody.

        Raises LeaseHeld, also of work that nobody has.
        """
        if not active(self.leases.get(device.tenant, device.tax_id), now):
            raise LeaseHeld("esta execução do Integrador não está em serviço")
        return self.hold(device, session, now)

    def holds(self, device: Device, session: str, now: datetime) -> bool:
        """Whether the work is this run's at that moment, and the device not revoked meanwhile."""
        lease = self.leases.get(device.tenant, device.tax_id)
        ours = lease and (lease.device_id, lease.session) == (device.device_id, session)
        if not ours or not active(lease, now):
            return False
        found = self.devices.get(device.device_id)
        return found is not None and found.revoked_at is None

    def leave(self, device: Device, session: str, now: datetime) -> None:
        """Give the work up, if this run has it."""
        lease = self.leases.get(device.tenant, device.tax_id)
        if lease and (lease.device_id, lease.session) == (device.device_id, session):
            self.leases.end(lease)
            self.notes.note(device, "lease_ended", f"{device.name} parou de atender.", now)

    def _holder(self, lease: Lease, asking: Device) -> str:
        if lease.device_id == asking.device_id:
            return f"{asking.name}, em outra execução do Integrador"
        holder = self.devices.get(lease.device_id)
        return holder.name if holder else lease.device_id


def _same(one: Lease, other: Lease) -> bool:
    return (one.device_id, one.session) == (other.device_id, other.session)

"""What happens to devices, told to their tenant: the events of the service itself."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from malote.certificates.models import one_line
from malote.clock import BRASILIA
from malote.errors import MaloteError
from malote.ports.relay import Devices, RemoteEvents
from malote.relay.models import Device, Enrolment, Job, RemoteEvent
from malote.relay.signed_requests import SKEW
from malote.relay.wire import DeviceEvent

_TOLD_AGAIN = timedelta(minutes=10)
_OLDEST = timedelta(days=365)  # that events are kept


@dataclass(frozen=True, slots=True)
class Notes:
    """Writes events down; the same thing at the same time is one event."""

    events: RemoteEvents
    devices: Devices

    def note(
        self,
        of: Device | Enrolment | Job,
        kind: str,
        text: str,
        at: datetime,
        job_id: str | None = None,
    ) -> None:
        """Something that happened, in Portuguese; ``kind`` is stable."""
        device_id = "" if isinstance(of, Job) else of.device_id or ""
        name = f"{of.tax_id}#{device_id}#{kind}#{job_id}#{at.isoformat()}"
        event = RemoteEvent(
            tenant=of.tenant,
            at=at,
            event_id=hashlib.sha256(name.encode()).hexdigest()[:16],
            device_id=device_id,
            tax_id=of.tax_id,
            source="service",
            kind=kind,
            text=text,
            job_id=job_id,
        )
        self.events.add([event])

    def refused(
        self, device: Device, error: MaloteError, at: datetime, job_id: str | None = None
    ) -> None:
        """What a device was refused, under the error's code; once in ten minutes for each.

        A device that is refused goes on asking, and would fill the list.
        """
        if self._first(device.device_id, f"{error.code}.{job_id}", at):
            self.note(device, error.code, _said(error), at, job_id)

    def refused_enrolment(self, enrolment: Enrolment, error: MaloteError, at: datetime) -> None:
        """A code was known, and the device that used it refused; as often."""
        if self._first(enrolment.code_sha256, error.code, at):
            self.note(enrolment, error.code, _said(error), at)

    def told(self, device: Device, events: Iterable[DeviceEvent], now: datetime) -> None:
        """What a device tells of itself; its clock may be wrong by years.

        By minutes it may be wrong at any time: the same event told again keeps its own time then,
        and so is the same.
        """
        self.events.add(
            RemoteEvent(
                tenant=device.tenant,
                at=each.at if now - _OLDEST <= each.at <= now + SKEW else now,
                event_id=f"{device.device_id}.{each.id}",
                device_id=device.device_id,
                tax_id=device.tax_id,
                source="device",
                kind=each.kind,
                text=each.text,
                job_id=each.job_id,
            )
            for each in events
        )

    def _first(self, of: str, what: str, at: datetime) -> bool:
        window = int(at.timestamp() / _TOLD_AGAIN.total_seconds())
        return self.devices.first_use(of, f"{what}.{window}", at + 2 * _TOLD_AGAIN)


def clock_time(at: datetime) -> str:
    """As users read it."""
    return f"{at.astimezone(BRASILIA):%H:%M:%S}"


def _said(error: MaloteError) -> str:
    return f"{error.message} {one_line(error.detail)}".rstrip()

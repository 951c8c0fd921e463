"""Who may ask anything of the remote service: a device, by its signature, each request once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from malote.errors import DeviceError, DeviceRevoked, DeviceUnknown, RequestReplayed
from malote.ports.relay import Devices
from malote.relay import signed_requests
from malote.relay.models import Device
from malote.relay.noting import Notes, clock_time
from malote.relay.signed_requests import Claim, Request


@dataclass(frozen=True, slots=True)
class Gate:
    """The device's record, and nothing of the request, says whose tenant it is."""

    devices: Devices
    notes: Notes

    def admit(self, headers: Mapping[str, str], request: Request, now: datetime) -> Device:
        """The device that made this request, now and not before.

        Raises DeviceUnknown, DeviceRevoked, ClockSkewed, RequestReplayed; its tenant is told, where
        the device is known.
        """
        claim = signed_requests.claim(headers)
        device = self.devices.get(claim.device_id)
        if device is None:
            raise DeviceUnknown
        try:
            self._judge(device, claim, request, now)
        except DeviceError as error:
            self.notes.refused(device, error, now)
            raise
        return device

    def _judge(self, device: Device, claim: Claim, request: Request, now: datetime) -> None:
        # The signature first: a stranger learns nothing, and uses no number up.
        signed_requests.verify(claim, request, device.public_key)
        if device.revoked_at:
            raise DeviceRevoked(f"às {clock_time(device.revoked_at)}")
        signed_requests.check_time(claim, now)
        until = now + signed_requests.NONCE_KEPT
        if not self.devices.first_use(device.device_id, claim.nonce, until):
            raise RequestReplayed(f"{request.method} {request.path[:100]}")

"""Devices of the Integrador, the codes that enrol them, and their requests' numbers."""

from datetime import datetime, timedelta
from uuid import uuid4

from malote.adapters import keys
from malote.adapters.items import Item
from malote.adapters.revised import in_place_of, write
from malote.adapters.table import GSI1, ConditionFailed, Table
from malote.adapters.transaction import Put
from malote.relay.models import Device, Enrolment

_KEPT = timedelta(days=1)
"""A code that expired: whoever made it is told that it was tried."""


class DeviceItems:
    """The port ``Devices``."""

    def __init__(self, table: Table) -> None:
        self._table = table

    def offer(self, enrolment: Enrolment) -> None:
        """Keep a code's enrolment until it is used or expires."""
        self._table.insert(_offered(enrolment))

    def enrolment(self, code_sha256: str) -> Enrolment | None:
        """One, or None."""
        item = self._table.get(keys.enrolment(code_sha256))
        return Enrolment.model_validate(item["enrolment"]) if item else None

    def enrol(self, enrolment: Enrolment, device: Device) -> bool:
        """Use the code for the device, both or neither; False if it was used meanwhile."""
        used = enrolment.model_copy(update={"device_id": device.device_id})
        offered = Put(
            {**_offered(used), "device_id": device.device_id},
            "attribute_exists(PK) AND attribute_not_exists(device_id)",
        )
        return write(self._table, offered, [in_place_of(None, _enrolled(device))])

    def get(self, device_id: str) -> Device | None:
        """One of any tenant's, or None."""
        item = self._table.get(keys.device(device_id))
        return Device.model_validate(item) if item else None

    def list(self, tenant: str) -> list[Device]:
        """All of a tenant's, the revoked ones too."""
        return list(map(Device.model_validate, self._table.query(keys.devices(tenant), index=GSI1)))

    def write(self, before: Device, after: Device) -> bool:
        """False if the ``revision`` is no longer that of before."""
        return write(self._table, in_place_of(before.revision, _enrolled(after)))

    def first_use(self, device_id: str, nonce: str, until: datetime) -> bool:
        """Remember a nonce; False if it was used before."""
        used_by, key = uuid4().hex, keys.nonce(device_id, nonce)
        use: Item = {"used_by": used_by, "expires_at": int(until.timestamp())}
        try:
            self._table.update(key, use, condition="attribute_not_exists(PK)")
        except ConditionFailed as failed:
            # botocore repeats a write whose answer was lost: then it is our own that is there.
            return bool(failed.item.get("used_by") == used_by)
        return True


def _offered(enrolment: Enrolment) -> Item:
    return {
        **keys.enrolment(enrolment.code_sha256),
        "enrolment": enrolment.model_dump(mode="json"),
        "expires_at": int((enrolment.expires_at + _KEPT).timestamp()),
    }


def _enrolled(device: Device) -> Item:
    return {
        **keys.device(device.device_id),
        "GSI1PK": keys.devices(device.tenant),
        "GSI1SK": device.device_id,
        **device.model_dump(mode="json"),
    }

"""Devices and what happens to them, as the API shows it to their tenant."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from pydantic import AwareDatetime, BaseModel, ConfigDict

from malote.branches.models import TaxId
from malote.relay.leasing import active
from malote.relay.models import Device, Enrolment, Lease, RemoteEvent


class NewEnrolment(BaseModel):
    """For which branch a device is to ask SEFAZ."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        json_schema_extra={"examples": [{"tax_id": "12ABC34501DE35"}]},
    )

    tax_id: TaxId


class EnrolmentCode(BaseModel):
    """Shown once: what to type into the Integrador, and until when it is good, for one device."""

    code: str
    api_url: str
    tax_id: str
    expires_at: AwareDatetime

    @classmethod
    def of(cls, code: str, enrolment: Enrolment, api_url: str) -> Self:
        """A new one."""
        tax_id, expires_at = enrolment.tax_id, enrolment.expires_at
        return cls(code=code, api_url=api_url, tax_id=tax_id, expires_at=expires_at)


class DeviceView(BaseModel):
    """A computer with a certificate; ``at_work`` says whether it has its CNPJ's work now."""

    device_id: str
    tax_id: str
    name: str
    platform: str
    agent_version: str
    holder: str
    certificate_sha256: str
    certificate_expires_at: AwareDatetime
    enrolled_at: AwareDatetime
    last_seen_at: AwareDatetime | None
    at_work: bool
    revoked_at: AwareDatetime | None

    @classmethod
    def of(cls, device: Device, lease: Lease | None, now: datetime) -> Self:
        """A device, and the lease of its CNPJ."""
        holds = lease is not None and lease.device_id == device.device_id and active(lease, now)
        shown = device.model_dump(include=set(cls.model_fields))
        return cls(**shown, certificate_sha256=device.thumbprint, at_work=holds)


class DevicePage(BaseModel):
    """All devices, the revoked ones too."""

    items: list[DeviceView]
    next_cursor: str | None = None


class RemoteEventView(BaseModel):
    """``source`` is the device itself, or the service; ``kind`` is stable, an error's code too."""

    at: AwareDatetime
    device_id: str
    tax_id: str
    source: str
    kind: str
    text: str
    job_id: str | None


class RemoteEventPage(BaseModel):
    """What happened, newest first."""

    items: list[RemoteEventView]
    next_cursor: str | None = None

    @classmethod
    def of(cls, events: Iterable[RemoteEvent], next_cursor: str | None) -> Self:
        """From stored ones."""
        items = [
            RemoteEventView(**each.model_dump(exclude={"tenant", "event_id"})) for each in events
        ]
        return cls(items=items, next_cursor=next_cursor)

"""The tenant's devices of the Integrador: enrolled by code, seen, revoked."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import parameters as given
from malote import remote_parameters as own
from malote.audit import Action
from malote.bootstrap import relay
from malote.clock import utc_now
from malote.relay.models import Device
from malote.relay.views import (
    DevicePage,
    DeviceView,
    EnrolmentCode,
    NewEnrolment,
    RemoteEventPage,
)
from malote.settings import settings
from malote.web import base_url, body_as, by_admin, created, rest_api, tenant_of

app = rest_api()
_TAGS = ["remote service"]


@app.post("/remote/enrolments", summary="Makes a code that enrols one device", tags=_TAGS)
def post_enrolment() -> Response[EnrolmentCode]:
    entry = by_admin(app, Action.DEVICE_OFFERED, "")
    code, enrolment = relay.offering().offer(body_as(app, NewEnrolment).tax_id, entry)
    return created(EnrolmentCode.of(code, enrolment, settings().api_url or base_url(app)))


@app.get("/remote/devices", summary="Lists devices, the revoked ones too", tags=_TAGS)
def list_devices() -> DevicePage:
    return DevicePage(items=[_shown(each) for each in relay.devices().list(tenant_of(app))])


@app.delete("/remote/devices/<device_id>", summary="Revokes a device", tags=_TAGS)
def delete_device(device_id: own.DeviceId) -> DeviceView:
    return _shown(relay.revoking().revoke(device_id, by_admin(app, Action.DEVICE_REVOKED, "")))


@app.get("/remote/events", summary="Lists what happened to devices, newest first", tags=_TAGS)
def list_events(
    tax_id: own.OfTaxId = None, limit: given.Limit = 50, cursor: given.Cursor = None
) -> RemoteEventPage:
    return RemoteEventPage.of(*relay.events().page(tenant_of(app), limit, cursor, tax_id))


def _shown(device: Device) -> DeviceView:
    return DeviceView.of(device, relay.leases().get(device.tenant, device.tax_id), utc_now())


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

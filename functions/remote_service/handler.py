"""Devices of the Integrador: enrolled, at work, waiting for jobs; no login, but signatures."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import remote_parameters as own
from malote.bootstrap import relay, sefaz
from malote.clock import utc_now
from malote.device_requests import device_of
from malote.relay import wire
from malote.relay.models import Device, SignedJob
from malote.web import body_as, created, rest_api

app = rest_api()
_TAGS = ["remote service"]


@app.post("/remote/devices", summary="Enrols a device by its code", tags=_TAGS)
def post_device() -> Response[wire.Enrolled]:
    return created(relay.admission().enrol(body_as(app, wire.Enrolling), utc_now()))


@app.post("/remote/lease", summary="Takes a CNPJ's work", tags=_TAGS)
def post_lease() -> wire.LeaseGranted:
    device = _device()
    settings = sefaz.settings_store().get(device.tenant, device.tax_id)
    held, environment = _hold(device), settings.environment if settings else None
    return wire.LeaseGranted(**dict(held), **relay.signed_roots(), environment=environment)


@app.post("/remote/heartbeat", summary="Keeps the work", tags=_TAGS)
def post_heartbeat() -> wire.LeaseRenewed:
    return _hold(_device())


@app.post("/remote/leave", summary="Gives the work up", tags=_TAGS)
def post_leave() -> wire.Done:
    relay.leasing().leave(_device(), body_as(app, wire.Presence).session, utc_now())
    return wire.Done()


@app.get("/remote/jobs", summary="Waits for a job; 204: none came", tags=_TAGS)
def get_job(session: own.OfSession, wait: own.Wait = 20) -> Response[SignedJob | str]:
    job = relay.handing().next(_device(), session, wait)
    return Response(200, "application/json", job) if job else Response(204, body="")


def _device() -> Device:
    return device_of(app, relay.gate(), utc_now())


def _hold(device: Device) -> wire.LeaseRenewed:
    lease = relay.leasing().hold(device, body_as(app, wire.Presence).session, utc_now())
    return wire.LeaseRenewed(until=lease.until)


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

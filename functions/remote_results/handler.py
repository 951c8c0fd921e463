"""What devices of the Integrador bring: how jobs ended, documents, and what happened to them."""

from typing import Any

from malote import bootstrap
from malote import remote_parameters as own
from malote.bootstrap import relay
from malote.clock import utc_now
from malote.device_requests import device_of
from malote.relay import wire
from malote.relay.models import Device, JobResult
from malote.relay.sending import links
from malote.web import body_as, rest_api

app = rest_api()
_TAGS = ["remote service"]


@app.post("/remote/jobs/<job_id>/upload", summary="Tells where an answer is put", tags=_TAGS)
def post_upload(job_id: own.JobId) -> wire.UploadLink:
    return relay.results().upload(_device(), job_id, body_as(app, wire.ToUpload), utc_now())


@app.post("/remote/jobs/<job_id>/result", summary="Takes how a job ended", tags=_TAGS)
def post_result(job_id: own.JobId) -> wire.JobTaken:
    kept = relay.results().take(_device(), job_id, body_as(app, JobResult), utc_now())
    return wire.JobTaken(job_id=job_id, status=kept.status)


@app.post("/remote/documents", summary="Tells where documents are put", tags=_TAGS)
def post_documents() -> wire.DocumentLinks:
    device, asked = _device(), body_as(app, wire.ToSend)
    return links(device, asked, relay.files(), bootstrap.mail_ledger(), utc_now())


@app.post("/remote/events", summary="Takes what happened on a device", tags=_TAGS)
def post_events() -> wire.Done:
    relay.notes().told(_device(), body_as(app, wire.DeviceEvents).events, utc_now())
    return wire.Done()


def _device() -> Device:
    return device_of(app, relay.gate(), utc_now())


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

"""What the functions that devices ask share: which device it is that asks."""

from datetime import datetime

from aws_lambda_powertools.event_handler import APIGatewayRestResolver

from malote.relay.gate import Gate
from malote.relay.models import Device
from malote.relay.signed_requests import Request
from malote.web import body_of


def device_of(app: APIGatewayRestResolver, gate: Gate, now: datetime) -> Device:
    """Who asks, by the signature: nothing else of a request says whose tenant it is.

    Raises DeviceUnknown, DeviceRevoked, ClockSkewed, RequestReplayed.
    """
    event = app.current_event
    query = event.query_string_parameters or {}
    request = Request(event.http_method, event.path, query, body_of(app))
    return gate.admit(event.headers, request, now)

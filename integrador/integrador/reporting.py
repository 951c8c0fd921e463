"""Events go to the service, fifty at a time, when it is reachable."""

from logging import getLogger

from integrador.errors import ServiceRefused
from integrador.events import Event, EventLog, one_line
from integrador.remote import Remote
from malote.errors import InvalidInput
from malote.relay.wire import MOST_AT_ONCE, DeviceEvent


def tell_events(events: EventLog, remote: Remote, tax_id: str) -> None:
    """Those that it was not told of yet. Raises ServiceUnreachable, DeviceError."""
    while batch := events.untold(tax_id, MOST_AT_ONCE):
        try:
            remote.tell(_as_told(each) for each in batch)
        except (InvalidInput, ServiceRefused):  # it never will: they are in the log file
            getLogger(__name__).exception("the service does not take these events")
        events.told(tax_id, batch)


def _as_told(event: Event) -> DeviceEvent:
    return DeviceEvent(
        id=event.event_id,
        at=event.at,
        kind=event.kind,
        text=one_line(event.text)[:500],
        job_id=event.job_id,
    )

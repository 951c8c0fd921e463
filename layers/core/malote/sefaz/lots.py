"""A manifestation's next lot of events. Pure."""

from datetime import datetime

from malote.errors import DeviceOffline
from malote.sefaz.answers import EventId
from malote.sefaz.made import ManifestationStatus, Manifested, RequestStatus, SefazRequest
from malote.sefaz.operations import EVENT_TYPES, Manifest, ToManifest
from malote.sefaz.standing import LOST_AFTER, changed, stands, unfinished

LOT = 20
"""Events that SEFAZ takes at once (envEvento 1.00)."""


def due(request: SefazRequest, now: datetime) -> bool:
    """Whether a lot may be asked now. One that waits for a device is tried whenever asked to."""
    if request.type != "manifestation" or request.resumes_at is None:
        return False
    waits = request.status is RequestStatus.WAITING and request.problem == DeviceOffline.code
    return waits or request.resumes_at <= now


def begun(request: SefazRequest, now: datetime) -> SefazRequest:
    """The next lot is asked; what was asked before, and never answered, is uncertain."""
    lot = {each.access_key for each in unfinished(request)[:LOT]}

    def marked(each: Manifested) -> Manifested:
        if each.access_key in lot:
            return stands(each, ManifestationStatus.ASKED)
        lost = each.status is ManifestationStatus.ASKED
        return stands(each, ManifestationStatus.UNCERTAIN) if lost else each

    asked = {"attempts": request.attempts + 1, "asked_at": now, "job": "", "problem": ""}
    return changed(request, map(marked, request.documents), now + LOST_AFTER, detail="", **asked)


def operation(asked: SefazRequest) -> Manifest:
    """What SEFAZ is asked. An event is the same, to the byte, however often it is sent."""
    if asked.manifestation is None or asked.asked_at is None:
        raise ValueError("not a manifestation that was begun")
    events = tuple(
        ToManifest(
            access_key=each.access_key,
            kind=asked.manifestation,
            sequence=each.sequence,
            at=each.at,
            justification=asked.justification,
        )
        for each in asked.documents
        if each.status is ManifestationStatus.ASKED
    )
    return Manifest(lot=f"{asked.asked_at.timestamp() * 1000:.0f}", events=events)


def event_of(request: SefazRequest, document: Manifested) -> EventId:
    """A document's event."""
    if request.manifestation is None:
        raise ValueError("not a manifestation")
    return EventId(document.access_key, EVENT_TYPES[request.manifestation], document.sequence)

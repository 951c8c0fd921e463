"""What becomes of a manifestation's lot: answered, or put off. Pure."""

from collections.abc import Mapping, Set
from datetime import datetime, timedelta

from malote.errors import DeviceOffline, MaloteError, SefazUncertain, SefazUnreachable
from malote.sefaz.answers import STOPPED, UNDUE, EventId, EventResult, ManifestationAnswer
from malote.sefaz.lots import event_of
from malote.sefaz.made import ManifestationStatus, Manifested, RequestStatus, SefazRequest
from malote.sefaz.pace import HOUR, back_off
from malote.sefaz.standing import LOST_AFTER, changed, stands, unfinished

PROVED = frozenset({"135", "136", "155"})
"""With the event they make a document; a 573 would show it as one that was refused."""

REGISTERED = PROVED | {"573"}
"""573: SEFAZ has an event of this key, type and sequence already."""

_TAKEN = "128"
_LATER = STOPPED | {UNDUE}
_REST = timedelta(hours=1)
_PATIENCE = timedelta(hours=48)  # for somebody to see to the certificate


def answered(
    request: SefazRequest,
    asked: Set[EventId],
    answer: ManifestationAnswer,
    kept: Mapping[EventId, str],
    now: datetime,
) -> SefazRequest:
    """With what SEFAZ said of the events that it was ``asked``, however late.

    ``kept`` are the SHA-256 of those that are proved. A lot that was refused as a whole refuses
    each; an event of which a lot's answer does not speak is uncertain.
    """

    def judged(each: Manifested) -> Manifested:
        name = event_of(request, each)
        if name not in asked or each.status is ManifestationStatus.REGISTERED:
            return each
        result = answer.results.get(name)
        if result is None and answer.status_code == _TAKEN:
            return stands(each, ManifestationStatus.UNCERTAIN)
        return _judged(each, result or answer, kept.get(name))

    documents = tuple(map(judged, request.documents))
    if documents == request.documents:
        return request  # it was told before
    said = {"status_code": answer.status_code, "reason": answer.reason, "problem": "", "detail": ""}
    if any(each.status is ManifestationStatus.ASKED for each in documents):  # in a later lot
        return changed(request, documents, request.resumes_at, **said)
    stopped = any(each.status_code in _LATER for each in documents)
    undue = any(each.status_code == UNDUE for each in documents)
    wait = HOUR if undue else back_off(request.attempts - 1)
    resumes_at = now + wait if stopped else now
    attempts = request.attempts if stopped else 0
    return changed(request, documents, resumes_at, attempts=attempts, job="", **said)


def put_off(request: SefazRequest, error: MaloteError, now: datetime) -> SefazRequest:
    """The lot that was asked has no answer: when it is asked again, unless that is in vain."""
    uncertain = isinstance(error, SefazUncertain)
    status = ManifestationStatus.UNCERTAIN if uncertain else ManifestationStatus.WAITING
    documents = [
        stands(each, status) if each.status is ManifestationStatus.ASKED else each
        for each in request.documents
    ]
    told = {"problem": error.code, "detail": error.detail[:500], "job": ""}
    off = changed(request, documents, now + _rest(request, error), **told)
    if not needs_somebody(error) or now - request.created_at < _PATIENCE:
        return off
    open_ = unfinished(off)
    refused = [
        stands(each, ManifestationStatus.REFUSED, reason=error.message) if each in open_ else each
        for each in off.documents
    ]
    failed = {"documents": tuple(refused), "status": RequestStatus.FAILED, "resumes_at": None}
    return off.model_copy(update=failed)


def needs_somebody(error: MaloteError) -> bool:
    """Whether it stays as it is until somebody sees to a certificate or the settings."""
    return not isinstance(error, SefazUncertain | SefazUnreachable | DeviceOffline)


def _rest(request: SefazRequest, error: MaloteError) -> timedelta:
    match error:
        case SefazUncertain():
            return LOST_AFTER
        case SefazUnreachable():
            return back_off(request.attempts - 1)
        case _:
            return _REST


def _judged(
    each: Manifested, said: EventResult | ManifestationAnswer, sha256: str | None
) -> Manifested:
    code, words = said.status_code, {"status_code": said.status_code, "reason": said.reason}
    if isinstance(said, EventResult) and code in REGISTERED:
        at = said.at if code in PROVED else None  # the refusal's own time is not the event's
        own = {"protocol": said.protocol, "registered_at": at, "sha256": sha256}
        return stands(each, ManifestationStatus.REGISTERED, **words, **own)
    again = code in _LATER
    return stands(
        each, ManifestationStatus.WAITING if again else ManifestationStatus.REFUSED, **words
    )

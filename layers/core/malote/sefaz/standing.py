"""How a manifestation stands, which follows from how each of its documents does. Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from malote.sefaz.made import ManifestationStatus, Manifested, RequestStatus, SefazRequest

LOST_AFTER = timedelta(minutes=10)
"""Who asked and did not write the answer by then is dead, or the answer is lost."""

_UNFINISHED = ("asked", "uncertain", "waiting")  # the first that any document has is the request's


def unfinished(request: SefazRequest) -> list[Manifested]:
    """Documents of which SEFAZ has yet to say something."""
    return [each for each in request.documents if each.status.value in _UNFINISHED]


def stands(document: Manifested, status: ManifestationStatus, **more: object) -> Manifested:
    """The document, in this status."""
    return document.model_copy(update={"status": status, **more})


def changed(
    request: SefazRequest,
    documents: Iterable[Manifested],
    resumes_at: datetime | None,
    **more: object,
) -> SefazRequest:
    """The request as it is written next. An uncertain one rests ten minutes, a finished forever."""
    documents = tuple(documents)
    status = _whole(documents)
    if status is RequestStatus.UNCERTAIN and resumes_at and request.asked_at:
        resumes_at = max(resumes_at, request.asked_at + LOST_AFTER)
    if status in {RequestStatus.DONE, RequestStatus.REFUSED}:
        resumes_at = None
    return request.changed(documents=documents, status=status, resumes_at=resumes_at, **more)


def _whole(documents: tuple[Manifested, ...]) -> RequestStatus:
    found = {each.status.value for each in documents}
    for each in _UNFINISHED:
        if each in found:
            return RequestStatus(each)
    some = ManifestationStatus.REGISTERED in found
    return RequestStatus.DONE if some else RequestStatus.REFUSED

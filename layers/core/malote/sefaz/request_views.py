"""Requests to SEFAZ as the API shows them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Self

from pydantic import BaseModel

from malote.environment import Environment
from malote.error_words import ErrorWords
from malote.sefaz.feeds import Feed
from malote.sefaz.made import (
    OPEN,
    ManifestationStatus,
    Manifested,
    RequestStatus,
    RequestType,
    SefazRequest,
)
from malote.sefaz.models import Service
from malote.sefaz.operations import ManifestationKind
from malote.sefaz.words import MANIFESTATION_STATUS, REQUEST_STATUS, meaning


class ManifestedView(BaseModel):
    """One document's event; ``meaning`` is of SEFAZ's ``status_code``, if it has answered.

    ``sha256`` names the event's own XML, which is kept with the document.
    """

    access_key: str
    sequence: int
    at: datetime
    status: ManifestationStatus
    status_name: str
    status_code: str
    meaning: str
    protocol: str | None
    registered_at: datetime | None
    sha256: str | None

    @classmethod
    def of(cls, document: Manifested) -> Self:
        """From a document of a request."""
        return cls(
            **document.model_dump(exclude={"reason"}),
            status_name=MANIFESTATION_STATUS[document.status],
            meaning=meaning(document.status_code, document.reason),
        )


class SefazRequestView(BaseModel):
    """One line of the list. ``waits_until`` and ``error`` are of one that is not finished.

    ``received`` are the SHA-256 of what a query brought, the first hundred of them.
    """

    id: str
    type: RequestType
    tax_id: str
    environment: Environment
    service: Service
    nsu: str | None
    access_key: str | None
    manifestation: ManifestationKind | None
    justification: str | None
    created_at: datetime
    by: str
    status: RequestStatus
    status_name: str
    status_code: str
    meaning: str
    asked_at: datetime | None
    waits_until: datetime | None
    error: ErrorWords | None
    detail: str
    received: tuple[str, ...]
    received_count: int
    documents_count: int

    @classmethod
    def of(cls, request: SefazRequest) -> Self:
        """From a request."""
        return cls.model_validate(_line(request))


class SefazRequestDetail(SefazRequestView):
    """A request with what became of each of its documents."""

    documents: list[ManifestedView]

    @classmethod
    def of(cls, request: SefazRequest, feed: Feed | None = None) -> Self:
        """From a request; a query waits for its feed."""
        line = _line(request)
        if feed and request.type != "manifestation" and request.status in OPEN:
            line["waits_until"] = request.resumes_at or feed.due_at
        documents = list(map(ManifestedView.of, request.documents))
        return cls.model_validate({**line, "documents": documents})


class SefazRequestPage(BaseModel):
    """Requests, newest first."""

    items: list[SefazRequestView]
    next_cursor: str | None = None

    @classmethod
    def of(cls, requests: Iterable[SefazRequest], next_cursor: str | None) -> Self:
        """From requests."""
        return cls(items=list(map(SefazRequestView.of, requests)), next_cursor=next_cursor)


def _line(request: SefazRequest) -> dict[str, object]:
    return {
        **request.model_dump(exclude={"documents"}),
        "id": request.request_id,
        "status_name": REQUEST_STATUS[request.status],
        "meaning": meaning(request.status_code, request.reason),
        "waits_until": request.resumes_at,
        "error": ErrorWords.of(request.problem) if request.problem else None,
        "documents_count": len(request.documents),
    }

"""What users, or Malote by itself, ask to be done at SEFAZ, and how it stands."""

from enum import StrEnum
from typing import Literal

from pydantic import AwareDatetime

from malote.environment import Environment
from malote.kept import Kept, Revised
from malote.sefaz.models import FeedId, Nsu, Service
from malote.sefaz.operations import ManifestationKind

RequestType = Literal["distribution", "nsu", "key", "manifestation"]

MOST_DOCUMENTS = 50
"""That one request may manifest on: it is one transaction."""


class RequestStatus(StrEnum):
    """``WAITING`` says why and until when; ``UNCERTAIN``: SEFAZ was asked and did not answer."""

    WAITING = "waiting"
    ASKED = "asked"
    UNCERTAIN = "uncertain"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


OPEN = frozenset({RequestStatus.WAITING, RequestStatus.ASKED, RequestStatus.UNCERTAIN})
"""Of a request that is not finished."""


class ManifestationStatus(StrEnum):
    """``REGISTERED`` also where SEFAZ had it already (573)."""

    WAITING = "waiting"
    ASKED = "asked"
    UNCERTAIN = "uncertain"
    REGISTERED = "registered"
    REFUSED = "refused"


class Manifested(Kept):
    """One document of a request; ``sequence`` and ``at`` are the event's own, from the start."""

    access_key: str
    sequence: int
    at: AwareDatetime
    status: ManifestationStatus = ManifestationStatus.WAITING
    status_code: str = ""
    reason: str = ""
    protocol: str | None = None
    registered_at: AwareDatetime | None = None
    sha256: str | None = None


class SefazRequest(Revised):
    """``problem`` is a code of the error tree, with ``detail``; ``asked_at`` is of the last time.

    ``resumes_at`` is when a waiting or uncertain one is taken up again. ``received`` are the
    SHA-256 of the blobs that it brought, the first hundred.
    """

    tenant: str
    request_id: str
    type: RequestType
    tax_id: str
    environment: Environment
    created_at: AwareDatetime
    by: str
    status: RequestStatus = RequestStatus.WAITING
    service: Service = Service.NFE
    nsu: Nsu | None = None
    access_key: str | None = None
    manifestation: ManifestationKind | None = None
    justification: str | None = None
    documents: tuple[Manifested, ...] = ()
    job: str = ""
    asked_at: AwareDatetime | None = None
    attempts: int = 0
    resumes_at: AwareDatetime | None = None
    status_code: str = ""
    reason: str = ""
    problem: str = ""
    detail: str = ""
    received: tuple[str, ...] = ()
    received_count: int = 0

    @property
    def feed_id(self) -> FeedId:
        """Where what it brings belongs."""
        return FeedId(self.tenant, self.tax_id, self.service, self.environment)


class Deadline(Kept):
    """Until when an NF-e may get a conclusive manifestation."""

    tenant: str
    access_key: str
    tax_id: str
    issuer_tax_id: str | None = None
    issuer_name: str | None = None
    total_amount: str | None = None
    authorized_at: AwareDatetime
    until: AwareDatetime

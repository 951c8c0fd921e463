"""What Malote remembers of every byte it was brought."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from malote.fiscal import FiscalRecord


class Outcome(StrEnum):
    """How a blob of the inbox ends."""

    REGISTERED = "registered"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Source:
    """Who brought some bytes. ``source_id`` is unique for a tenant and stable over retries."""

    source_id: str
    kind: Literal["mail", "upload"]
    received_at: datetime
    path: str
    details: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Blob:
    """An object of the inbox: the bytes as they came, under the SHA-256 that names them."""

    tenant: str
    sha256: str
    content: bytes
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is in quarantine or ignored: a stable code, and what was found."""

    code: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Registration:
    """A blob and the record read from it."""

    blob: Blob
    record: FiscalRecord


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Something that could not be registered, kept under ``blob_id`` with the reason.

    ``blob_id`` is the SHA-256 of its bytes, or of its place when the bytes were not fetched.
    """

    tenant: str
    blob_id: str
    reason: Reason
    received_at: datetime
    size: int | None = None
    access_key: str | None = None

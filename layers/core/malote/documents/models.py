"""What Malote remembers of every byte it was brought."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Literal

from malote.fiscal import Inspection

DecidedStatus = Literal["accepted", "ignored", "returned"]


class Outcome(StrEnum):
    """How a blob of the inbox ends."""

    REGISTERED = "registered"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    UNPACKED = "unpacked"


@dataclass(frozen=True, slots=True)
class Source:
    """Who brought some bytes. ``source_id`` is unique for a tenant and stable over retries.

    A ``container`` is another blob, in which these bytes were one document of several.
    """

    source_id: str
    kind: Literal["mail", "upload", "container", "sefaz", "integrador"]
    received_at: datetime
    path: str
    details: dict[str, str] = field(default_factory=dict)


type BlobName = tuple[str, str]
"""Tenant and SHA-256 of a blob of the inbox."""


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
    """What was read from a blob; not its bytes, since a batch of them waits to be written."""

    tenant: str
    sha256: str
    size: int
    received_at: datetime
    inspection: Inspection


@dataclass(frozen=True, slots=True)
class Container:
    """A blob that holds several documents, each the bytes of one."""

    tenant: str
    sha256: str
    size: int
    received_at: datetime
    documents: tuple[bytes, ...]


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


type Examined = Registration | Container | Quarantined
"""What becomes of a blob once it was read."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a user decided of a document; None leaves the status or the note as it was."""

    tenant: str
    access_key: str
    decision_id: str
    at: datetime
    user: str
    email: str | None
    status: DecidedStatus | None
    note: str | None

"""Devices, what they may do, and the jobs that they are given."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from malote.branches.models import State, TaxId
from malote.kept import Kept, Revised
from malote.sefaz.operations import Asking
from malote.sefaz.queued import Turn

DEVICE_ID = r"^[0-9a-z-]{10,60}$"
JOB_ID = r"^[0-9A-Za-z-]{10,60}$"
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


def _seen(text: str) -> str:
    return "".join(each if each.isprintable() else " " for each in text)


Words = Annotated[str, Field(max_length=500), AfterValidator(_seen)]
"""What a device says to users, in mails and lists: without what a terminal or a header may obey."""


class Enrolment(Kept):
    """A code that enrols one device for one CNPJ or CPF, once. Only the code's hash is kept."""

    code_sha256: Sha256
    tenant: str
    tax_id: TaxId
    created_at: AwareDatetime
    created_by: str
    expires_at: AwareDatetime
    device_id: str | None = None


class Device(Revised):
    """A computer with a certificate. ``public_key`` is its own (Ed25519, base64 of 32 bytes).

    ``thumbprint`` is the SHA-256 of the A3 certificate's DER.
    """

    tenant: str
    device_id: str
    tax_id: TaxId
    state: State
    name: str
    public_key: str
    thumbprint: Sha256
    holder: str
    certificate_expires_at: AwareDatetime
    enrolled_at: AwareDatetime
    agent_version: str = ""
    platform: str = ""
    last_seen_at: AwareDatetime | None = None
    revoked_at: AwareDatetime | None = None


class Lease(Kept):
    """Who holds the work of a CNPJ or CPF: one device, one run of it, for a while."""

    tenant: str
    tax_id: TaxId
    device_id: str
    session: str
    until: AwareDatetime


class Job(Kept):
    """What a device is to ask: typed, bound, single use, expiring. This is what is signed."""

    job_id: Annotated[str, Field(pattern=JOB_ID)]
    tenant: str
    tax_id: TaxId
    thumbprint: Sha256
    created_at: AwareDatetime
    expires_at: AwareDatetime
    asking: Asking


class SignedJob(Kept):
    """``job`` is the very text that ``signature`` (Ed25519, base64) is over."""

    job: str
    signature: str


class JobStatus(StrEnum):
    """``HANDED`` until an answer comes, however late; ``EXPIRED`` was never handed out."""

    WAITING = "waiting"
    HANDED = "handed"
    ANSWERED = "answered"
    NOT_SENT = "not_sent"
    UNCERTAIN = "uncertain"
    EXPIRED = "expired"


class KeptJob(Revised):
    """A job and how it stands; ``turn`` is what its answer belongs to."""

    job: Job
    turn: Turn
    status: JobStatus = JobStatus.WAITING
    device_id: str | None = None
    session: str | None = None
    handed_at: AwareDatetime | None = None
    ended_at: AwareDatetime | None = None
    sha256: str | None = None
    problem: str = ""
    detail: str = ""


class JobResult(Kept):
    """What a device says of a job; ``sha256`` is of the answer that it has put in the bucket."""

    outcome: Literal["answered", "not_sent", "uncertain"]
    sha256: Sha256 | None = None
    problem: Annotated[str, Field(pattern=r"^[a-z0-9_]{0,60}$")] = ""
    detail: Words = ""


class Ended(Kept):
    """Queued: a job that has ended, or ought to."""

    tenant: str
    job_id: str


class RemoteEvent(Kept):
    """Something that happened to a device or on it; ``text`` is Portuguese, for users."""

    tenant: str
    at: AwareDatetime
    event_id: str
    device_id: str
    tax_id: str
    source: Literal["device", "service"]
    kind: str
    text: str
    job_id: str | None = None

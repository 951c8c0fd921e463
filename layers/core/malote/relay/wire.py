"""What goes between a device and the remote service, as JSON."""

from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from malote.branches.models import State, TaxId
from malote.certificates.models import Name
from malote.environment import Environment
from malote.relay.models import JOB_ID, JobStatus, Sha256, Words

MOST_BYTES = 30 * 1024 * 1024
"""Of an answer of SEFAZ, or a document."""

MOST_AT_ONCE = 50
"""Documents, or events, of one request."""

LEASE_SECONDS = 90
"""How long the work stays a run's; renewed every 30 s, so that two beats may be lost."""

SESSION = r"^[0-9A-Za-z_-]{16,64}$"
Session = Annotated[str, Field(pattern=SESSION)]
"""A run of the Integrador: a number that it draws when it starts."""


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)


class Enrolling(_Said):
    """A device asks to be enrolled; ``malote.relay.enrolling`` makes one of these.

    ``public_key`` is its own (Ed25519, base64 of 32 bytes), ``certificate`` the A3's DER, in
    base64. ``proof`` (RSA with SHA-256, PKCS #1 v1.5, by the certificate's key) and ``signature``
    (Ed25519, by its own) are over the enrolment's statement, both in base64. ``tax_id`` is whom its
    user means to serve: a code of another is refused, and stays good.
    """

    code: str = Field(max_length=40)
    public_key: str = Field(max_length=60)
    certificate: str = Field(max_length=64 * 1024)
    proof: str = Field(max_length=2048)
    signature: str = Field(max_length=120)
    name: Name = Field(min_length=1)
    tax_id: TaxId | None = None
    agent_version: Name = ""
    platform: Name = ""


class Enrolled(BaseModel):
    """What a device keeps; ``service_key`` (Ed25519, base64) signs its jobs.

    ``company`` is the branch's name, for whoever looks.
    """

    device_id: str
    tenant: str
    tax_id: TaxId
    state: State
    service_key: str
    company: str


class Presence(_Said):
    """Which run of the device asks."""

    session: Session


class LeaseRenewed(BaseModel):
    """The work is this run's until then, and ``seconds`` from now; it renews it well before."""

    until: AwareDatetime
    seconds: int = LEASE_SECONDS


class LeaseGranted(LeaseRenewed):
    """What a device has to know to begin.

    ``environment`` None: SEFAZ is not set up for the CNPJ. ``roots_pem`` are authorities that the
    device is to trust at SEFAZ, beside the public ones; ``roots_signature`` is the service's key's
    over them (``malote.relay.roots``).
    """

    environment: Environment | None
    roots_pem: str
    roots_signature: str


class ToUpload(_Said):
    """Bytes that are to be put into the bucket."""

    sha256: Sha256
    size: Annotated[int, Field(ge=1, le=MOST_BYTES)]


class UploadLink(BaseModel):
    """A PUT to make within minutes, with these headers and no other credential.

    S3 answers 412 where these bytes are there already: that is as good.
    """

    url: str
    headers: dict[str, str]


class ToSend(_Said):
    """Documents of the device."""

    documents: Annotated[tuple[ToUpload, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]


class DocumentLink(BaseModel):
    """``upload`` None: the document is there."""

    sha256: Sha256
    upload: UploadLink | None


class DocumentLinks(BaseModel):
    """In the order that they were asked for."""

    items: list[DocumentLink]


class DeviceEvent(_Said):
    """Something that happened on a device; ``text`` is Portuguese, for users, without secrets."""

    id: Annotated[str, Field(pattern=r"^[0-9A-Za-z-]{8,60}$")]
    at: AwareDatetime
    kind: Annotated[str, Field(pattern=r"^[a-z_]{1,40}$")]
    text: Annotated[Words, Field(min_length=1)]
    job_id: Annotated[str, Field(pattern=JOB_ID)] | None = None


class DeviceEvents(_Said):
    """The same again changes nothing."""

    events: Annotated[tuple[DeviceEvent, ...], Field(min_length=1, max_length=MOST_AT_ONCE)]


class JobTaken(BaseModel):
    """How a job stands after its result was taken."""

    job_id: str
    status: JobStatus


class Done(BaseModel):
    """It was done."""

    status: Literal["done"] = "done"

"""Jobs, signed by the service and judged by the device that is handed one.

A job is single use: its device writes down that it begins, before it does. One whose handing out
was lost on its way is handed out again, the same text; one that was begun is refused then, and the
device tells what it knows of it. So none is lost and none is done twice.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from malote.errors import JobAltered, JobExpired, JobOfAnother, JobReplayed
from malote.relay.models import Job, SignedJob

if TYPE_CHECKING:
    from malote.ports.relay import JobSigner

EXPIRES_AFTER = timedelta(minutes=10)
"""Handed out or not; what was begun until then is answered however late."""


@dataclass(frozen=True, slots=True)
class Bound:
    """Whose jobs a device does: as it was enrolled; ``thumbprint`` is of the certificate in use."""

    tenant: str
    tax_id: str
    thumbprint: str


def sign(job: Job, signer: "JobSigner") -> SignedJob:
    """The same job is always the same text."""
    text = job.model_dump_json()
    return SignedJob(job=text, signature=base64.b64encode(signer.sign(text.encode())).decode())


def verify(
    signed: SignedJob, service_key: str, mine: Bound, now: datetime, begun: Callable[[str], bool]
) -> Job:
    """The job, if it is to be done: nothing of it is believed before its signature is.

    ``service_key`` is what the device was given when it enrolled; ``begun`` tells of a job's id
    whether it was begun before. Raises JobAltered, JobOfAnother, JobReplayed, JobExpired.
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(service_key))
        key.verify(base64.b64decode(signed.signature, validate=True), signed.job.encode())
        job = Job.model_validate_json(signed.job)
    except (InvalidSignature, ValueError):  # no base64, no text, no job
        raise JobAltered from None
    of = Bound(job.tenant, job.tax_id, job.thumbprint)
    if of != mine or job.asking.tax_id != mine.tax_id:
        raise JobOfAnother(job.job_id)
    if begun(job.job_id):
        raise JobReplayed(job.job_id)
    if now >= job.expires_at:
        raise JobExpired(job.job_id)
    return job

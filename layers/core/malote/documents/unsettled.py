"""What a batch did not settle: put off for want of time, or given up after three attempts."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from malote.attempt import attempt
from malote.documents.models import BlobName, Outcome, Quarantined, Reason
from malote.errors import MaloteError, ProcessingFailed
from malote.ports import InboxQueue, QuarantineLedger

ATTEMPTS = 3


def put_off(names: Iterable[BlobName], inbox: InboxQueue) -> dict[BlobName, Exception]:
    """Queue blobs again, as new ones. Returns those that could not be queued, and why not.

    Left to come again by themselves, the innocent would use up their attempts in a flood.
    """
    by_tenant: dict[str, list[str]] = {}
    for tenant, sha256 in names:
        by_tenant.setdefault(tenant, []).append(sha256)
    sent = {tenant: attempt(inbox.send, tenant, sha256s) for tenant, sha256s in by_tenant.items()}
    return {
        (tenant, sha256): failure
        for tenant, failure in sent.items()
        if isinstance(failure, Exception)
        for sha256 in by_tenant[tenant]
    }


def give_up(
    ends: Mapping[BlobName, Outcome | Exception],
    attempts: Mapping[BlobName, int],
    quarantine: QuarantineLedger,
    now: datetime,
) -> dict[BlobName, Outcome | Exception]:
    """How each ends at last: what failed for the third time is in quarantine, to be read again.

    A blob whose quarantine cannot be written either keeps the exception of that.
    """
    return {
        name: attempt(quarantine.quarantine, _failed(name, end, now))
        if isinstance(end, Exception) and attempts[name] >= ATTEMPTS
        else end
        for name, end in ends.items()
    }


def _failed(name: BlobName, failure: Exception, now: datetime) -> Quarantined:
    tenant, sha256 = name
    return Quarantined(tenant, sha256, Reason(ProcessingFailed.code, _detail(failure)), now)


def _detail(failure: Exception) -> str:
    """No more than the class of it: whatever else an exception says may be anybody's secret."""
    match failure:
        case FileNotFoundError():
            return "o arquivo não está no armazenamento, ou não pode ser lido"
        case MaloteError():
            return failure.detail
    return type(failure).__name__

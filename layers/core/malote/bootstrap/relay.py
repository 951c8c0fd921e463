"""The remote service: which adapter stands behind each of its ports."""

from functools import cache, partial
from typing import TYPE_CHECKING

from malote import bootstrap
from malote.bootstrap import sefaz
from malote.bootstrap.certificates import portfolios
from malote.settings import settings

if TYPE_CHECKING:
    from malote.adapters.devices import DeviceItems
    from malote.adapters.job_signer import SeededSigner
    from malote.adapters.jobs import JobItems
    from malote.adapters.leases import LeaseItems
    from malote.adapters.remote_events import RemoteEventItems
    from malote.adapters.remote_files import S3RemoteFiles
    from malote.adapters.remote_queue import SqsRemoteQueue
    from malote.relay.admission import Admission
    from malote.relay.carrying import JobCarrier
    from malote.relay.gate import Gate
    from malote.relay.handing import Handing
    from malote.relay.leasing import Leasing
    from malote.relay.noting import Notes
    from malote.relay.offering import Offering
    from malote.relay.results import Results
    from malote.relay.revoking import Revoking
    from malote.relay.settling import Settling, Tell


def devices() -> "DeviceItems":
    """Computers with a certificate."""
    from malote.adapters.devices import DeviceItems

    return DeviceItems(bootstrap.table())


def leases() -> "LeaseItems":
    """Which of them has a CNPJ's work."""
    from malote.adapters.leases import LeaseItems

    return LeaseItems(bootstrap.table())


def jobs() -> "JobItems":
    """What they are to ask."""
    from malote.adapters.jobs import JobItems

    return JobItems(bootstrap.table())


def events() -> "RemoteEventItems":
    """What happened to them."""
    from malote.adapters.remote_events import RemoteEventItems

    return RemoteEventItems(bootstrap.table())


def files() -> "S3RemoteFiles":
    """What they put into the bucket."""
    from malote.adapters.remote_files import S3RemoteFiles

    return S3RemoteFiles(settings().bucket_name)


def queue() -> "SqsRemoteQueue":
    """Where jobs are queued to be settled."""
    from malote.adapters.remote_queue import SqsRemoteQueue

    return SqsRemoteQueue(settings().remote_queue_url)


@cache
def signer() -> "SeededSigner":
    """What signs jobs; its secret is read once in a process."""
    from malote.adapters.job_signer import SeededSigner
    from malote.adapters.secrets import SecretsManager

    return SeededSigner(SecretsManager().read(f"malote/{settings().stage}/relay/key").text)


def roots_pem() -> str:
    """The authorities that a device is to trust at SEFAZ, beside the public ones."""
    from malote.adapters.trust import read_bundle

    # OpenSSL takes no comments in other letters.
    return read_bundle(settings().bucket_name).decode("ascii", "ignore")


def signed_roots() -> dict[str, str]:
    """They and their signature, as a lease brings them."""
    from malote.relay import roots

    pem = roots_pem()
    return {"roots_pem": pem, "roots_signature": roots.sign(pem, signer())}


def notes() -> "Notes":
    """Tells tenants what happens to their devices."""
    from malote.relay.noting import Notes

    return Notes(events(), devices())


def gate() -> "Gate":
    """Says who asks."""
    from malote.relay.gate import Gate

    return Gate(devices(), notes())


def offering() -> "Offering":
    """Makes codes."""
    from malote.relay.offering import Offering

    return Offering(portfolios(), devices(), bootstrap.audit_trail())


def admission() -> "Admission":
    """Enrols devices."""
    from malote.relay.admission import Admission

    return Admission(devices(), portfolios(), signer, notes(), bootstrap.audit_trail())


def leasing() -> "Leasing":
    """Takes and ends leases."""
    from malote.relay.leasing import Leasing
    from malote.relay.waking import wake

    waking = partial(wake, sefaz.feeds(), sefaz.requests(), sefaz.queue())
    return Leasing(leases(), devices(), notes(), waking)


def handing() -> "Handing":
    """Hands jobs out."""
    from malote.relay.handing import Handing

    return Handing(jobs(), leasing(), signer, notes())


def results() -> "Results":
    """Takes what devices bring."""
    from malote.relay.results import Results

    return Results(jobs(), files(), queue(), notes())


def revoking() -> "Revoking":
    """Takes authorisations back."""
    from malote.relay.revoking import Revoking

    trail = bootstrap.audit_trail()
    return Revoking(devices(), leases(), jobs(), queue(), notes(), trail)


def settling(tell: "Tell") -> "Settling":
    """Has jobs' answers applied."""
    from malote.relay.settling import Settling

    return Settling(jobs(), devices(), files(), tell, notes())


def carrier() -> "JobCarrier":
    """Asks SEFAZ through devices."""
    from malote.relay.carrying import JobCarrier

    return JobCarrier(devices(), leases(), jobs())

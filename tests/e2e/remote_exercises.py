"""What needs the grants of the remote service's roles: see exercises.py."""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from malote.adapters import keys
from malote.adapters.items import from_item, stamp
from malote.adapters.jobs import _item as job_item
from malote.adapters.jobs import _pointer as job_pointer
from malote.environment import Environment
from malote.messages.identity import new_id
from malote.relay.models import Ended, Job, JobStatus, KeptJob
from malote.sefaz.models import Service
from malote.sefaz.operations import Asking, Distribute
from malote.sefaz.queued import FeedTurn
from tests.e2e import remote
from tests.e2e.account_exercises import anew
from tests.e2e.exercises import Rig
from tests.e2e.remote import Device, put
from tests.e2e.samples import KEYS, nfe
from tests.e2e.sefaz import Company
from tests.e2e.sefaz_exercises import all_came, ended, feed_of, planned, queried, taken
from tests.e2e.sending_exercises import put as put_item
from tests.e2e.sending_exercises import store, there, works


def offer_a_code(rig: Rig) -> bool:
    return works(rig, "POST", "/remote/enrolments", {"tax_id": rig.device.company.tax_id})


def list_devices(rig: Rig) -> bool:
    return works(rig, "GET", "/remote/devices")


def list_events(rig: Rig) -> bool:
    return works(rig, "GET", "/remote/events")


def revoke(rig: Rig) -> bool:
    """Another one that was at work, with a job in hand."""
    other = remote.enrolled(rig.device.company)
    _lease(rig, other)
    _kept(rig, other)
    done = works(rig, "DELETE", f"/remote/devices/{other.is_['device_id']}")
    return done and not there(rig, keys.lease(rig.tenant.name, other.company.tax_id))


def enrol_anew(rig: Rig) -> bool:
    """By a process that has yet to read what signs jobs."""
    anew(rig, "RemoteServiceFunction")
    return enrol(rig)


def enrol(rig: Rig) -> bool:
    try:
        remote.enrolled(rig.device.company)
    except AssertionError:
        return False
    return True


def come(rig: Rig) -> bool:
    """Its work is queued, and it is told whom to trust."""
    _lease(rig, rig.device, seconds=0)
    status, lease = rig.device.comes()
    rig.stack.wait_until_idle()
    return status == 200 and "BEGIN CERTIFICATE" in lease["roots_pem"]


def hand(rig: Rig) -> bool:
    """A job that waits, whatever others left before it."""
    _lease(rig, rig.device)
    wanted = _kept(rig, rig.device, JobStatus.WAITING).job.job_id
    try:
        while job := rig.device.job(wait=0):
            if job.job_id == wanted:
                return True
    except AssertionError:
        pass
    return False


def bring(rig: Rig) -> bool:
    """An answer, which is none."""
    job = _kept(rig, rig.device).job
    done = rig.device.brings(job.job_id, uuid4().bytes)[0] == 200
    rig.stack.wait_until_idle()
    return done


def send_a_document(rig: Rig) -> bool:
    document = f"<n>{uuid4()}</n>".encode()
    status, link = _link(rig, document)
    done = status == 200 and put(link, document) == 200
    rig.stack.wait_until_idle()
    return done


def send_what_is_there(rig: Rig) -> bool:
    return _link(rig, nfe(KEYS[0])) == (200, {})


def tell(rig: Rig) -> bool:
    event = {"id": uuid4().hex, "at": stamp(datetime.now(UTC)), "kind": "started", "text": "Oi"}
    return rig.device.ask("POST", "/remote/events", {"events": [event]})[0] == 200


def plan(rig: Rig) -> bool:
    """A job that nobody took in time."""
    kept = _kept(rig, rig.device, JobStatus.WAITING, late=timedelta(minutes=20))
    pointer = keys.untaken_job(stamp(kept.job.expires_at), rig.tenant.name, kept.job.job_id)
    return planned(rig)["jobs"] > 0 and not there(rig, pointer)


def apply(rig: Rig) -> bool:
    """A note came."""
    rig.company.sefaz.control.add_notes(rig.device.company.tax_id)
    return _applied(rig) and all_came(rig.device.company)


def apply_what_cannot_be_opened(rig: Rig) -> bool:
    rig.company.sefaz.control.add_broken(rig.device.company.tax_id)
    return _applied(rig) and all_came(rig.device.company)


def apply_a_query(rig: Rig) -> bool:
    """A user's, which then waits no more."""
    company = rig.device.company
    made = queried(rig, company)
    return _applied(rig) & ended(rig, company, made)


def apply_a_refusal(rig: Rig) -> bool:
    """The users are to be told of a 656."""
    rig.company.sefaz.control.misbehave("nfe", "undue")
    return _applied(rig)


def _applied(rig: Rig) -> bool:
    """Whether what SEFAZ answers the device is applied, in the call itself."""
    device, company = rig.device, rig.device.company
    company.an_hour_passes()
    _lease(rig, device)
    assert taken(rig, FeedTurn.of(feed_of(company)))
    made = _newest(rig, company)
    answer = device.answer(made.job)
    store(rig, keys.remote_answer(rig.tenant.name, made.job.job_id), answer)
    ended = {"status": JobStatus.ANSWERED, "sha256": hashlib.sha256(answer).hexdigest()}
    put_item(rig, job_item(made.model_copy(update=ended)))
    told = Ended(tenant=rig.tenant.name, job_id=made.job.job_id)
    done = rig.stack.handle("RemoteAnswersFunction", told.model_dump_json()) == 0
    applied = done and company.feed()["asked_at"] is None  # its next turn is two seconds away
    rig.stack.wait_until_idle()
    return applied


def _newest(rig: Rig, company: Company) -> KeptJob:
    """Of the company's jobs that wait."""
    partition = keys.waiting_jobs(rig.tenant.name, company.tax_id)
    (item,) = rig.stack.cloud.client("dynamodb").query(
        TableName=rig.stack.table, IndexName="GSI1", ScanIndexForward=False, Limit=1,
        KeyConditionExpression="GSI1PK = :of", ExpressionAttributeValues={":of": {"S": partition}},
    )["Items"]  # fmt: skip
    return KeptJob.model_validate(from_item(item))


def _kept(
    rig: Rig, device: Device, status: JobStatus = JobStatus.HANDED, late: timedelta = timedelta(0)
) -> KeptJob:
    """A job for this device, made so long ago, whose answer belongs to nothing."""
    company, at = device.company, datetime.now(UTC) - late
    operation = Distribute(service=Service.NFE, last_nsu="0" * 15)
    job = Job(
        job_id=new_id(at), tenant=rig.tenant.name, tax_id=company.tax_id,
        thumbprint=device.thumbprint, created_at=at, expires_at=at + timedelta(minutes=10),
        asking=Asking(
            tax_id=company.tax_id, state="SP", environment=Environment.PRODUCTION,
            operation=operation,
        ),
    )  # fmt: skip
    by = device.is_["device_id"] if status is JobStatus.HANDED else None
    kept = KeptJob(job=job, turn=FeedTurn.of(feed_of(company)), status=status, device_id=by)
    put_item(rig, job_item(kept))
    if status is JobStatus.WAITING:
        put_item(rig, job_pointer(kept))
    return kept


def _lease(rig: Rig, device: Device, seconds: int = 90) -> None:
    """The work is this device's for so long, whoever had it before."""
    put_item(
        rig,
        {
            **keys.lease(rig.tenant.name, device.company.tax_id),
            "holder": f"{device.is_['device_id']}#{device.session}",
            "held_until": datetime.now(UTC) + timedelta(seconds=seconds),
        },
    )


def _link(rig: Rig, document: bytes) -> tuple[int, dict[str, Any]]:
    """Where the device may put it; nowhere, if it is there."""
    asked = {"sha256": hashlib.sha256(document).hexdigest(), "size": len(document)}
    status, links = rig.device.ask("POST", "/remote/documents", {"documents": [asked]})
    return status, (links["items"][0]["upload"] or {}) if status == 200 else links

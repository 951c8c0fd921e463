"""A stand-in for the remote service: signatures are real, and checked with malote.relay."""

import base64
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from threading import Lock
from time import monotonic, sleep
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from pydantic import BaseModel

from malote.environment import Environment
from malote.errors import DeviceUnknown, EnrolmentRefused, LeaseHeld, MaloteError, RequestReplayed
from malote.relay import roots, signed_requests
from malote.relay.enrolling import code_sha256, public_text, statement
from malote.relay.jobs import sign
from malote.relay.models import Job, JobResult, JobStatus, SignedJob
from malote.relay.wire import (
    DeviceEvent,
    DeviceEvents,
    DocumentLink,
    DocumentLinks,
    Done,
    Enrolled,
    Enrolling,
    JobTaken,
    LeaseGranted,
    LeaseRenewed,
    Presence,
    ToSend,
    ToUpload,
    UploadLink,
)
from malote.sefaz.models import Service
from malote.sefaz.operations import Asking, Distribute, Operation
from tests.core.software_key import TAX_ID

TENANT = "acme"
CODE = "ABCD-EFGH-JKMN-PQRS"


class RemoteService:
    """What it was told is in its attributes; those that are told by tests come first."""

    def __init__(self) -> None:
        self.cut = False  # every connection is hung up on
        self.refuses: MaloteError | None = None  # every request of a device
        self.refuses_results: MaloteError | None = None
        self.held_by: str | None = None  # a session
        self.seconds = 90
        self.offset = timedelta()  # its clock's
        self.code, self.tax_id = CODE, TAX_ID
        self.roots_pem = self.signed_roots = ""
        self.waiting: dict[str, SignedJob] = {}

        self.url = ""
        self.key = Ed25519PrivateKey.generate()
        self.devices: dict[str, str] = {}
        self.meant: list[str | None] = []  # whom they are to serve
        self.nonces: set[str] = set()
        self.results: defaultdict[str, list[JobResult]] = defaultdict(list)
        self.bucket: dict[str, bytes] = {}
        self.strange_headers: list[str] = []
        self.events: list[DeviceEvent] = []
        self.calls: list[str] = []
        self.lock = Lock()

    @property
    def public_key(self) -> str:
        return public_text(self.key)

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def sign(self, data: bytes) -> bytes:
        return self.key.sign(data)

    def job(
        self,
        job_id: str,
        thumbprint: str,
        *,
        tenant: str = TENANT,
        tax_id: str = TAX_ID,
        lasts: timedelta = timedelta(minutes=10),
        operation: Operation | None = None,
    ) -> Job:
        now = self.now()
        asking = Asking(
            tax_id=tax_id,
            state="SP",
            environment=Environment.HOMOLOGATION,
            operation=operation or Distribute(service=Service.NFE, last_nsu="0" * 15),
        )
        return Job(
            job_id=job_id,
            tenant=tenant,
            tax_id=tax_id,
            thumbprint=thumbprint,
            created_at=now,
            expires_at=now + lasts,
            asking=asking,
        )

    def hand(self, job: Job) -> SignedJob:
        signed = sign(job, self)
        with self.lock:
            self.waiting[job.job_id] = signed
        return signed

    def of_job(self, job_id: str) -> list[str]:
        return [each.outcome for each in self.results[job_id]]

    def kinds(self) -> list[str]:
        return [each.kind for each in self.events]

    # Routes

    def enrol(self, asked: Enrolling) -> BaseModel:
        certificate = base64.b64decode(asked.certificate)
        said = statement(asked.code, asked.public_key, certificate)
        public = x509.load_der_x509_certificate(certificate).public_key()
        assert isinstance(public, RSAPublicKey)
        public.verify(base64.b64decode(asked.proof), said, PKCS1v15(), SHA256())
        own = Ed25519PublicKey.from_public_bytes(base64.b64decode(asked.public_key))
        own.verify(base64.b64decode(asked.signature), said)
        if code_sha256(asked.code) != code_sha256(self.code):
            raise EnrolmentRefused
        self.meant.append(asked.tax_id)
        self.code = "used"
        device_id = f"device-{len(self.devices):04}"
        self.devices[device_id] = asked.public_key
        return Enrolled(
            device_id=device_id,
            tenant=TENANT,
            tax_id=self.tax_id,
            state="SP",
            service_key=self.public_key,
            company="Empresa de Teste",
        )

    def device(self, request: signed_requests.Request, headers: Any) -> None:
        claim = signed_requests.claim(dict(headers.items()))
        if claim.device_id not in self.devices:
            raise DeviceUnknown
        signed_requests.verify(claim, request, self.devices[claim.device_id])
        signed_requests.check_time(claim, self.now())
        if claim.nonce in self.nonces:
            raise RequestReplayed
        self.nonces.add(claim.nonce)
        if self.refuses:
            raise self.refuses

    def take(self, session: str) -> None:
        if self.held_by not in {None, session}:
            raise LeaseHeld("outro computador")
        self.held_by = session

    def poll(self, session: str, wait: int) -> BaseModel | None:
        until = monotonic() + wait
        while True:
            with self.lock:
                if self.held_by is None:
                    return None
                self.take(session)
                for signed in self.waiting.values():
                    return signed
            if monotonic() >= until:
                return None
            sleep(0.01)

    def answer(self, path: str, query: dict[str, str], body: bytes) -> BaseModel | None:
        self.calls.append(path)
        match path.split("/")[2:]:
            case ["lease"]:
                self.take(Presence.model_validate_json(body).session)
                until = self.now() + timedelta(seconds=self.seconds)
                return LeaseGranted(
                    until=until,
                    seconds=self.seconds,
                    environment=None,
                    roots_pem=self.roots_pem,
                    roots_signature=roots.sign(self.signed_roots, self),
                )
            case ["heartbeat"]:
                self.take(Presence.model_validate_json(body).session)
                until = self.now() + timedelta(seconds=self.seconds)
                return LeaseRenewed(until=until, seconds=self.seconds)
            case ["leave"]:
                if self.held_by == Presence.model_validate_json(body).session:
                    self.held_by = None
                return Done()
            case ["jobs"]:
                return self.poll(query["session"], int(query["wait"]))
            case ["jobs", job_id, "upload"]:
                return self._link(f"answers/{job_id}", ToUpload.model_validate_json(body))
            case ["jobs", job_id, "result"]:
                return self._result(job_id, JobResult.model_validate_json(body))
            case ["documents"]:
                wanted = ToSend.model_validate_json(body).documents
                return DocumentLinks(items=[self._document(each) for each in wanted])
            case ["events"]:
                known = {each.id for each in self.events}
                told = DeviceEvents.model_validate_json(body).events
                self.events += [each for each in told if each.id not in known]
                return Done()
        raise AssertionError(path)

    def _result(self, job_id: str, result: JobResult) -> BaseModel:
        if self.refuses_results:
            raise self.refuses_results
        if result.sha256:
            assert f"/answers/{job_id}/{result.sha256}" in self.bucket
        self.results[job_id].append(result)
        with self.lock:
            self.waiting.pop(job_id, None)
        return JobTaken(job_id=job_id, status=JobStatus(result.outcome))

    def _link(self, folder: str, wanted: ToUpload) -> UploadLink:
        digest = base64.b64encode(bytes.fromhex(wanted.sha256)).decode()
        return UploadLink(
            url=f"{self.url}/bucket/{folder}/{wanted.sha256}?X-Amz-Signature=s",
            headers={"If-None-Match": "*", "x-amz-checksum-sha256": digest},
        )

    def _document(self, wanted: ToUpload) -> DocumentLink:
        there = f"/inbox/{wanted.sha256}" in self.bucket
        return DocumentLink(
            sha256=wanted.sha256, upload=None if there else self._link("inbox", wanted)
        )

    def put(self, path: str, headers: Any, body: bytes) -> int:
        self.strange_headers += [
            name for name in headers if name.lower().startswith(("malote", "auth", "cookie"))
        ]
        assert headers["x-amz-checksum-sha256"] == base64.b64encode(sha256(body).digest()).decode()
        name = path.removeprefix("/stage/bucket")
        if name in self.bucket:
            assert headers["If-None-Match"] == "*"
            return 412
        self.bucket[name] = body
        return 200

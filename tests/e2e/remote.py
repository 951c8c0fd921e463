"""A device of the Integrador's, spoken for in Python: what it signs, and what it is answered."""

import hashlib
import json
import secrets
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from malote.adapters.sefaz import SefazTransport
from malote.certificates.pfx import OpenedPfx
from malote.clock import utc_now
from malote.relay import signed_requests
from malote.relay.enrolling import enrolling
from malote.relay.models import Job, SignedJob
from malote.relay.signed_requests import Request
from malote.sefaz.asking import exchange
from malote.sefaz.signing import PfxSigner
from tests.e2e.accounts import JSON, ask
from tests.e2e.sefaz import Company
from tests.integration.sefaz.server import identity


@dataclass
class Device:
    """It holds a company's A3; ``is_`` is what it was told when it was enrolled."""

    company: Company
    is_: dict[str, Any]
    key: Ed25519PrivateKey
    session: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def ask(
        self, method: str, path: str, body: Any = None, **query: str
    ) -> tuple[int, dict[str, Any]]:
        """What the remote service answers."""
        return self.send(method, path, body, self.signed(method, path, body, **query), **query)

    def signed(self, method: str, path: str, body: Any = None, **query: str) -> dict[str, str]:
        """The headers of one request, good once."""
        request = Request(method, path, query, _json(body))
        return signed_requests.headers(request, self.is_["device_id"], self.key, utc_now())

    def send(
        self, method: str, path: str, body: Any, headers: dict[str, str], **query: str
    ) -> tuple[int, dict[str, Any]]:
        """With these headers, whoever made them for whatever."""
        address = f"{path}?{urlencode(query)}" if query else path
        stack = self.company.tenant.stack
        return stack.call(method, address, None, _json(body) or None, JSON | headers)

    def comes(self) -> tuple[int, dict[str, Any]]:
        """It takes the company's work."""
        return self.ask("POST", "/remote/lease", {"session": self.session})

    def job(self, wait: int = 5) -> Job | None:
        """The next one that it is handed."""
        status, answer = self.ask("GET", "/remote/jobs", session=self.session, wait=str(wait))
        assert status in {200, 204}, (status, answer)
        return Job.model_validate_json(SignedJob.model_validate(answer).job) if answer else None

    def works(self, job: Job) -> tuple[int, dict[str, Any]]:
        """It asks SEFAZ itself, and brings the answer."""
        return self.brings(job.job_id, self.answer(job))

    def answer(self, job: Job) -> bytes:
        """What it is to put into the bucket: SEFAZ's answer, by the A3's key."""
        sefaz, opened = self.company.sefaz, _opened(self.company)
        transport = SefazTransport(opened, sefaz.roots.read_text())
        done = exchange(job.asking, PfxSigner(opened), transport, sefaz.url)
        return done.model_dump_json().encode()

    def brings(self, job_id: str, answer: bytes) -> tuple[int, dict[str, Any]]:
        """It puts an answer into the bucket, and says so."""
        path, sha256 = f"/remote/jobs/{job_id}", hashlib.sha256(answer).hexdigest()
        status, link = self.ask("POST", f"{path}/upload", {"sha256": sha256, "size": len(answer)})
        if status != 200 or put(link, answer) != 200:
            return 0, link
        return self.ask("POST", f"{path}/result", {"outcome": "answered", "sha256": sha256})

    @property
    def thumbprint(self) -> str:
        """Of the certificate."""
        return hashlib.sha256(PfxSigner(_opened(self.company)).certificate).hexdigest()


def code(company: Company) -> str:
    """A new one, as the tenant's admin is shown it."""
    wanted = {"tax_id": company.tax_id}
    status, answer = ask(company.tenant, "POST", "/remote/enrolments", wanted)
    assert status == 201, answer
    return str(answer["code"])


def request_of(company: Company, key: Ed25519PrivateKey, by: str) -> bytes:
    """What a device sends that was given the code ``by``."""
    opened = _opened(company)

    def prove(data: bytes) -> bytes:
        return opened.key.sign(data, padding.PKCS1v15(), SHA256())

    certificate = PfxSigner(opened).certificate
    return enrolling(by, key, certificate, prove, name="PC da Ana").model_dump_json().encode()


def enrolled(company: Company) -> Device:
    """A new device of the company's."""
    key = Ed25519PrivateKey.generate()
    body = request_of(company, key, code(company))
    status, told = company.tenant.stack.call("POST", "/remote/devices", None, body, JSON)
    assert status == 201, told
    return Device(company, told, key)


def put(link: dict[str, Any], body: bytes) -> int:
    """Into the bucket, at once; S3's status."""
    url = urlsplit(link["url"])
    connection = HTTPConnection(url.netloc, timeout=10)
    connection.request("PUT", f"{url.path}?{url.query}", body, link["headers"])
    return connection.getresponse().status


def _opened(company: Company) -> OpenedPfx:
    """The A3's key, here without a card."""
    of = identity(company.tax_id)
    return OpenedPfx(of.key, of.certificate, ())


def _json(body: Any) -> bytes:
    return b"" if body is None else json.dumps(body).encode()

"""A tenant whose branch has an A3, and the whole remote service over fakes, with a clock by hand."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256

from malote.adapters.job_signer import SeededSigner
from malote.audit import Action
from malote.branches.models import Branch, Module, ModuleParameters, SefazParameters
from malote.certificates.pfx import OpenedPfx
from malote.environment import Environment
from malote.errors import SefazError
from malote.relay import enrolling
from malote.relay.admission import Admission
from malote.relay.carrying import JobCarrier
from malote.relay.gate import Gate
from malote.relay.handing import Handing
from malote.relay.leasing import Leasing
from malote.relay.models import Device, KeptJob
from malote.relay.noting import Notes
from malote.relay.offering import Offering
from malote.relay.results import Results
from malote.relay.revoking import Revoking
from malote.relay.settling import Settling
from malote.relay.wire import Enrolling
from malote.sefaz.asking import render
from malote.sefaz.exchange import Exchange
from malote.sefaz.models import CertificateType, SefazSettings, Service
from malote.sefaz.operations import Asking, Distribute
from malote.sefaz.queued import FeedTurn, Turn
from malote.sefaz.signing import PfxSigner
from tests.fakes.portfolios import MemoryPortfolios
from tests.fakes.relay import (
    MemoryDevices,
    MemoryEvents,
    MemoryJobs,
    MemoryLeases,
    MemoryRemoteFiles,
    MemoryRemoteQueue,
)
from tests.fakes.stores import NOON
from tests.fakes.trail import MemoryTrail, entry
from tests.signing import VALID, Identity, authority, certificate

BRANCH, SISTER, STRANGER = "12ABC34501DE35", "12ABC345000269", "45723174000110"
RUN, OTHER_RUN = "run-of-the-morning", "run-of-the-evening"
SETTINGS = SefazSettings(tenant="acme", tax_id=BRANCH, certificate_type=CertificateType.A3)
TURN = FeedTurn(
    tenant="acme", tax_id=BRANCH, service=Service.NFE, environment=Environment.PRODUCTION
)


def asking(tax_id: str = BRANCH) -> Asking:
    return Asking(
        tax_id=tax_id,
        state="SP",
        environment=Environment.PRODUCTION,
        operation=Distribute(service=Service.NFE, last_nsu="0" * 15),
    )


@cache
def card(
    tax_id: str = SISTER, valid: tuple[datetime, datetime] = VALID, bits: int = 2048
) -> Identity:
    """An A3, of another branch of the same company."""
    return certificate(tax_id, authority(), valid=valid, bits=bits)


def request(
    code: str, key: Ed25519PrivateKey, of: Identity | None = None, prover: Identity | None = None
) -> Enrolling:
    """What a device sends; ``prover`` is whose key proves it holds the certificate."""
    of = of or card()
    rsa = (prover or of).key
    return enrolling.enrolling(
        code,
        key,
        of.der,
        lambda data: rsa.sign(data, padding.PKCS1v15(), SHA256()),
        name="PC da Ana",
        agent_version="1.0",
        platform="Linux",
    )


def exchange(
    of: Asking | None = None, answer: bytes = b"\xff<came/>", by: Identity | None = None
) -> Exchange:
    """What the device of the card does with an asking; ``by`` is another card."""
    signing = by or card()
    signer = PfxSigner(OpenedPfx(signing.key, signing.certificate, ()))
    return Exchange(request=render(of or asking(), signer), answer=answer)


@dataclass
class House:
    devices: MemoryDevices = field(default_factory=MemoryDevices)
    leases: MemoryLeases = field(default_factory=MemoryLeases)
    jobs: MemoryJobs = field(default_factory=MemoryJobs)
    events: MemoryEvents = field(default_factory=MemoryEvents)
    files: MemoryRemoteFiles = field(default_factory=MemoryRemoteFiles)
    queue: MemoryRemoteQueue = field(default_factory=MemoryRemoteQueue)
    portfolios: MemoryPortfolios = field(default_factory=MemoryPortfolios)
    trail: MemoryTrail = field(default_factory=MemoryTrail)
    woken: list[tuple[str, str]] = field(default_factory=list)
    told: list[tuple[Turn, str, Exchange | SefazError]] = field(default_factory=list)
    keys: dict[str, Ed25519PrivateKey] = field(default_factory=dict)
    now: datetime = NOON

    def __post_init__(self) -> None:
        self.signer = SeededSigner("the service's secret")
        for tenant in ("acme", "other"):
            self.portfolios.licensed[tenant] = frozenset({Module.SEFAZ})
            self.portfolios.branches[tenant, BRANCH] = Branch(
                tenant=tenant, tax_id=BRANCH, name="Loja", state="SP", revision="1",
                modules=ModuleParameters(sefaz=SefazParameters()),
            )  # fmt: skip
        notes = self.notes = Notes(self.events, self.devices)
        self.gate = Gate(self.devices, notes)
        self.offering = Offering(self.portfolios, self.devices, self.trail)
        self.admission = Admission(
            self.devices, self.portfolios, lambda: self.signer, notes, self.trail
        )
        self.leasing = Leasing(self.leases, self.devices, notes, lambda *of: self.woken.append(of))
        self.handing = Handing(
            self.jobs, self.leasing, lambda: self.signer, notes,
            self.pass_by, lambda: self.now,
        )  # fmt: skip
        self.results = Results(self.jobs, self.files, self.queue, notes)
        self.settling = Settling(self.jobs, self.devices, self.files, self.tell, notes)
        self.revoking = Revoking(
            self.devices, self.leases, self.jobs, self.queue, notes, self.trail
        )
        self.carrier = JobCarrier(self.devices, self.leases, self.jobs)

    def pass_by(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)

    def tell(self, turn: Turn, job_id: str, outcome: Exchange | SefazError, _: datetime) -> None:
        self.told.append((turn, job_id, outcome))

    def code(self, tenant: str = "acme") -> str:
        by = entry(Action.DEVICE_OFFERED, "", tenant=tenant, at=self.now)
        return self.offering.offer(BRANCH, by)[0]

    def device(self, tenant: str = "acme", **more: Any) -> Device:
        """A new one, enrolled now."""
        key = Ed25519PrivateKey.generate()
        enrolled = self.admission.enrol(request(self.code(tenant), key, **more), self.now)
        self.keys[enrolled.device_id] = key
        return self.devices.kept[enrolled.device_id]

    def hold(self, device: Device, session: str = RUN) -> None:
        self.leasing.hold(self.devices.kept[device.device_id], session, self.now)

    def job(self, what: Asking | None = None) -> KeptJob:
        """A new one, for whoever has the work."""
        job_id = self.carrier.carry(SETTINGS, what or asking(), TURN, self.now)
        return self.kept(job_id)

    def kept(self, job_id: str, tenant: str = "acme") -> KeptJob:
        return self.jobs.kept[tenant, job_id]

    def revoke(self, device: Device) -> None:
        by = entry(Action.DEVICE_REVOKED, "", tenant=device.tenant, at=self.now)
        self.revoking.revoke(device.device_id, by)

    def settle(self, *more: str) -> None:
        """What is queued, and more jobs of the tenant's."""
        for tenant, job_id in [*self.queue.sent, *(("acme", each) for each in more)]:
            self.settling.settle(tenant, job_id, self.now)
        self.queue.sent.clear()

"""A device comes with a code: it is taken in if it proves to hold the keys that it names."""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

from malote import tax_id
from malote.audit import MALOTE, Action, Entry
from malote.certificates import strangers
from malote.certificates.facts import check_validity, facts_of
from malote.certificates.models import Facts
from malote.errors import (
    CertificateMalformed,
    CertificateOfAnother,
    EnrolmentRefused,
    MaloteError,
    PrivateKeyUnfit,
    PrivateKeyWeak,
)
from malote.ports import AuditTrail, Portfolios
from malote.ports.relay import Devices, JobSigner
from malote.relay import enrolling
from malote.relay.models import Device, Enrolment
from malote.relay.noting import Notes
from malote.relay.wire import Enrolled, Enrolling

_LEAST_BITS = 2048


@dataclass(frozen=True, slots=True)
class Admission:
    """Enrols devices."""

    devices: Devices
    portfolios: Portfolios
    signer: Callable[[], JobSigner]
    notes: Notes
    trail: AuditTrail

    def enrol(self, asked: Enrolling, now: datetime) -> Enrolled:
        """Take a device in; the same one again with its code, whose answer was lost, is the same.

        Raises EnrolmentRefused, CertificateOfAnother, or CertificateError of a certificate that
        serves nobody; whoever made the code is told.
        """
        enrolment = self.devices.enrolment(enrolling.code_sha256(asked.code))
        if enrolment is None:
            raise EnrolmentRefused
        try:
            device = self._taken(enrolment, asked, now)
        except MaloteError as error:
            self.notes.refused_enrolment(enrolment, error, now)
            raise
        branch = self.portfolios.get(device.tenant).branches.get(device.tax_id)
        return Enrolled(
            device_id=device.device_id,
            tenant=device.tenant,
            tax_id=device.tax_id,
            state=device.state,
            service_key=self.signer().public_key,
            company=branch.name if branch else device.holder,
        )

    def _taken(self, enrolment: Enrolment, asked: Enrolling, now: datetime) -> Device:
        if enrolment.expires_at <= now:
            raise EnrolmentRefused("o código expirou")
        certificate = _decoded(asked.certificate)
        facts = _proven(asked, certificate)
        check_validity(facts, now)
        if tax_id.base(facts.tax_id) != tax_id.base(enrolment.tax_id):
            of, by = map(tax_id.formatted, (facts.tax_id, enrolment.tax_id))
            raise CertificateOfAnother(f"o certificado é de {of}, e o código de {by}")
        if enrolment.device_id:
            return self._again(enrolment.device_id, asked, facts)
        if asked.tax_id and asked.tax_id != enrolment.tax_id:
            raise EnrolmentRefused(
                f"o código é de outro CNPJ ou CPF: {tax_id.formatted(enrolment.tax_id)}"
            )
        device = self._new(enrolment, asked, facts, now)
        details = {"tax_id": device.tax_id, "name": device.name, "code_by": enrolment.created_by}
        entry = Entry(device.tenant, now, MALOTE, Action.DEVICE_ENROLLED, device.device_id, details)
        self.trail.record(entry)
        if not self.devices.enrol(enrolment, device):
            used = self.devices.enrolment(enrolment.code_sha256)
            return self._again(used.device_id if used else None, asked, facts)
        text = f"{device.name} foi autorizado, com o certificado de {device.holder}."
        self.notes.note(device, "enrolled", text, now)
        return device

    def _again(self, device_id: str | None, asked: Enrolling, facts: Facts) -> Device:
        device = self.devices.get(device_id) if device_id else None
        same = device and (device.public_key, device.thumbprint) == (asked.public_key, facts.sha256)
        if not device or not same or device.revoked_at:
            raise EnrolmentRefused("o código já foi usado")
        return device

    def _new(self, enrolment: Enrolment, asked: Enrolling, facts: Facts, now: datetime) -> Device:
        branch = self.portfolios.get(enrolment.tenant).branches.get(enrolment.tax_id)
        if branch is None:
            raise EnrolmentRefused("a filial do código foi excluída")
        return Device(
            tenant=enrolment.tenant,
            device_id=str(uuid4()),
            tax_id=enrolment.tax_id,
            state=branch.state,
            name=asked.name,
            public_key=asked.public_key,
            thumbprint=facts.sha256,
            holder=facts.holder,
            certificate_expires_at=facts.expires_at,
            enrolled_at=now,
            agent_version=asked.agent_version,
            platform=asked.platform,
            last_seen_at=now,
        )


def _proven(asked: Enrolling, certificate: bytes) -> Facts:
    """What the certificate says, once both keys proved that they are the device's."""
    rsa_key = _rsa_key(certificate)
    statement = enrolling.statement(asked.code, asked.public_key, certificate)
    try:
        own = Ed25519PublicKey.from_public_bytes(_decoded(asked.public_key))
        own.verify(_decoded(asked.signature), statement)
        rsa_key.verify(_decoded(asked.proof), statement, padding.PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        raise EnrolmentRefused("a prova não é da chave do certificado e do computador") from None
    return facts_of(x509.load_der_x509_certificate(certificate))


def _rsa_key(certificate: bytes) -> rsa.RSAPublicKey:
    read = strangers.load(certificate)
    if read is None:
        raise CertificateMalformed
    if read.rsa_key is None:
        raise PrivateKeyUnfit
    if read.rsa_key.key_size < _LEAST_BITS:
        raise PrivateKeyWeak(f"{read.rsa_key.key_size} bits")
    return read.rsa_key


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError:  # of letters that are not ASCII it is no binascii.Error
        raise EnrolmentRefused("um campo não está em base64") from None

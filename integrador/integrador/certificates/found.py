"""A certificate as it is shown to whoever picks one, and why it could not be used."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from integrador.references import CertificateRef
from malote.certificates.facts import check_validity, facts_of
from malote.certificates.models import Facts
from malote.errors import CertificateError

_LEAST_BITS = 2048


@dataclass(frozen=True, slots=True)
class Found:
    """``why_not`` says in Portuguese why it cannot be used; it can when that is empty.

    ``tax_id`` is bare. ``policy`` is "A3" when the certificate names it.
    """

    ref: CertificateRef
    holder: str
    tax_id: str
    issuing_authority: str
    policy: Literal["A1", "A2", "A3", "A4"] | None
    not_before: datetime
    expires_at: datetime
    why_not: str = ""

    @property
    def usable(self) -> bool:
        """Whether SEFAZ can be asked with it, as far as can be seen."""
        return not self.why_not


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be looked at; all three are for people."""

    where: str
    message: str
    action: str


def found(certificate: x509.Certificate, ref: CertificateRef, key: bool, at: datetime) -> Found:
    """Judge one. ``key`` is whether its private key seems to be there.

    Raises CertificateError for what is no e-CNPJ nor e-CPF, and cannot even be shown.
    """
    facts = facts_of(certificate)
    return Found(
        ref=ref,
        holder=facts.holder,
        tax_id=facts.tax_id,
        issuing_authority=facts.issuing_authority,
        policy=facts.policy,
        not_before=facts.not_before,
        expires_at=facts.expires_at,
        why_not=_why_not(certificate, facts, key, at),
    )


def listed(der: bytes, ref: CertificateRef, key: bool, at: datetime) -> Found | None:
    """The same of any object of a token or store; None for those of authorities and the like."""
    try:
        return found(x509.load_der_x509_certificate(der), ref, key, at)
    except (ValueError, CertificateError):
        return None


def _why_not(certificate: x509.Certificate, facts: Facts, key: bool, at: datetime) -> str:
    try:
        check_validity(facts, at)
    except CertificateError as error:
        return f"{error.message} ({error.detail})"
    try:
        public = certificate.public_key()
    except ValueError:
        public = None
    if not isinstance(public, RSAPublicKey):
        return "A chave dele não é RSA, a única que a SEFAZ aceita."
    if public.key_size < _LEAST_BITS:
        return f"A chave dele tem só {public.key_size} bits."
    return "" if key else "A chave privada dele não está neste computador."

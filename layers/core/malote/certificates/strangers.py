"""Certificates that strangers send, read once and judged fit to verify with."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, rsa

from malote.certificates.holder import Holder, holder_of

MAX_BYTES = 48 * 1024
# A huge modulus or exponent makes one verification cost seconds.
_RSA_BITS = range(1024, 8193)
_MAX_EXPONENT = 1 << 33
_OTHER_KEYS = (ec.EllipticCurvePublicKey, ed25519.Ed25519PublicKey, ed448.Ed448PublicKey)


@dataclass(frozen=True, slots=True, eq=False)
class Certificate:
    """A parsed certificate.

    ``rsa_key`` is None when the key is of another kind or unfit; ``key_is_fit`` is for any kind.
    """

    parsed: x509.Certificate
    subject: x509.Name
    issuer: x509.Name
    holder: Holder
    not_before: datetime
    not_after: datetime
    rsa_key: rsa.RSAPublicKey | None
    key_is_fit: bool
    extensions: x509.Extensions

    @property
    def name(self) -> str:
        """The holder's, or the whole subject of a certificate that has no common name."""
        return self.holder.name or self.subject.rfc4514_string()

    def holds_at(self, at: datetime) -> bool:
        """Whether the moment, aware, is inside its validity."""
        return self.not_before <= at <= self.not_after


@lru_cache(512)  # suppliers repeat, and so do their authorities
def load(der: bytes) -> Certificate | None:
    """Read a DER certificate, all that is asked of it; None when some of it cannot be read.

    The same bytes give the same object, so identity is equality.
    """
    if len(der) > MAX_BYTES:
        return None
    try:
        certificate = x509.load_der_x509_certificate(der)
        public_key = certificate.public_key()
        rsa_key = public_key if isinstance(public_key, rsa.RSAPublicKey) else None
        if rsa_key and not _is_fit(rsa_key):
            rsa_key = None
        return Certificate(
            parsed=certificate,
            subject=certificate.subject,
            issuer=certificate.issuer,
            holder=holder_of(certificate),
            not_before=certificate.not_valid_before_utc,
            not_after=certificate.not_valid_after_utc,
            rsa_key=rsa_key,
            key_is_fit=rsa_key is not None or isinstance(public_key, _OTHER_KEYS),
            extensions=certificate.extensions,
        )
    except Exception:  # ValueError mostly; whatever a stranger's bytes provoke means the same
        return None


def _is_fit(key: rsa.RSAPublicKey) -> bool:
    return key.key_size in _RSA_BITS and 3 <= key.public_numbers().e < _MAX_EXPONENT

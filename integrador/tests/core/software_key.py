"""A key in software, as a token's looks to the agent."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from integrador.errors import KeyUnusable
from integrador.ports import Key
from integrador.references import CertificateRef
from tests.core.sefaz import PlainTransport

TAX_ID = "11222333000181"


def certificate_pem(days: int = 365) -> bytes:
    """A new key and its certificate, one after the other."""
    key = generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"EMPRESA DE TESTE:{TAX_ID}")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, SHA256())
    )
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + certificate.public_bytes(Encoding.PEM)


class SoftwareKey:
    def __init__(self, pem: bytes, sefaz_url: str) -> None:
        key = load_pem_private_key(pem, None)
        assert isinstance(key, RSAPrivateKey)
        self._key = key
        self._sefaz_url = sefaz_url
        self.certificate = x509.load_pem_x509_certificate(pem).public_bytes(Encoding.DER)

    def sign(self, data: bytes) -> bytes:
        return self._key.sign(data, PKCS1v15(), SHA1())

    def prove(self, data: bytes) -> bytes:
        return self._key.sign(data, PKCS1v15(), SHA256())

    def transport(self, roots_pem: str) -> PlainTransport:
        return PlainTransport(self._sefaz_url)

    def close(self) -> None:
        pass

    @property
    def ref(self) -> CertificateRef:
        return CertificateRef(
            kind="pfx", thumbprint=sha256(self.certificate).hexdigest(), path="somewhere.pfx"
        )


@dataclass
class OneKey:
    """A keyring; ``trouble`` is raised instead. ``asked`` counts how often it was opened."""

    opened: Key
    trouble: KeyUnusable | None = None
    asked: int = 0
    again: list[CertificateRef] = field(default_factory=list)

    def key(self, certificate: CertificateRef) -> Key:
        self.asked += 1
        if self.trouble:
            raise self.trouble
        return self.opened

    def ask_again(self, certificate: CertificateRef) -> None:
        self.again.append(certificate)

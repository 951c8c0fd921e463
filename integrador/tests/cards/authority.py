"""A certification authority, and what it issues to servers and to keys that are in memory."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding
from cryptography.hazmat.primitives.serialization.pkcs12 import serialize_key_and_certificates
from cryptography.x509.oid import NameOID

from tests.softhsm import VALID, icp_brasil

A1 = "2.16.76.1.2.1.1"


@dataclass(frozen=True)
class Identity:
    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def pem(self) -> str:
        return self.certificate.public_bytes(Encoding.PEM).decode()

    def server(self, name: str) -> "Identity":
        names = x509.SubjectAlternativeName([x509.DNSName(name)])
        return _issued(name, _key("server"), self, names)

    def a1(
        self, tax_id: str, *, bits: int = 2048, valid: tuple[datetime, datetime] = VALID
    ) -> "Identity":
        key = _key(tax_id, bits)
        return Identity(icp_brasil(key.public_key(), tax_id, self, policy=A1, valid=valid), key)

    def pfx(self, password: str) -> bytes:
        protection = BestAvailableEncryption(password.encode())
        return serialize_key_and_certificates(b"", self.key, self.certificate, None, protection)


def authority(name: str = "AC Raiz de Teste") -> Identity:
    return _issued(name, _key(name), None, x509.BasicConstraints(ca=True, path_length=None))


@cache
def _key(_name: str, bits: int = 2048) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def _issued(
    name: str, key: rsa.RSAPrivateKey, issuer: Identity | None, extension: x509.ExtensionType
) -> Identity:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer.certificate.subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(VALID[0])
        .not_valid_after(VALID[1])
        .add_extension(extension, critical=issuer is None)
    )
    return Identity(builder.sign(issuer.key if issuer else key, SHA256()), key)

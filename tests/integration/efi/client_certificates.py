"""Client certificates as Efí hands them out: a PKCS#12 file without a password, or with one."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    pkcs12,
)

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class ClientCertificate:
    """``ca`` is the PEM file that a server trusts it by; ``private`` the key's own bytes."""

    ca: Path
    pfx: bytes
    private: bytes


def client_certificate(directory: Path, password: str = "") -> ClientCertificate:
    """A new one, signed by itself."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "pix client")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - _DAY)
        .not_valid_after(now + _DAY)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    ca = directory / f"client-{certificate.serial_number}.pem"
    ca.write_bytes(certificate.public_bytes(Encoding.PEM))
    sealed = BestAvailableEncryption(password.encode()) if password else NoEncryption()
    pfx = pkcs12.serialize_key_and_certificates(b"pix", key, certificate, None, sealed)
    return ClientCertificate(
        ca, pfx, key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    )

"""A certificate authority for the local servers, and a certificate of it for localhost.

    python -m local.ca .local/ca

makes ``ca.pem``, ``server.pem`` and ``server.key`` there, and keeps them while they are valid.
The CA's PEM stays under 1 KB: it goes to functions in an environment variable.
"""

import argparse
import ipaddress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_YEARS = timedelta(days=2 * 365)
_RENEWED_BEFORE = timedelta(days=30)
_LOCAL_NAMES = [
    x509.DNSName("localhost"),
    x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    x509.IPAddress(ipaddress.ip_address("::1")),
]


@dataclass(frozen=True)
class CertificateFiles:
    """``ca`` is what clients trust; servers are given ``certificate`` and ``key``. All PEM."""

    ca: Path
    certificate: Path
    key: Path


def ensure_certificates(directory: Path) -> CertificateFiles:
    """The files in this directory, made anew if missing or about to expire."""
    files = CertificateFiles(
        directory / "ca.pem", directory / "server.pem", directory / "server.key"
    )
    if not _usable(files):
        _make(files)
    return files


def _usable(files: CertificateFiles) -> bool:
    if not (files.ca.exists() and files.certificate.exists() and files.key.exists()):
        return False
    server = x509.load_pem_x509_certificate(files.certificate.read_bytes())
    return server.not_valid_after_utc > datetime.now(UTC) + _RENEWED_BEFORE


def _make(files: CertificateFiles) -> None:
    ca_key, server_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    ca_name = _name("Malote local CA")
    # Python 3.13 verifies strictly: key usage and both key identifiers have to be there.
    own_id = x509.SubjectKeyIdentifier.from_public_key(ca_key.public_key())
    ca = (
        _certificate(ca_name, ca_name, ca_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs_certificates=True), critical=True)
        .add_extension(own_id, critical=False)
        .sign(ca_key, hashes.SHA256())
    )
    server = (
        _certificate(_name("localhost"), ca_name, server_key.public_key())
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(_LOCAL_NAMES), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(own_id), critical=False
        )
        .sign(ca_key, hashes.SHA256())
    )  # the CA's key is kept nowhere: nothing else can ever be signed by it
    files.key.parent.mkdir(parents=True, exist_ok=True)
    files.ca.write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    files.certificate.write_bytes(server.public_bytes(serialization.Encoding.PEM))
    files.key.touch(mode=0o600)
    files.key.write_bytes(
        server_key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + _YEARS)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m local.ca", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("directory", type=Path)
    files = ensure_certificates(parser.parse_args().directory)
    print(f"{files.ca}\n{files.certificate}\n{files.key}")


if __name__ == "__main__":
    main()

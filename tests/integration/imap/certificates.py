"""Server certificates that no client may accept, and the authority whose name two of them carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from local.ca import CertificateFiles

_DAY = timedelta(days=1)
_AUTHORITY = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Tests' own CA")])


@dataclass(frozen=True)
class _Wanted:
    """``host`` is the name that it is for; ``self_signed`` has no authority at all."""

    host: str = "localhost"
    expired: bool = False
    self_signed: bool = False


_WRONG = {
    "of another name": _Wanted(host="mail.example.com"),
    "expired": _Wanted(expired=True),
    "self-signed": _Wanted(self_signed=True),
}


def wrong_certificates(directory: Path) -> Mapping[str, CertificateFiles]:
    """Each in files of its own. Clients trust their ``ca``, and refuse them all the same."""
    ca_key = ec.generate_private_key(ec.SECP256R1())
    ca = directory / "other-ca.pem"
    own = _builder(_AUTHORITY, ca_key).add_extension(x509.BasicConstraints(True, 0), critical=True)
    ca.write_bytes(own.sign(ca_key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    return {name: _make(wanted, directory, name, ca, ca_key) for name, wanted in _WRONG.items()}


def _make(
    wanted: _Wanted, directory: Path, name: str, ca: Path, ca_key: ec.EllipticCurvePrivateKey
) -> CertificateFiles:
    key = ec.generate_private_key(ec.SECP256R1())
    signing = key if wanted.self_signed else ca_key
    host = x509.SubjectAlternativeName([x509.DNSName(wanted.host)])
    built = _builder(None if wanted.self_signed else _AUTHORITY, signing, key, wanted.expired)
    signed = built.add_extension(host, critical=False).sign(signing, hashes.SHA256())
    files = CertificateFiles(ca, directory / f"{name}.pem", directory / f"{name}.key")
    files.certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    files.key.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return files


def _builder(
    issuer: x509.Name | None,
    signing: ec.EllipticCurvePrivateKey,
    key: ec.EllipticCurvePrivateKey | None = None,
    expired: bool = False,
) -> x509.CertificateBuilder:
    """With all that Python 3.13 asks of a chain, so that only the fault is the fault."""
    now = datetime.now(UTC)
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    public, authority = (key or signing).public_key(), signing.public_key()
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement"), False
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject if key else _AUTHORITY)
        .issuer_name(issuer or subject)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - 3 * _DAY)
        .not_valid_after(now - _DAY if expired else now + _DAY)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True,
                key_cert_sign=key is None,
                crl_sign=key is None,
                encipher_only=False,
                decipher_only=False,
                **usage,
            ),
            critical=True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority), critical=False
        )
    )

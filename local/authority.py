"""Certificates as ICP-Brasil's authorities issue them, of an authority that a folder keeps.

    authority = Authority(Path(".local/demo-authority"))
    authority.identity("ALIMENTOS LTDA", "34128745000152").pfx("senha")
    authority.roots  # the PEM that everybody is to trust

Its root, and the identities that are to stay the same, are made once and kept there.
"""

import ipaddress
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_NAME = "AC Raiz da Demonstração"
_LONG = (datetime(2020, 1, 1, tzinfo=UTC), datetime(2045, 1, 1, tzinfo=UTC))
_CNPJ, _PERSON, _RESPONSIBLE = (  # DOC-ICP-04
    x509.ObjectIdentifier(f"2.16.76.1.3.{number}") for number in (3, 1, 2)
)
_A1 = x509.ObjectIdentifier("2.16.76.1.2.1.1")
_LOCAL_NAMES = [
    x509.DNSName("localhost"),
    x509.IPAddress(ipaddress.ip_address("127.0.0.1")),
    x509.IPAddress(ipaddress.ip_address("::1")),
]


@dataclass(frozen=True)
class Identity:
    """A certificate and its private key."""

    certificate: x509.Certificate
    key: rsa.RSAPrivateKey

    @property
    def pem(self) -> bytes:
        """Both, the key first."""
        own = self.key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return own + self.certificate.public_bytes(serialization.Encoding.PEM)

    def pfx(self, password: str) -> bytes:
        """Both, as authorities hand them over."""
        sealed = serialization.BestAvailableEncryption(password.encode())
        return pkcs12.serialize_key_and_certificates(
            b"certificado", self.key, self.certificate, None, sealed
        )


class Authority:
    """What it issues is trusted by ``roots``."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory

    @property
    def roots(self) -> Path:
        """Its root certificate's PEM."""
        path = self._directory / "roots.pem"
        pem = self.root.public_bytes(serialization.Encoding.PEM)
        if not path.exists() or path.read_bytes() != pem:
            _write(path, pem)
        return path

    @property
    def root(self) -> x509.Certificate:
        """Its root certificate."""
        return self.issuer.certificate

    def certify(
        self,
        holder: str,
        tax_id: str,
        public_key: rsa.RSAPublicKey,
        *,
        days: int = 365,
        since: datetime | None = None,
    ) -> x509.Certificate:
        """An e-CNPJ of type A1, or an e-CPF for 11 digits, valid for so many days from now on."""
        now = datetime.now(UTC)
        valid = (since or now - timedelta(hours=1), now + timedelta(days=days, hours=1))
        builder = _builder(f"{holder}:{tax_id}", public_key, valid)
        names = x509.SubjectAlternativeName(_other_names(tax_id))
        policies = x509.CertificatePolicies([x509.PolicyInformation(_A1, None)])
        return self._sign(
            builder.add_extension(names, critical=False).add_extension(policies, critical=False)
        )

    def identity(
        self, holder: str, tax_id: str, *, days: int = 365, since: datetime | None = None
    ) -> Identity:
        """An e-CNPJ or e-CPF with a new key."""
        key = _new_key()
        certificate = self.certify(holder, tax_id, key.public_key(), days=days, since=since)
        return Identity(certificate, key)

    def kept(self, holder: str, tax_id: str) -> Identity:
        """The same whenever it is asked for, valid for years: what it signed stays the same."""
        path = self._directory / f"{tax_id}.pem"
        if not path.exists():
            _write(path, self.identity(holder, tax_id, days=3650, since=_LONG[0]).pem)
        return _read(path)

    def server(self) -> Identity:
        """For localhost, with a new key."""
        key, now = _new_key(), datetime.now(UTC)
        valid = (now - timedelta(hours=1), now + timedelta(days=365))
        usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
        builder = _builder("localhost", key.public_key(), valid)
        names = x509.SubjectAlternativeName(_LOCAL_NAMES)
        builder = builder.add_extension(names, critical=False).add_extension(usage, critical=False)
        return Identity(self._sign(builder), key)

    @cached_property
    def issuer(self) -> Identity:
        """Its root certificate with the key, for who signs certificates of another kind."""
        path = self._directory / "root.pem"
        if not path.exists():
            key = _new_key()
            own = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
            certificate = (
                _builder(_NAME, key.public_key(), _LONG, ca=True)
                .add_extension(own, critical=False)
                .sign(key, hashes.SHA256())
            )
            _write(path, Identity(certificate, key).pem)
        return _read(path)

    def _sign(self, builder: x509.CertificateBuilder) -> x509.Certificate:
        # Python 3.13 verifies strictly: the issuer's key identifier has to be there.
        issuer = x509.AuthorityKeyIdentifier.from_issuer_public_key(self.issuer.key.public_key())
        return builder.add_extension(issuer, critical=False).sign(self.issuer.key, hashes.SHA256())


def _builder(
    common_name: str, key: rsa.RSAPublicKey, valid: tuple[datetime, datetime], *, ca: bool = False
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(_name(common_name))
        .issuer_name(_name(_NAME))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(valid[0])
        .not_valid_after(valid[1])
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
        .add_extension(_usage(ca=ca), critical=True)
    )


def _usage(*, ca: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not ca,
        content_commitment=not ca,
        key_encipherment=not ca,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=ca,
        crl_sign=ca,
        encipher_only=False,
        decipher_only=False,
    )


def _other_names(tax_id: str) -> list[x509.GeneralName]:
    if len(tax_id) == 11:
        return [_other_name(_PERSON, f"01011980{tax_id}{'0' * 26}")]
    return [_other_name(_RESPONSIBLE, "MARIA DA SILVA"), _other_name(_CNPJ, tax_id)]


def _other_name(oid: x509.ObjectIdentifier, text: str) -> x509.OtherName:
    return x509.OtherName(oid, bytes([4, len(text)]) + text.encode())  # an OCTET STRING


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _new_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _read(path: Path) -> Identity:
    pem = path.read_bytes()
    key = serialization.load_pem_private_key(pem, None)
    assert isinstance(key, rsa.RSAPrivateKey)
    return Identity(x509.load_pem_x509_certificate(pem[pem.index(b"-----BEGIN CERT") :]), key)


def _write(path: Path, content: bytes) -> None:
    """All at once: whoever reads at the same time finds the whole file, or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(f".{os.getpid()}")
    new.touch(mode=0o600)
    new.write_bytes(content)
    new.replace(path)

"""Certificates as ICP-Brasil's authorities issue them, of an authority of the demo's own."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from cryptography.x509.oid import NameOID

AUTHORITY = "AC Raiz da Demonstração"
_CNPJ = x509.ObjectIdentifier("2.16.76.1.3.3")  # DOC-ICP-04
_RESPONSIBLE = x509.ObjectIdentifier("2.16.76.1.3.2")
_A1 = x509.ObjectIdentifier("2.16.76.1.2.1.1")


def pfx(holder: str, tax_id: str, days: int, password: str) -> bytes:
    """An e-CNPJ of type A1 with a new key, valid for so many days, as authorities hand it over."""
    key, now = rsa.generate_private_key(65537, 2048), datetime.now(UTC)
    own = e_cnpj(holder, tax_id, key.public_key(), now - timedelta(hours=1), _in_days(now, days))
    return pkcs12.serialize_key_and_certificates(
        holder.encode(), key, own.sign(_root_key(), hashes.SHA256()), None,
        serialization.BestAvailableEncryption(password.encode()),
    )  # fmt: skip


def e_cnpj(
    holder: str, tax_id: str, key: rsa.RSAPublicKey, since: datetime, until: datetime
) -> x509.CertificateBuilder:
    """A company's certificate, to be signed by the authority."""
    names = [_other_name(_RESPONSIBLE, "MARIA DA SILVA"), _other_name(_CNPJ, tax_id)]
    policy = x509.PolicyInformation(_A1, None)
    return (
        certificate(f"{holder}:{tax_id}", key, since, until, ca=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.CertificatePolicies([policy]), critical=False)
    )


def certificate(
    common_name: str, key: rsa.RSAPublicKey, since: datetime, until: datetime, *, ca: bool
) -> x509.CertificateBuilder:
    """One that the authority issues: the authority's own, with ``ca``."""
    return (
        x509.CertificateBuilder()
        .subject_name(_name(common_name))
        .issuer_name(_name(AUTHORITY))
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(since)
        .not_valid_after(until)
        .add_extension(x509.BasicConstraints(ca, None), critical=True)
    )


@cache
def _root_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def _in_days(now: datetime, days: int) -> datetime:
    return now + timedelta(days=days, hours=1)


def _name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


def _other_name(oid: x509.ObjectIdentifier, text: str) -> x509.OtherName:
    return x509.OtherName(oid, bytes([4, len(text)]) + text.encode())  # an OCTET STRING

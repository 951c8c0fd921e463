"""What is in the file: keys that are missing, unfit or somebody else's, and all certificates."""

from collections.abc import Callable
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding

from tests.pfx import pfx
from tests.pfx.case import AT, CNPJ, CPF, PASSWORD, Case, issuer, leaf, other, root
from tests.pfx.parts import (
    certificate_bag,
    encrypted,
    key_bag,
    key_der,
    nested,
    plain,
    shrouded,
    whole,
)
from tests.pfx.protected import AES, RC2_40, TRIPLE_DES
from tests.signing import VALID, Identity, certificate

_HOUR = timedelta(hours=1)


def _holding(identity: Callable[[], Identity], error: str | None = None) -> Case:
    return Case(lambda: pfx(identity(), PASSWORD, [issuer()]), error)


def _of(keys: Callable[[], list[bytes]], *certificates: Callable[[], Identity]) -> bytes:
    """The keys in sight, shrouded; the certificates encrypted."""
    bags = [certificate_bag(each().der) for each in certificates]
    sealed = [shrouded(each, TRIPLE_DES, PASSWORD) for each in keys()]
    return whole([plain(*sealed), encrypted(bags, AES, PASSWORD)], PASSWORD)


def _mine() -> list[bytes]:
    return [key_der(leaf().key)]


def _two() -> list[bytes]:
    return [key_der(leaf().key), key_der(other().key)]


def _hidden(keys: list[bytes]) -> bytes:
    bags = [*(key_bag(each) for each in keys), certificate_bag(leaf().der)]
    return whole([encrypted([nested(*bags)], RC2_40, PASSWORD)], PASSWORD)


def _other_kind(private: CertificateIssuerPrivateKeyTypes) -> bytes:
    builder = (
        x509.CertificateBuilder(issuer().certificate.subject, leaf().certificate.subject)
        .public_key(private.public_key())
        .serial_number(1)
        .not_valid_before(VALID[0])
        .not_valid_after(VALID[1])
    )
    digest = None if isinstance(private, ed25519.Ed25519PrivateKey) else hashes.SHA256()
    der = builder.sign(private, digest).public_bytes(Encoding.DER)
    bags = plain(key_bag(key_der(private)), certificate_bag(der))
    return whole([bags], PASSWORD)


def _not_der() -> bytes:
    usage = x509.BasicConstraints(ca=False, path_length=None)
    made = certificate(CNPJ, issuer(), extensions=[(usage, True)])
    der = made.der.replace(b"\1\1\xff", b"\1\1\0")  # critical=FALSE must not be written
    bags = plain(key_bag(key_der(made.key)), certificate_bag(der))
    return whole([bags], PASSWORD)


def _renewed(valid: tuple[datetime, datetime]) -> Identity:
    return certificate(CNPJ, issuer(), valid=valid)


def _old() -> Identity:
    return _renewed((VALID[0], AT - _HOUR))


CONTENTS = {
    "the leaf last in the chain": Case(lambda: _of(_mine, root, issuer, leaf)),
    "an old certificate of the same key": Case(lambda: _of(_mine, _old, leaf, issuer)),
    "the same key twice": Case(lambda: _of(lambda: _mine() * 2, leaf)),
    "e-CPF": _holding(lambda: certificate(CPF, issuer(), "FULANO DE TAL")),
    "e-CNPJ in digits": _holding(lambda: certificate("06157250000116", issuer())),
    "a CNPJ in the common name alone": _holding(
        lambda: certificate(CNPJ, issuer(), alternative_names=[])
    ),
    "no CNPJ nor CPF": _holding(
        lambda: certificate(CNPJ, issuer(), alternative_names=[], common_name="www.exemplo.br"),
        "holder_missing",
    ),
    "expired": _holding(_old, "certificate_expired"),
    "expires now": _holding(lambda: _renewed((VALID[0], AT)), "certificate_expired"),
    "expires in an hour": _holding(lambda: _renewed((VALID[0], AT + _HOUR))),
    "valid from now on": _holding(lambda: _renewed((AT, VALID[1]))),
    "not yet valid": _holding(
        lambda: _renewed((AT + _HOUR, VALID[1])), "certificate_not_yet_valid"
    ),
    "no key": Case(lambda: _of(list, leaf, issuer), "private_key_missing"),
    "nothing at all": Case(lambda: whole([], PASSWORD), "private_key_missing"),
    "2,000 empty parts": Case(lambda: _flood(plain()), "private_key_missing"),
    "no certificate": Case(lambda: _of(_mine), "certificate_missing"),
    "other's key": Case(lambda: _of(_mine, other, issuer), "private_key_of_another"),
    "the chain without the certificate": Case(
        lambda: _of(_mine, issuer, root), "private_key_of_another"
    ),
    "two keys": Case(lambda: _of(_two, leaf, other), "several_private_keys"),
    "two keys out of sight": Case(lambda: _hidden(_two()), "several_private_keys"),
    "one key in sight and one out of it": Case(
        lambda: whole(
            [plain(key_bag(_two()[0])), encrypted([key_bag(_two()[1])], AES, PASSWORD)], PASSWORD
        ),
        "several_private_keys",
    ),
    "a key out of sight": Case(lambda: _hidden(_mine())),
    "RSA-1024": _holding(
        lambda: certificate("33444555000181", issuer(), bits=1024), "private_key_weak"
    ),
    "EC": Case(lambda: _other_kind(ec.generate_private_key(ec.SECP256R1())), "private_key_unfit"),
    "Ed25519": Case(lambda: _other_kind(ed25519.Ed25519PrivateKey.generate()), "private_key_unfit"),
    "a certificate that is not DER": Case(_not_der, "certificate_malformed"),
    "a certificate that is no certificate": Case(
        lambda: whole([plain(key_bag(_mine()[0]), certificate_bag(b"oi"))], PASSWORD),
        "certificate_malformed",
    ),
    "a broken key": Case(
        lambda: whole([plain(key_bag(_broken(_mine()[0])), certificate_bag(leaf().der))], PASSWORD),
        "private_key_of_another",
    ),
}


def _flood(part: bytes) -> bytes:
    return whole([part] * 2000, PASSWORD)


def _broken(der: bytes) -> bytes:
    # One wrong number is not enough: OpenSSL makes do with the others.
    broken = bytearray(der)
    for at in (400, -450, -350, -200):
        broken[at] ^= 1
    return bytes(broken)

"""PFX files of every kind, good and bad, made by the tests.

    pfx(certificate("12ABC34501DE35", root), "senha", chain=[root])    # as OpenSSL 3 makes them
    CASES["expired"].pfx, CASES["expired"].error                       # tests.pfx.cases

``tests.pfx.parts`` makes them by hand, from bags; ``tests.pfx.cases`` is the table of them all.
"""

from collections.abc import Iterable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import PrivateFormat
from cryptography.hazmat.primitives.serialization.pkcs12 import (
    PBES,
    serialize_key_and_certificates,
)

from tests.signing import Identity


def pfx(
    identity: Identity, password: str, chain: Iterable[Identity] = (), iterations: int = 2048
) -> bytes:
    """As OpenSSL 3 exports it: AES-256, PBKDF2 and a MAC with SHA-256."""
    protection = (
        PrivateFormat.PKCS12.encryption_builder()
        .kdf_rounds(iterations)
        .key_cert_algorithm(PBES.PBESv2SHA256AndAES256CBC)
        .hmac_hash(hashes.SHA256())
        .build(password.encode())
    )
    others = [each.certificate for each in chain]
    return serialize_key_and_certificates(
        b"malote", identity.key, identity.certificate, others, protection
    )

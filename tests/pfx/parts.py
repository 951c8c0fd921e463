"""A PFX by hand, from bags to the whole file (RFC 7292).

bags = key_bag(key), certificate_bag(identity.der)
whole([plain(shrouded(key, Pbes1(3), "senha")), encrypted(bags, Pbes1(6), "senha")], "senha")
"""

from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.pfx.der import explicit, integer, octets, oid, sequence, tlv
from tests.pfx.protections import Password, Pbes1, Pbes2, mac, pbmac1

_BAG, _CONTENT = "1.2.840.113549.1.12.10.1", "1.2.840.113549.1.7"


def key_der(key: PrivateKeyTypes) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def key_bag(der: bytes) -> bytes:
    return _bag(1, der)


def shrouded(der: bytes, protection: Pbes1 | Pbes2, password: Password) -> bytes:
    algorithm, sealed = protection.seal(der, password)
    return _bag(2, sequence(algorithm, octets(sealed)))


def certificate_bag(der: bytes) -> bytes:
    return _bag(3, sequence(oid("1.2.840.113549.1.9.22.1"), explicit(octets(der))))


def nested(*bags: bytes) -> bytes:
    return _bag(6, sequence(*bags))


def plain(*bags: bytes) -> bytes:
    """A part that is not encrypted, but for the keys in it."""
    return data(sequence(*bags))


def encrypted(bags: Iterable[bytes], protection: Pbes1 | Pbes2, password: Password) -> bytes:
    """A part that is encrypted as a whole."""
    algorithm, sealed = protection.seal(sequence(*bags), password)
    info = sequence(oid(f"{_CONTENT}.1"), algorithm, tlv(0x80, sealed))
    return content(6, sequence(integer(0), info))


def data(contents: bytes) -> bytes:
    return content(1, octets(contents))


def content(number: int, contents: bytes) -> bytes:
    return sequence(oid(f"{_CONTENT}.{number}"), explicit(contents))


def whole(
    parts: Iterable[bytes],
    password: Password | None,
    *,
    hash_name: str = "sha1",
    iterations: int = 2000,
    told: int | None = None,
) -> bytes:
    """The file; without a password it has no MAC, and ``hash_name`` may be ``pbmac1``.

    ``told`` is how many iterations the MAC is said to need.
    """
    safe = sequence(*parts)
    told = told or iterations
    if password is None:
        return sequence(integer(3), data(safe))
    if hash_name == "pbmac1":
        return sequence(integer(3), data(safe), pbmac1(safe, password, iterations, told))
    return sequence(integer(3), data(safe), mac(safe, password, hash_name, iterations, told))


def _bag(number: int, value: bytes) -> bytes:
    return sequence(oid(f"{_BAG}.{number}"), explicit(value))

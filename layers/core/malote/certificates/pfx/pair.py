"""The private key of a PFX, and the certificate that is its own."""

from collections.abc import Iterable

from asn1crypto.keys import PrivateKeyInfo  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_der_private_key

from malote.certificates.refusing import refusing
from malote.errors import (
    CertificateMalformed,
    CertificateMissing,
    PfxUnreadable,
    PrivateKeyMissing,
    PrivateKeyOfAnother,
    PrivateKeyUnfit,
    PrivateKeyWeak,
    SeveralPrivateKeys,
)

_LEAST_BITS, _MOST_BITS = 2048, 8192  # beyond, one signature takes seconds
_MOST_EXPONENT_BITS = 33
_BROKEN_KEY = "a chave privada está corrompida"


def is_key(der: bytes) -> bool:
    """Whether bytes that a password opened are a PrivateKeyInfo, of any kind."""
    try:
        return bool(PrivateKeyInfo.load(der)["private_key_algorithm"]["algorithm"].dotted)
    except (ValueError, TypeError, KeyError):
        return False


def only_key(ders: Iterable[bytes]) -> RSAPrivateKey:
    """The key of some PrivateKeyInfo in DER; the same one may be there twice.

    Raises PrivateKeyMissing, SeveralPrivateKeys, PrivateKeyUnfit, PrivateKeyWeak, and PfxUnreadable
    for a broken one. Its numbers are not proven here: ``find_pair`` does so.
    """
    with refusing(PfxUnreadable(_BROKEN_KEY)):
        infos = [PrivateKeyInfo.load(der) for der in ders]
        distinct = {bytes(info["private_key"]): info for info in infos}
        if not distinct:
            raise PrivateKeyMissing
        if len(distinct) > 1:
            raise SeveralPrivateKeys(f"{len(distinct)} chaves")
        (info,) = distinct.values()
        _check_fitness(info)
        # OpenSSL's own check of the primes takes 0.3 s of 4096 bits.
        key = load_der_private_key(info.dump(), None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, RSAPrivateKey):
        raise PfxUnreadable(_BROKEN_KEY)
    return key


def find_pair(
    key: RSAPrivateKey, ders: Iterable[bytes]
) -> tuple[x509.Certificate, tuple[x509.Certificate, ...]]:
    """The key's own certificate, wherever it is among them, and the others.

    Of several of the same key's, the one that expires last. Another that cannot be read is left
    out: nothing is done with a chain that needs it. Raises CertificateMissing,
    CertificateMalformed, PrivateKeyOfAnother.
    """
    certificates, malformed = [], None
    for der in dict.fromkeys(ders):
        try:
            with refusing(CertificateMalformed()):
                certificates.append(x509.load_der_x509_certificate(der))
        except CertificateMalformed as error:
            malformed = error
    own = [each for each in certificates if _is_own(each, key)]
    if not own:
        raise malformed or (PrivateKeyOfAnother() if certificates else CertificateMissing())
    with refusing(PrivateKeyOfAnother()):  # what it signs proves its private numbers
        signature = key.sign(b"", PKCS1v15(), SHA256())
        key.public_key().verify(signature, b"", PKCS1v15(), SHA256())
    found = max(own, key=lambda each: each.not_valid_after_utc)
    return found, tuple(each for each in certificates if each is not found)


def _check_fitness(info: PrivateKeyInfo) -> None:
    algorithm = info["private_key_algorithm"]["algorithm"].native
    if algorithm != "rsa":
        raise PrivateKeyUnfit(_KINDS.get(algorithm, algorithm))
    numbers = info["private_key"].parsed
    bits = numbers["modulus"].native.bit_length()
    if bits < _LEAST_BITS:
        raise PrivateKeyWeak(f"{bits} bits")
    if bits > _MOST_BITS:
        raise PrivateKeyUnfit(f"RSA de {bits} bits")
    # A number of 40 KB among them would make one signature take seconds.
    longest = max(numbers[name].native.bit_length() for name in _PRIVATE_NUMBERS)
    if longest > bits or numbers["public_exponent"].native.bit_length() > _MOST_EXPONENT_BITS:
        raise PfxUnreadable(_BROKEN_KEY)


_KINDS = {"ec": "é de curvas elípticas (EC)", "dsa": "é DSA", "rsassa_pss": "é só para RSA-PSS"}
_PRIVATE_NUMBERS = (
    "private_exponent", "prime1", "prime2", "exponent1", "exponent2", "coefficient",
)  # fmt: skip


def _is_own(certificate: x509.Certificate, key: RSAPrivateKey) -> bool:
    try:
        with refusing(CertificateMalformed()):
            public = certificate.public_key()
    except CertificateMalformed:  # of a kind that is not known
        return False
    return (
        isinstance(public, RSAPublicKey)
        and public.public_numbers() == key.public_key().public_numbers()
    )

"""The algorithms that a PFX names, as asn1crypto reads them (RFC 8018, 7292, 7914, 9579).

All raise PfxUnsupported for those that are not known, and PfxUnreadable for what cannot be.
"""

from typing import Any

from asn1crypto import algos, core  # type: ignore[import-untyped]

from malote.certificates.pfx.ciphers import BY_PKCS5, BY_PKCS12, CIPHERS, PfxCipher, rc2_cipher
from malote.certificates.pfx.derivation import Derivation, known_hash
from malote.certificates.pfx.protection import Mac, Sealed
from malote.errors import PfxUnreadable, PfxUnsupported

_PBES2 = "1.2.840.113549.1.5.13"
_PBMAC1 = "1.2.840.113549.1.5.14"
_RC2 = "1.2.840.113549.3.2"
_ENDLESS = 1 << 62  # some ask for a number of 10,000 digits
_RC2_BITS = {160: 40, 120: 64, 58: 128}  # RFC 2268, section 6; from 256 on a number is itself


class _ScryptParameters(core.Sequence):  # type: ignore[misc]
    _fields = [  # noqa: RUF012 (asn1crypto's way)
        ("salt", core.OctetString),
        ("cost", core.Integer),
        ("block_size", core.Integer),
        ("parallelization", core.Integer),
        ("key_length", core.Integer, {"optional": True}),
    ]


def sealed_of(algorithm: Any, encrypted: Any) -> Sealed:
    """Some encrypted octets, by their EncryptionAlgorithm."""
    ciphertext = _octets(encrypted)
    oid, parameters = algorithm["algorithm"].dotted, algorithm["parameters"]
    if oid == _PBES2:
        derivation, key_length = _derivation(parameters["key_derivation_func"])
        cipher, iv = _cipher(parameters["encryption_scheme"], key_length)
        return Sealed(derivation, cipher, iv, ciphertext)
    if oid in BY_PKCS12:
        by_pkcs12 = Derivation("pkcs12_kdf", "sha1", *_salt_and_count(parameters))
        return Sealed(by_pkcs12, BY_PKCS12[oid], None, ciphertext)
    if oid in BY_PKCS5:
        hash_name, cipher = BY_PKCS5[oid]
        by_pkcs5 = Derivation("pbkdf1", hash_name, *_salt_and_count(parameters))
        return Sealed(by_pkcs5, cipher, None, ciphertext)
    raise PfxUnsupported(f"cifra {algorithm['algorithm'].native}")


def mac_of(mac: Any, content: bytes) -> Mac:
    """The MAC of a file, by its MacData."""
    algorithm, digest = mac["mac"]["digest_algorithm"], _octets(mac["mac"]["digest"])
    if algorithm["algorithm"].dotted == _PBMAC1:
        parameters = algos.Pbmac1Params.load(algorithm["parameters"].dump())
        derivation, key_length = _derivation(parameters["key_derivation_func"])
        if not key_length:
            raise PfxUnreadable("o MAC não diz o tamanho da chave")
        hash_name = known_hash(_hash_of(parameters["message_auth_scheme"]))
        return Mac(derivation, hash_name, key_length, digest, content)
    salt, iterations = _octets(mac["mac_salt"]), _positive(mac["iterations"])
    derivation = Derivation("pkcs12_kdf", algorithm["algorithm"].native, salt, iterations)
    return Mac(derivation, derivation.hash_name, derivation.hash_length, digest, content)


def _salt_and_count(parameters: Any) -> tuple[bytes, int]:
    return _octets(parameters["salt"]), _positive(parameters["iterations"])


def _derivation(algorithm: Any) -> tuple[Derivation, int | None]:
    parameters = algorithm["parameters"]
    match algorithm["algorithm"].dotted:
        case "1.2.840.113549.1.5.12":  # PBKDF2
            derivation = Derivation(
                "pbkdf2",
                _hash_of(parameters["prf"]),
                _octets(parameters["salt"]),
                _positive(parameters["iteration_count"]),
            )
        case "1.3.6.1.4.1.11591.4.11":  # scrypt
            parameters = _ScryptParameters.load(parameters.dump())
            derivation = Derivation(
                "scrypt",
                "sha256",
                _octets(parameters["salt"]),
                _positive(parameters["cost"]),
                _positive(parameters["block_size"]),
                _positive(parameters["parallelization"]),
            )
        case unknown:
            raise PfxUnsupported(f"derivação de chave {unknown}")
    told = isinstance(parameters["key_length"], core.Integer)
    return derivation, _positive(parameters["key_length"]) if told else None


def _cipher(algorithm: Any, key_length: int | None) -> tuple[PfxCipher, bytes]:
    oid, parameters = algorithm["algorithm"].dotted, algorithm["parameters"]
    if oid == _RC2:
        version = parameters["rc2_parameter_version"].native or 0
        bits = _RC2_BITS.get(version, version)
        if not 8 <= bits <= 1024 or not 1 <= (key_length or bits // 8) <= 128:
            raise PfxUnsupported("RC2 com parâmetros fora da norma")
        return rc2_cipher(key_length or bits // 8, bits), _octets(parameters["iv"])
    cipher = CIPHERS.get(oid)
    if cipher is None:
        raise PfxUnsupported(f"cifra {algorithm['algorithm'].native}")
    if key_length not in (None, cipher.key_length):
        raise PfxUnsupported(f"cifra {algorithm['algorithm'].native}, com chave de outro tamanho")
    return cipher, _octets(core.OctetString.load(parameters.dump()))


def _hash_of(algorithm: Any) -> str:
    name: str = algorithm["algorithm"].native
    return _MORE_HASHES.get(name, name)


# HMACs that asn1crypto has no names for.
_MORE_HASHES = {
    "1.2.840.113549.2.6": "md5",
    **{
        f"2.16.840.1.101.3.4.2.{last}": f"sha3_{bits}"
        for last, bits in ((13, 224), (14, 256), (15, 384), (16, 512))
    },
}


def _octets(value: Any) -> bytes:
    if not isinstance(value.native, bytes):  # left out, or a salt from elsewhere
        raise PfxUnreadable("falta um campo")
    return value.native


def _positive(number: Any) -> int:
    found: int = number.native
    if found < 1:
        raise PfxUnreadable("um número que não pode ser zero nem negativo")
    return min(found, _ENDLESS)

"""Ways to encrypt a part of a PFX, each with its AlgorithmIdentifier.

``Protection.seal(plain, password)`` gives the algorithm in DER and the encrypted bytes. A password
is text, or ``(raw, bmp)``: its bytes for PKCS#5 and for PKCS#12.
"""

import hashlib
import hmac
from dataclasses import dataclass

from cryptography.hazmat.decrepit.ciphers.algorithms import ARC4, TripleDES
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from tests.pfx.der import NULL, integer, octets, oid, sequence
from tests.pfx.rc2 import encrypt as rc2_encrypt

type Password = str | tuple[bytes, bytes]

SALT = b"\1\2\3\4\5\6\7\x08"
_IV = bytes(range(16))


def raw_of(password: Password) -> bytes:
    return password.encode() if isinstance(password, str) else password[0]


def bmp_of(password: Password) -> bytes:
    return password.encode("utf-16-be") + b"\0\0" if isinstance(password, str) else password[1]


def kdf(hash_name: str, password: bytes, purpose: int, length: int, iterations: int) -> bytes:
    """RFC 7292, appendix B.2; only as long as one hash, or two."""
    size = hashlib.new(hash_name).block_size

    def stretched(data: bytes, to: int) -> bytes:
        return (data * (to // len(data) + 1))[:to] if data else b""

    blocks = stretched(SALT, size) + stretched(password, -(-len(password) // size) * size)
    found = b""
    for _ in range(-(-length // hashlib.new(hash_name).digest_size)):
        digest = bytes([purpose]) * size + blocks
        for _ in range(iterations):
            digest = hashlib.new(hash_name, digest).digest()
        found += digest
        addend = int.from_bytes(stretched(digest, size)) + 1
        numbers = (int.from_bytes(blocks[at : at + size]) for at in range(0, len(blocks), size))
        blocks = b"".join(
            ((number + addend) & ((1 << size * 8) - 1)).to_bytes(size) for number in numbers
        )
    return found[:length]


def padded(plain: bytes, block: int) -> bytes:
    padding = block - len(plain) % block
    return plain + bytes([padding]) * padding


@dataclass(frozen=True)
class Pbes1:
    """PKCS#12's own, by the last number of its identifier: 3 is 3DES, 5 RC2-128, 6 RC2-40…"""

    number: int
    iterations: int = 2000
    told: int | None = None
    """The iterations that the file claims."""

    def seal(self, plain: bytes, password: Password) -> tuple[bytes, bytes]:
        length = {1: 16, 2: 5, 3: 24, 4: 16, 5: 16, 6: 5}[self.number]
        key = kdf("sha1", bmp_of(password), 1, length, self.iterations)
        iv = kdf("sha1", bmp_of(password), 2, 8, self.iterations)
        match self.number:
            case 1 | 2:
                sealed = _encrypted(Cipher(ARC4(key), None), plain)
            case 3 | 4:
                sealed = _encrypted(Cipher(TripleDES((key * 2)[:24]), CBC(iv)), padded(plain, 8))
            case _:
                sealed = rc2_encrypt(padded(plain, 8), key, iv, len(key) * 8)
        parameters = sequence(octets(SALT), integer(self.told or self.iterations))
        return sequence(oid(f"1.2.840.113549.1.12.1.{self.number}"), parameters), sealed


@dataclass(frozen=True)
class Pbes2:
    """AES-256, and PBKDF2 with SHA-256 or, given its cost, scrypt.

    ``told`` are the iterations, or the cost, and ``cipher`` the identifier that the file claims.
    """

    iterations: int = 2048
    scrypt: int | None = None
    told: int | None = None
    key_length: int | None = None
    cipher: str = "2.16.840.1.101.3.4.1.42"

    def seal(self, plain: bytes, password: Password) -> tuple[bytes, bytes]:
        if self.scrypt:
            key = hashlib.scrypt(raw_of(password), salt=SALT, n=self.scrypt, r=8, p=1, dklen=32)
            derivation = scrypt_derivation(self.told or self.scrypt)
        else:
            key = hashlib.pbkdf2_hmac("sha256", raw_of(password), SALT, self.iterations)
            derivation = pbkdf2(self.told or self.iterations, self.key_length)
        sealed = _encrypted(Cipher(AES(key), CBC(_IV)), padded(plain, 16))
        scheme = sequence(oid(self.cipher), octets(_IV))
        return sequence(oid("1.2.840.113549.1.5.13"), sequence(derivation, scheme)), sealed


def pbkdf2(iterations: int, key_length: int | None = None) -> bytes:
    prf = sequence(oid("1.2.840.113549.2.9"), NULL)
    length = [] if key_length is None else [integer(key_length)]
    parameters = sequence(octets(SALT), integer(iterations), *length, prf)
    return sequence(oid("1.2.840.113549.1.5.12"), parameters)


def scrypt_derivation(cost: int) -> bytes:
    numbers = map(integer, (cost, 8, 1))
    return sequence(oid("1.3.6.1.4.1.11591.4.11"), sequence(octets(SALT), *numbers))


def mac(content: bytes, password: Password, hash_name: str, iterations: int, told: int) -> bytes:
    """MacData (RFC 7292)."""
    size = hashlib.new(hash_name).digest_size
    key = kdf(hash_name, bmp_of(password), 3, size, iterations)
    identifiers = {"sha1": "1.3.14.3.2.26", "sha256": "2.16.840.1.101.3.4.2.1"}
    algorithm = sequence(oid(identifiers[hash_name]), NULL)
    digest = octets(hmac.digest(key, content, hash_name))
    return sequence(sequence(algorithm, digest), octets(SALT), integer(told))


def pbmac1(content: bytes, password: Password, iterations: int, told: int) -> bytes:
    """MacData of RFC 9579."""
    key = hashlib.pbkdf2_hmac("sha256", raw_of(password), SALT, iterations)
    hmac_sha256 = sequence(oid("1.2.840.113549.2.9"), NULL)
    parameters = sequence(pbkdf2(told, 32), hmac_sha256)
    algorithm = sequence(oid("1.2.840.113549.1.5.14"), parameters)
    digest = octets(hmac.digest(key, content, "sha256"))
    return sequence(sequence(algorithm, digest), octets(b"NOT USED"), integer(1))


def _encrypted(cipher: "Cipher[CBC] | Cipher[None]", plain: bytes) -> bytes:
    encryptor = cipher.encryptor()
    return encryptor.update(plain) + encryptor.finalize()

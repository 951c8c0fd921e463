"""Keys from passwords: the four ways of PKCS#5 (RFC 8018, RFC 7914) and PKCS#12 (RFC 7292).

A file says how much work each takes, and 2.5 KB may ask for an hour: ``Work`` is what all of one
file's derivations share.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import IntEnum
from functools import partial
from math import inf
from typing import Literal

from malote.errors import PfxTooCostly, PfxUnsupported

# In µs, measured on a core shared with others. Firefox asks for 600,000 rounds of everything: 0.4 s
# in its files of today, 0.9 to 1.3 in those of 2021, where 3DES takes three keys' worth of SHA-1.
_LIMIT = 1_400_000
_FAST_HASHES = frozenset({"sha1", "sha224", "sha256"})
_PYTHON_ROUND = {True: 0.33, False: 0.65}  # by whether the hash is fast
_PBKDF2_ROUND = {True: 0.23, False: 0.8}
_HOUR = 3.6e9
_SCRYPT_ROUND = 0.5
_SCRYPT_MEMORY = 64 * 1024 * 1024
_HASHES = frozenset({
    "md5", "sha1", "sha224", "sha256", "sha384", "sha512", "sha512_224", "sha512_256",
    "sha3_224", "sha3_256", "sha3_384", "sha3_512",
})  # fmt: skip


def known_hash(name: str) -> str:
    """The name itself. Raises PfxUnsupported for a hash that is not used here."""
    if name not in _HASHES:
        raise PfxUnsupported(f"resumo {name}")
    return name


class Purpose(IntEnum):
    """What the KDF of PKCS#12 makes."""

    KEY = 1
    IV = 2
    MAC = 3


@dataclass(frozen=True, slots=True)
class Secret:
    """A password in bytes: as PKCS#5 takes it, and as the KDF of PKCS#12 does."""

    raw: bytes = field(repr=False)
    bmp: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Derivation:
    """How a key is made, as the file asks; ``iterations`` are scrypt's N, of blocks of ``memory``.

    Raises PfxUnsupported for a hash that is not known.
    """

    kdf: Literal["pkcs12_kdf", "pbkdf1", "pbkdf2", "scrypt"]
    hash_name: str
    salt: bytes
    iterations: int
    memory: int = 0
    parallel: int = 1

    def __post_init__(self) -> None:
        known_hash(self.hash_name)

    @property
    def hash_length(self) -> int:
        """The bytes of one hash."""
        return hashlib.new(self.hash_name).digest_size

    def cost(self, length: int) -> float:
        """About how many µs it takes to make a key this long; without end if memory runs out."""
        if self.kdf == "scrypt":
            if (self.iterations + self.parallel) * self.memory * 128 > _SCRYPT_MEMORY // 2:
                return inf
            return self.iterations * self.memory * self.parallel * _SCRYPT_ROUND
        rounds = self.iterations * -(-length // self.hash_length)
        round_cost = _PBKDF2_ROUND if self.kdf == "pbkdf2" else _PYTHON_ROUND
        return rounds * round_cost[self.hash_name in _FAST_HASHES]

    def derive(self, secret: Secret, purpose: Purpose, length: int) -> bytes:
        """The key; PfxTooCostly is the caller's to raise before."""
        match self.kdf:
            case "pkcs12_kdf":
                return self._pkcs12(secret.bmp, purpose, length)
            case "pbkdf1":
                return self._repeated(secret.raw + self.salt)[:length]
            case "pbkdf2":
                return hashlib.pbkdf2_hmac(
                    self.hash_name, secret.raw, self.salt, self.iterations, length
                )
            case "scrypt":
                return hashlib.scrypt(
                    secret.raw, salt=self.salt, n=self.iterations, r=self.memory,
                    p=self.parallel, maxmem=_SCRYPT_MEMORY, dklen=length,
                )  # fmt: skip

    def _pkcs12(self, password: bytes, purpose: Purpose, length: int) -> bytes:
        size = hashlib.new(self.hash_name).block_size
        filled = _fill(self.salt, size) + _fill(password, size)
        made = b""
        while len(made) < length:
            digest = self._repeated(bytes([purpose]) * size + filled)
            made += digest
            added = int.from_bytes(_fill(digest, size)[:size]) + 1
            filled = b"".join(
                ((int.from_bytes(filled[at : at + size]) + added) % (1 << 8 * size)).to_bytes(size)
                for at in range(0, len(filled), size)
            )
        return made[:length]

    def _repeated(self, start: bytes) -> bytes:
        make = _maker(self.hash_name)
        digest = start
        for _ in range(self.iterations):
            digest = make(digest).digest()
        return digest


class Work:
    """What one file may cost, and the keys that were made: one may be asked for twice."""

    def __init__(self) -> None:
        self._left: float = _LIMIT
        self._made: dict[tuple[Derivation, Secret | bytes, Purpose, int], bytes] = {}

    def allow(self, cost: float) -> None:
        """Raise PfxTooCostly when there is not so much left."""
        if cost > self._left:
            raise PfxTooCostly(_told(cost))

    def spend(self, cost: float) -> None:
        """As ``allow``, and it is gone."""
        self.allow(cost)
        self._left -= cost

    def derive(
        self, derivation: Derivation, secret: Secret, purpose: Purpose, length: int
    ) -> bytes:
        """The key. Raises PfxTooCostly."""
        used = secret.bmp if derivation.kdf == "pkcs12_kdf" else secret.raw
        asked = (derivation, used, purpose, length)
        if asked not in self._made:
            self.spend(derivation.cost(length))
            self._made[asked] = derivation.derive(secret, purpose, length)
        return self._made[asked]


def _told(cost: float) -> str:
    if cost > _HOUR:
        return "abri-lo levaria horas, ou mais memória do que há"
    return f"abri-lo levaria cerca de {cost / 1e6:.0f} s"


def _maker(hash_name: str) -> Callable[[bytes], "hashlib._Hash"]:
    # hashlib.new looks its name up each time, and is twice as slow.
    return getattr(hashlib, hash_name, None) or partial(hashlib.new, hash_name)


def _fill(data: bytes, size: int) -> bytes:
    length = -(-len(data) // size) * size
    return (data * (length // len(data) + 1))[:length] if data else b""

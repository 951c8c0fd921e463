"""How a part of a PFX is encrypted, and how the whole is authenticated."""

import hmac
from dataclasses import dataclass, field

from malote.certificates.pfx.ciphers import PfxCipher
from malote.certificates.pfx.derivation import Derivation, Purpose, Secret, Work

_RC2_BYTE = 5.0  # µs: it is in Python


@dataclass(frozen=True, slots=True)
class Sealed:
    """Encrypted bytes; without an ``iv`` that comes from the password too."""

    derivation: Derivation
    cipher: PfxCipher
    iv: bytes | None
    ciphertext: bytes = field(repr=False)

    @property
    def cost(self) -> float:
        """About how many µs it takes to open."""
        return self._decryption + sum(self.derivation.cost(size) for _, size in self._derived())

    def open(self, secret: Secret, work: Work) -> bytes:
        """The plain bytes. Raises ValueError when there are none, PfxTooCostly, PfxUnsupported."""
        made = b"".join(
            work.derive(self.derivation, secret, purpose, length)
            for purpose, length in self._derived()
        )
        work.spend(self._decryption)
        key, iv = made[: self.cipher.key_length], made[self.cipher.key_length :]
        return self.cipher.decrypt(self.ciphertext, key, iv if self.iv is None else self.iv)

    @property
    def _decryption(self) -> float:
        return 0 if self.cipher.algorithm else _RC2_BYTE * len(self.ciphertext)

    def _derived(self) -> tuple[tuple[Purpose, int], ...]:
        key_length, block = self.cipher.key_length, self.cipher.block
        if self.iv is not None:
            return ((Purpose.KEY, key_length),)
        if self.derivation.kdf == "pbkdf1":  # one text, key and IV
            return ((Purpose.KEY, key_length + block),)
        return ((Purpose.KEY, key_length), (Purpose.IV, block))


@dataclass(frozen=True, slots=True)
class Mac:
    """What proves the password; ``hash_name`` is the HMAC's own, which PBMAC1 names apart."""

    derivation: Derivation
    hash_name: str
    key_length: int
    digest: bytes
    content: bytes = field(repr=False)

    @property
    def cost(self) -> float:
        """About how many µs it takes."""
        return self.derivation.cost(self.key_length)

    def proves(self, secret: Secret, work: Work) -> bool:
        """Whether that is the password. Raises PfxTooCostly."""
        key = work.derive(self.derivation, secret, Purpose.MAC, self.key_length)
        return hmac.compare_digest(hmac.digest(key, self.content, self.hash_name), self.digest)

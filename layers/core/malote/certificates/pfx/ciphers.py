"""The ciphers that PFX files are encrypted with: AES and 3DES today, the others in old files."""

from collections.abc import Callable
from dataclasses import dataclass

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.decrepit.ciphers import algorithms as old
from cryptography.hazmat.primitives.ciphers import Cipher, CipherAlgorithm
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.ciphers.modes import CBC

from malote.certificates.pfx import rc2
from malote.errors import PfxUnsupported


@dataclass(frozen=True, slots=True)
class PfxCipher:
    """A cipher in CBC mode, lengths in bytes. RC2 has no ``algorithm``, and RC4 no blocks."""

    algorithm: Callable[[bytes], CipherAlgorithm] | None
    key_length: int
    block: int = 8
    effective_bits: int = 0

    def decrypt(self, ciphertext: bytes, key: bytes, iv: bytes) -> bytes:
        """The plain bytes.

        Raises ValueError when they are not padded or no whole blocks, and PfxUnsupported.
        """
        if not self.block:
            return self._decrypt(ciphertext, key, iv)
        if not ciphertext or len(ciphertext) % self.block or len(iv) != self.block:
            raise ValueError("no whole blocks")
        padded = self._decrypt(ciphertext, key, iv)
        padding = padded[-1:] * padded[-1]
        if not 1 <= len(padding) <= self.block or not padded.endswith(padding):
            raise ValueError("no padding")
        return padded[: -len(padding)]

    def _decrypt(self, ciphertext: bytes, key: bytes, iv: bytes) -> bytes:
        if self.algorithm is None:
            return rc2.decrypt(ciphertext, key, iv, self.effective_bits)
        try:
            return (
                Cipher(self.algorithm(key), CBC(iv) if self.block else None)
                .decryptor()
                .update(ciphertext)
            )
        except UnsupportedAlgorithm as error:
            raise PfxUnsupported(str(error)) from None


def rc2_cipher(key_length: int, effective_bits: int) -> PfxCipher:
    """RC2 as PKCS#12 (key and effective bits alike) and PKCS#5 (they may differ) use it."""
    return PfxCipher(None, key_length, effective_bits=effective_bits)


def _triple_des(key: bytes) -> CipherAlgorithm:
    # DES is three times the same key, and with two of them the first comes back.
    return old.TripleDES((key * 3)[:24])


_DES, _RC2_64 = PfxCipher(_triple_des, 8), rc2_cipher(8, 64)
CIPHERS = {
    "2.16.840.1.101.3.4.1.2": PfxCipher(AES, 16, 16),
    "2.16.840.1.101.3.4.1.22": PfxCipher(AES, 24, 16),
    "2.16.840.1.101.3.4.1.42": PfxCipher(AES, 32, 16),
    "1.2.840.113549.3.7": PfxCipher(_triple_des, 24),
    "1.3.14.3.2.7": _DES,
    "1.2.392.200011.61.1.1.1.2": PfxCipher(old.Camellia, 16, 16),
    "1.2.392.200011.61.1.1.1.3": PfxCipher(old.Camellia, 24, 16),
    "1.2.392.200011.61.1.1.1.4": PfxCipher(old.Camellia, 32, 16),
    "1.2.410.200004.1.4": PfxCipher(old.SEED, 16, 16),
}
"""Of PBES2, by object identifier (RFC 8018, 3565, 3657, 4010); RC2 has parameters."""

BY_PKCS5 = {
    "1.2.840.113549.1.5.3": ("md5", _DES),
    "1.2.840.113549.1.5.6": ("md5", _RC2_64),
    "1.2.840.113549.1.5.10": ("sha1", _DES),
    "1.2.840.113549.1.5.11": ("sha1", _RC2_64),
}
"""PBES1: the hash of its PBKDF1, and the cipher (RFC 8018, appendix A.3)."""

BY_PKCS12 = {
    "1.2.840.113549.1.12.1.1": PfxCipher(old.ARC4, 16, 0),
    "1.2.840.113549.1.12.1.2": PfxCipher(old.ARC4, 5, 0),
    "1.2.840.113549.1.12.1.3": PfxCipher(_triple_des, 24),
    "1.2.840.113549.1.12.1.4": PfxCipher(_triple_des, 16),
    "1.2.840.113549.1.12.1.5": rc2_cipher(16, 128),
    "1.2.840.113549.1.12.1.6": rc2_cipher(5, 40),
}
"""PKCS#12's own, all with SHA-1 (RFC 7292, appendix C)."""

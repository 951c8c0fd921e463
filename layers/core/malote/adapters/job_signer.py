"""The key that signs jobs: Ed25519, from a secret that the deployment made by itself."""

import hashlib

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from malote.relay.enrolling import public_text

_PURPOSE = b"malote jobs\n"  # the secret makes no other key


class SeededSigner:
    """The port ``JobSigner``. The same secret is the same key, for as long as devices keep it."""

    def __init__(self, secret: str) -> None:
        seed = hashlib.sha256(_PURPOSE + secret.encode()).digest()
        self._key = Ed25519PrivateKey.from_private_bytes(seed)

    @property
    def public_key(self) -> str:
        """Ed25519, base64 of 32 bytes; devices keep it when they enrol."""
        return public_text(self._key)

    def sign(self, data: bytes) -> bytes:
        """64 bytes."""
        return self._key.sign(data)

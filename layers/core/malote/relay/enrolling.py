"""A device is enrolled: a one-time code, and proofs that it holds its key and the certificate's.

Both sides use this: the device makes ``Enrolling``, the service checks it.
"""

import base64
import hashlib
import secrets
from collections.abc import Callable
from datetime import timedelta

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from malote.relay.wire import Enrolling

LASTS = timedelta(hours=1)
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base32: no letter looks like a digit or another letter."""

_READ = str.maketrans({"I": "1", "L": "1", "O": "0", "-": None, " ": None})


def new_code() -> str:
    """80 bits for somebody to copy: four groups of four."""
    drawn = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(drawn[at : at + 4] for at in range(0, 16, 4))


def code_sha256(code: str) -> str:
    """What is kept of a code; case, hyphens, blanks, I, L and O are read as they were meant."""
    return hashlib.sha256(code.upper().translate(_READ).encode()).hexdigest()


def statement(code: str, public_key: str, certificate: bytes) -> bytes:
    """What both keys prove: this device's key and this certificate (DER) go with this code.

    Lines of ASCII: the purpose, the code's SHA-256, the public key in base64, the certificate's
    SHA-256; the digests in hexadecimal.
    """
    thumbprint = hashlib.sha256(certificate).hexdigest()
    lines = "malote enrolment 1", code_sha256(code), public_key, thumbprint
    return "\n".join(lines).encode()


def public_text(key: Ed25519PrivateKey) -> str:
    """A public key, as it is told."""
    raw = key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    return base64.b64encode(raw).decode()


def enrolling(
    code: str,
    key: Ed25519PrivateKey,
    certificate: bytes,
    prove: Callable[[bytes], bytes],
    *,
    name: str,
    tax_id: str | None = None,
    agent_version: str = "",
    platform: str = "",
) -> Enrolling:
    """What a device sends; ``prove`` is RSA with SHA-256 and PKCS #1 v1.5, by the A3's key."""
    public_key = public_text(key)
    said = statement(code, public_key, certificate)
    return Enrolling(
        code=code,
        public_key=public_key,
        certificate=base64.b64encode(certificate).decode(),
        proof=base64.b64encode(prove(said)).decode(),
        signature=base64.b64encode(key.sign(said)).decode(),
        name=name,
        tax_id=tax_id,
        agent_version=agent_version,
        platform=platform,
    )

"""The authorities that devices trust at SEFAZ, signed: whoever stands between could add its own."""

import base64
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from malote.errors import RootsAltered
from malote.relay.wire import LeaseGranted

if TYPE_CHECKING:
    from malote.ports.relay import JobSigner

_PURPOSE = b"malote roots 1\n"  # the same key signs jobs, which are JSON


def sign(roots_pem: str, signer: "JobSigner") -> str:
    """Ed25519 over the purpose and the PEM's UTF-8, in base64; of none, too."""
    return base64.b64encode(signer.sign(_PURPOSE + roots_pem.encode())).decode()


def trusted(granted: LeaseGranted, service_key: str) -> str:
    """The PEM, once its signature is believed. Raises RootsAltered.

    ``service_key`` is what the device was given when it enrolled.
    """
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(service_key))
        signature = base64.b64decode(granted.roots_signature, validate=True)
        key.verify(signature, _PURPOSE + granted.roots_pem.encode())
    except (InvalidSignature, ValueError):  # no base64, no text
        raise RootsAltered from None
    return granted.roots_pem

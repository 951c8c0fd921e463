"""Boundaries of the agent: keys that may never leave the card that they are in."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from integrador.references import CertificateRef
    from malote.ports.sefaz import Transport
    from malote.sefaz.exchange import Exchange
    from malote.sefaz.operations import Asking


class Key(Protocol):
    """A certificate's private key, opened; it is also a ``malote.ports.sefaz.Signer``."""

    @property
    def certificate(self) -> bytes:
        """The certificate, in DER."""

    def sign(self, data: bytes) -> bytes:
        """RSA with SHA-1 and PKCS #1 v1.5 padding, over the data itself."""

    def prove(self, data: bytes) -> bytes:
        """The same with SHA-256: that whoever enrols holds the key."""

    def transport(self, roots_pem: str) -> Transport:
        """HTTPS with this key; ``roots_pem`` are trusted beside the public authorities."""

    def close(self) -> None:
        """Log out of the card."""


class Keyring(Protocol):
    """What opens keys. It asks its user for a PIN once, and keeps it in memory only."""

    def key(self, certificate: CertificateRef) -> Key:
        """Raises PinWrong (it is forgotten, and never tried again), PinNeeded, TokenLocked.

        Also TokenMissing and ModuleUnusable, and whatever else an IntegradorError is. After
        PinWrong and PinNeeded the same is raised, and nobody asked, until ``ask_again``.
        """

    def ask_again(self, certificate: CertificateRef) -> None:
        """Its user wants to try another PIN."""


type Ask = Callable[[Asking, Key, Transport], Exchange]
"""How SEFAZ is asked: renders, signs, posts. Raises SefazError."""

"""The device's own key: what its requests are signed with. It is not the certificate's."""

from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from integrador import durable
from integrador.errors import DeviceKeyLost
from integrador.home import Home
from malote.relay.enrolling import public_text


class DeviceKey:
    """Ed25519, made here, kept in the home (0600), and never sent anywhere."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self.private = private

    @classmethod
    def made(cls, home: Home) -> "DeviceKey":
        """A new one, on disk."""
        key = cls(Ed25519PrivateKey.generate())
        durable.write(
            _path(home, key.public_key),
            key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()),
        )
        return key

    @classmethod
    def kept(cls, home: Home, public_key: str) -> "DeviceKey":
        """The one that has this public key. Raises DeviceKeyLost."""
        try:
            private = load_pem_private_key(_path(home, public_key).read_bytes(), None)
        except (OSError, ValueError):
            raise DeviceKeyLost(str(_path(home, public_key))) from None
        if isinstance(private, Ed25519PrivateKey) and cls(private).public_key == public_key:
            return cls(private)
        raise DeviceKeyLost(str(_path(home, public_key)))

    @staticmethod
    def forget(home: Home, public_key: str) -> None:
        """Its file goes."""
        _path(home, public_key).unlink(missing_ok=True)

    @property
    def public_key(self) -> str:
        """Base64 of its 32 bytes."""
        return public_text(self.private)


def _path(home: Home, public_key: str) -> Path:
    return home.keys / f"{sha256(public_key.encode()).hexdigest()[:32]}.pem"

"""A key out of a PFX file, in this process's memory alone."""

from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA1, SHA256
from cryptography.hazmat.primitives.serialization import Encoding

from integrador.certificates import pfx
from integrador.errors import KeyMissing, PinWrong
from integrador.keys.pin import Pin
from integrador.references import CertificateRef
from integrador.transport import CurlTransport, memory_options
from malote.certificates.pfx import OpenedPfx
from malote.errors import PfxPasswordWrong
from malote.ports.sefaz import Transport


class PfxKey:
    """Opened with its password when first used."""

    def __init__(self, ref: CertificateRef, pin: Pin) -> None:
        self._ref = ref
        self._pin = pin
        self._opened: OpenedPfx | None = None

    @property
    def certificate(self) -> bytes:
        """In DER."""
        return self._open().certificate.public_bytes(Encoding.DER)

    def open(self) -> None:
        """Raises PinWrong, PinNeeded, KeyMissing, and CertificateError of a broken file."""
        self._open()

    def sign(self, data: bytes) -> bytes:
        """RSA with SHA-1."""
        return self._open().key.sign(data, PKCS1v15(), SHA1())  # noqa: S303 (SEFAZ's)

    def prove(self, data: bytes) -> bytes:
        """RSA with SHA-256."""
        return self._open().key.sign(data, PKCS1v15(), SHA256())

    def transport(self, roots_pem: str) -> Transport:
        """Key and certificate are handed to libcurl in memory."""
        return CurlTransport(memory_options(self._open()), roots_pem)

    def close(self) -> None:
        """Forget the key; the password is still known."""
        self._opened = None

    def _open(self) -> OpenedPfx:
        opened = self._opened or self._pin.use(self._read)
        self._opened = opened
        return opened

    def _read(self, password: str) -> OpenedPfx:
        try:
            opened = pfx.read(Path(self._ref.path), password)
        except PfxPasswordWrong:
            raise PinWrong from None
        found = sha256(opened.certificate.public_bytes(Encoding.DER)).hexdigest()
        if found != self._ref.thumbprint:
            raise KeyMissing(self._ref.path)
        return opened

"""A key that Windows reaches, in a token or not; Windows itself asks for its PIN.

By Microsoft's reference of crypt32 and ncrypt. It was never run on Windows.
"""

from hashlib import sha1, sha256

from integrador.certificates import windows
from integrador.errors import KeyMissing
from integrador.keys import windows_signing
from integrador.references import CertificateRef
from integrador.transport import CurlTransport, store_options
from malote.ports.sefaz import Transport


class WindowsKey:
    """By its thumbprint, in the user's own store."""

    def __init__(self, ref: CertificateRef) -> None:
        self._ref = ref
        self._certificate = b""

    @property
    def certificate(self) -> bytes:
        """In DER, once it was opened."""
        return self._certificate

    def open(self) -> None:
        """Raises KeyMissing."""
        for der, has_key in windows.certificates():
            if has_key and sha256(der).hexdigest() == self._ref.thumbprint:
                self._certificate = der
                return
        raise KeyMissing("repositório de certificados do Windows")

    def sign(self, data: bytes) -> bytes:
        """RSA with SHA-1. Raises KeyUnusable."""
        return windows_signing.sign(self._certificate, "SHA1", sha1(data).digest())  # noqa: S324

    def prove(self, data: bytes) -> bytes:
        """RSA with SHA-256. Raises KeyUnusable."""
        return windows_signing.sign(self._certificate, "SHA256", sha256(data).digest())

    def transport(self, roots_pem: str) -> Transport:
        """By SChannel."""
        return CurlTransport(store_options(self._certificate), roots_pem)

    def close(self) -> None:
        """Nothing is kept open."""

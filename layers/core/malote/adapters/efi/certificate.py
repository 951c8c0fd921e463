"""The client certificate that Pix asks for, from a PKCS#12 file, without a file."""

import os
import ssl

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from malote.billing.remote import EfiSecret
from malote.certificates.pfx import open_pfx
from malote.errors import CertificateError, EfiCertificateRefused


def present(tls: ssl.SSLContext, secret: EfiSecret) -> None:
    """Have a context show the secret's certificate. Raises EfiCertificateRefused.

    ``ssl`` reads certificates from paths alone, so the key goes through a file that is in memory
    (memfd_create(2)): it is on no disk, and gone when it is closed.
    """
    if secret.pix_pfx is None:
        raise EfiCertificateRefused("não há certificado guardado")
    pem = _pem(
        secret.pix_pfx, secret.pix_password.get_secret_value() if secret.pix_password else ""
    )
    descriptor = os.memfd_create("pix")
    try:
        with os.fdopen(descriptor, "wb", closefd=False) as memory:
            memory.write(pem)
        tls.load_cert_chain(f"/proc/self/fd/{descriptor}")
    except ssl.SSLError:
        raise EfiCertificateRefused("a chave privada não é a do certificado") from None
    finally:
        os.close(descriptor)


def _pem(pfx: bytes, password: str) -> bytes:
    try:
        opened = open_pfx(pfx, password)
    except CertificateError as error:
        raise EfiCertificateRefused(error.message) from None
    private = opened.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = (each.public_bytes(Encoding.PEM) for each in (opened.certificate, *opened.chain))
    return b"".join((private, *chain))

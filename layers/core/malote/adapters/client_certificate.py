"""A client certificate for TLS, out of memory and without a file."""

import os
import ssl

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from malote.certificates.pfx import OpenedPfx


def present(tls: ssl.SSLContext, opened: OpenedPfx) -> None:
    """Have a context show it, with its chain. Raises ssl.SSLError if OpenSSL does not take it.

    ``ssl`` reads certificates from paths alone, so the key goes through a file that is in memory
    (memfd_create(2)): it is on no disk, and gone when it is closed.
    """
    descriptor = os.memfd_create("client-certificate")
    try:
        with os.fdopen(descriptor, "wb", closefd=False) as memory:
            memory.write(_pem(opened))
        tls.load_cert_chain(f"/proc/self/fd/{descriptor}")
    finally:
        os.close(descriptor)


def _pem(opened: OpenedPfx) -> bytes:
    private = opened.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = (each.public_bytes(Encoding.PEM) for each in (opened.certificate, *opened.chain))
    return b"".join((private, *chain))

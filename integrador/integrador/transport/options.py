"""How libcurl is told of a client's key, wherever it is; nothing of it touches the disk."""

import os
import sys
from collections.abc import Sequence
from hashlib import sha1
from urllib.parse import quote

if sys.platform == "win32":
    # Where libcurl has several TLS libraries, SChannel alone reaches the user's store.
    os.environ.setdefault("CURL_SSL_BACKEND", "schannel")

import pycurl
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from integrador.references import CertificateRef
from malote.certificates.pfx import OpenedPfx

type Options = Sequence[tuple[int, object]]
"""Of ``Curl.setopt``, in their order."""


def engine_options(ref: CertificateRef, certificate: bytes) -> Options:
    """A token's key, by OpenSSL's engine ``pkcs11`` and a URI (RFC 7512).

    The engine loads the module of PKCS11_MODULE_PATH. There is no PIN in the URI: the process is
    logged in, and libcurl's errors quote it.
    """
    parts = {"token": ref.token, "serial": ref.token_serial}
    uri = ";".join(f"{name}={quote(value, safe='')}" for name, value in parts.items() if value)
    object_id = bytes.fromhex(ref.object_id)
    where = f";id={''.join(f'%{each:02x}' for each in object_id)}" if object_id else ""
    pem = x509.load_der_x509_certificate(certificate).public_bytes(Encoding.PEM)
    return (
        (pycurl.SSLENGINE, "pkcs11"),
        (pycurl.SSLENGINE_DEFAULT, 1),
        (pycurl.SSLKEYTYPE, "ENG"),
        (pycurl.SSLKEY, f"pkcs11:{uri}{where};type=private"),
        (pycurl.SSLCERTTYPE, "PEM"),
        (pycurl.SSLCERT_BLOB, pem),
    )


def memory_options(opened: OpenedPfx) -> Options:
    """A key of this process's memory, and its chain."""
    key = opened.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain = (each.public_bytes(Encoding.PEM) for each in (opened.certificate, *opened.chain))
    return (
        (pycurl.SSLKEYTYPE, "PEM"),
        (pycurl.SSLKEY_BLOB, key),
        (pycurl.SSLCERTTYPE, "PEM"),
        (pycurl.SSLCERT_BLOB, b"".join(chain)),
    )


def store_options(certificate: bytes) -> Options:
    """A key of Windows' store, by SChannel. Read in libcurl's manual; it was never run."""
    thumbprint = sha1(certificate).hexdigest().upper()  # noqa: S324 (a name, to Windows)
    return ((pycurl.SSLCERT, rf"CurrentUser\MY\{thumbprint}"),)

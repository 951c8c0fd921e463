"""A server that speaks TLS to those alone who show a certificate of the tests' authority."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from local.ca import CertificateFiles, ensure_certificates
from tests.integration.efi.saying import Say, Saying, http, saying
from tests.signing import authority


@dataclass
class Mutual:
    """``shown`` are the clients' certificates, in DER; ``roots`` what clients trust us by."""

    server: Saying
    roots: str
    shown: list[bytes | None]

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def heard(self) -> list[bytes]:
        return self.server.heard


def demanding(
    files: CertificateFiles, version: ssl.TLSVersion | None = None, *, late: bool = False
) -> ssl.SSLContext:
    """``late``: after the request, as IIS does once it knows the path."""
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)  # the default one asks more than ICP-Brasil has
    tls.load_cert_chain(files.certificate, files.key)
    tls.load_verify_locations(cadata=authority().pem.decode())
    tls.verify_mode = ssl.CERT_REQUIRED
    tls.post_handshake_auth = late
    if version:
        tls.minimum_version = tls.maximum_version = version
    return tls


@contextmanager
def mutual(
    folder: Path, say: bytes | Say, version: ssl.TLSVersion | None = None, *, late: bool = False
) -> Iterator[Mutual]:
    files = ensure_certificates(folder)
    shown: list[bytes | None] = []

    def saying_so(client: socket.socket) -> None:
        assert isinstance(client, ssl.SSLSocket)
        if late:
            client.verify_client_post_handshake()
            client.settimeout(0.5)
            with suppress(TimeoutError):  # nothing is to come but the certificate
                client.recv(1)
        shown.append(client.getpeercert(binary_form=True))
        if isinstance(say, bytes):
            client.sendall(say)
        else:
            say(client)

    with saying(saying_so, demanding(files, version, late=late)) as server:
        yield Mutual(server, files.ca.read_text(), shown)


ANSWER = http(b"<answer/>")

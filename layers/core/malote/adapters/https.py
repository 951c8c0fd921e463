"""One HTTP request: TLS verified, no redirects, bounded in time and size.

Each has a connection of its own. One that was kept may be closed by the server just as a request
goes out, and nobody would know whether it was taken. It is also what tells precisely that nothing
was sent: until ``connect`` is done, TLS and all, no byte of the request has left.
"""

import socket
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPException
from urllib.parse import urlsplit

# Not when first used: threads that import urllib3 at once may meet it half made.
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from malote.adapters.watchdog import Watchdog

_PIECE = 64 * 1024
_OF_CERTIFICATES = ("CERTIFICATE", "UNKNOWN_CA", "ACCESS_DENIED")  # as OpenSSL names the alerts


class NotSent(Exception):
    """Certainly nothing was sent. It tells nothing of what was to be."""


class ServerNotTrusted(NotSent):
    """Its certificate is not of an authority that is trusted, not of its name, or not valid."""


class Lost(Exception):
    """It was sent, all or some of it, and not answered as a whole."""


class CertificateAlert(Exception):
    """The server ended the handshake over our certificate, or for want of one: it read nothing."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """``connect``: seconds to connect, and again for the handshake; ``answer``: bytes of a body."""

    connect: float = 3.0
    answer: int = 5 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes out; the headers and the body hold secrets."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False, default_factory=dict)
    body: bytes | None = field(repr=False, default=None)


@dataclass(frozen=True, slots=True)
class Answer:
    """Of any status."""

    status: int
    body: bytes = field(repr=False)


_USUAL = Bounds()


def exchange(sent: Sent, tls: ssl.SSLContext, deadline: float, bounds: Bounds = _USUAL) -> Answer:
    """Ask once. ``deadline`` is of ``time.monotonic``, for the whole answer.

    Raises NotSent, Lost and CertificateAlert, which are not chained: causes may hold what was sent.
    """
    with Watchdog(deadline) as watchdog:
        try:
            connection = _connected(sent.url, tls, deadline, bounds.connect)
        except ssl.SSLCertVerificationError as error:
            raise ServerNotTrusted(error.verify_message) from None
        except (OSError, HTTPError) as error:
            if _is_about_certificate(error):
                raise CertificateAlert from None
            raise NotSent(type(error).__name__) from None
        try:
            # A TLS socket cannot be duplicated itself.
            with socket.fromfd(connection.sock.fileno(), socket.AF_INET, socket.SOCK_STREAM) as it:
                watchdog.guard(it)
            connection.timeout = max(0.001, deadline - time.monotonic())
            answer = _answer(connection, sent, bounds.answer)
        except (OSError, HTTPError, HTTPException) as error:
            # With TLS 1.3 our side of the handshake is done before the server judges it.
            if _is_about_certificate(error):
                raise CertificateAlert from None
            raise Lost(type(error).__name__) from None
        finally:
            connection.close()
        if watchdog.expired:  # what it cuts may look like an end
            raise Lost("prazo")
    return answer


def _connected(url: str, tls: ssl.SSLContext, deadline: float, connect: float) -> HTTPConnection:
    left = deadline - time.monotonic()
    if left <= 0:
        raise NotSent("prazo")
    where = urlsplit(url)
    host, timeout = where.hostname or "", min(connect, left)
    connection = (
        HTTPSConnection(host, where.port, timeout=timeout, ssl_context=tls)
        if where.scheme == "https"
        else HTTPConnection(host, where.port, timeout=timeout)
    )
    connection.connect()
    return connection


def _answer(connection: HTTPConnection, sent: Sent, most: int) -> Answer:
    where = urlsplit(sent.url)
    connection.request(
        sent.method,
        where.path + (f"?{where.query}" if where.query else ""),
        sent.body,
        {"Accept-Encoding": "identity", "User-Agent": "Malote", "Connection": "close"}
        | dict(sent.headers),
        preload_content=False,
    )
    response = connection.getresponse()
    try:
        return Answer(response.status, _body(response, most))
    finally:
        response.close()


def _body(response: BaseHTTPResponse, most: int) -> bytes:
    body = bytearray()
    while piece := response.read1(_PIECE, decode_content=False):
        body += piece
        if len(body) > most:
            raise Lost("longa demais")
    return bytes(body)


def _is_about_certificate(error: BaseException) -> bool:
    """Whether it is an alert that a server gives of a client's certificate (RFC 8446, 6.2)."""
    reason = str(getattr(error, "reason", "") or "")
    return "ALERT" in reason and any(each in reason for each in _OF_CERTIFICATES)

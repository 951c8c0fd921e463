"""The stand-in on a port of 127.0.0.1, over mutual TLS, and its control side on another, in clear.

    with serving(Options(Authority(Path("..."))), Ports()) as sefaz:
        sefaz.control.add_notes("34128745000152", 3)
        ... sefaz.url

Who shows no certificate of the authority's own does not even shake hands.
"""

import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any, ClassVar

from cryptography import x509

from local.authority import Authority
from local.sefaz.commands import perform
from local.sefaz.control import Control
from local.sefaz.dispatch import Request, respond
from local.sefaz.holders import holder
from local.sefaz.misbehaviour import Answer
from local.sefaz.world import Options, World


@dataclass(frozen=True)
class Ports:
    """0 is any that is free."""

    https: int = 0
    control: int = 0


@dataclass(frozen=True)
class Sefaz:
    """It runs at ``url``; ``roots`` is the PEM that clients trust it by."""

    url: str
    control: Control
    authority: Authority

    @property
    def roots(self) -> Path:
        """The authority's."""
        return self.authority.roots


@contextmanager
def serving(options: Options, ports: Ports) -> Iterator[Sefaz]:
    """Starts when entered, stops when left."""
    world = World(options)
    context = _context(options.authority)
    https = _Server(ports.https, type("Bound", (_Handler,), {"world": world}), context)
    control = _Server(ports.control, type("Bound", (_ControlHandler,), {"world": world}), None)
    for each in (https, control):
        Thread(target=each.serve_forever, args=(0.05,), daemon=True).start()
    url, told = (f"{each.server_address[1]}" for each in (https, control))
    try:
        here = Control(f"http://127.0.0.1:{told}")
        yield Sefaz(f"https://localhost:{url}", here, options.authority)
    finally:
        for each in (https, control):
            each.shutdown()
            each.server_close()


def _context(authority: Authority) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=str(authority.roots))
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.verify_mode = ssl.CERT_REQUIRED
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT  # which asks more than ICP-Brasil has
    with TemporaryDirectory() as directory:  # load_cert_chain knows files only
        pem = Path(directory, "server.pem")
        pem.write_bytes(authority.server().pem)
        context.load_cert_chain(pem)
    return context


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, handler: Any, context: ssl.SSLContext | None) -> None:
        super().__init__(("127.0.0.1", port), handler)
        self._context = context

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In the connection's own thread: who is slow to shake hands holds nobody up."""
        if self._context:
            request.settimeout(20)
            request = self._context.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients leave as they like; all else is a fault of ours, and shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    world: ClassVar[World]

    def _content(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _send(self, answer: Answer) -> None:
        self.close_connection = answer.cut != "never"
        if answer.cut == "unanswered":
            return
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        half = len(answer.body) // 2
        self.wfile.write(answer.body[:half] if answer.cut == "midway" else answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: it is quiet."""


class _Handler(_Connection):
    def _serve(self) -> None:
        request = Request(
            self.command,
            self.path,
            self.headers.get("Content-Type", ""),
            self._content(),
            self._holder,
        )
        with suppress(OSError):  # whoever asked may have left
            self._send(respond(self.world, request))

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = _serve  # noqa: N815 (http.server's names)

    @cached_property
    def _holder(self) -> str | None:
        """Of the certificate that this connection was opened with."""
        assert isinstance(self.connection, ssl.SSLSocket)
        der = self.connection.getpeercert(binary_form=True)
        return holder(x509.load_der_x509_certificate(der)) if der else None


class _ControlHandler(_Connection):
    def do_POST(self) -> None:
        """Do what the path names, with the body's arguments."""
        with suppress(OSError):
            self._send(perform(self.world, self.path.strip("/"), self._content()))

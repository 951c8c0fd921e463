"""The stand-in on a port of 127.0.0.1: in clear, or over TLS as a certificate is given.

    with serving(Options(seed=1)) as efi:
        efi.control.account("id", "secret")
        ... efi.url

Cobranças are under /v1, Pix under /oauth and /v2, the control side under /_control.
"""

import ssl
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, ClassVar

from local.efi.answers import Answer
from local.efi.bank import Bank, Options
from local.efi.control import Control
from local.efi.dispatch import Request, respond


@dataclass(frozen=True)
class Tls:
    """PEM files. ``client_ca``: Pix is only for who shows a certificate of it."""

    certificate: Path
    key: Path
    client_ca: Path | None = None

    def context(self) -> ssl.SSLContext:
        """What the port speaks. Cobranças ask for no certificate, so none is demanded at first."""
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(self.certificate, self.key)
        if self.client_ca:
            context.load_verify_locations(self.client_ca)
            context.verify_mode = ssl.CERT_OPTIONAL
        return context


@dataclass(frozen=True)
class Efi:
    """It runs at ``url``."""

    url: str
    control: Control


@contextmanager
def serving(options: Options, port: int = 0, tls: Tls | None = None) -> Iterator[Efi]:
    """Starts when entered, stops when left; port 0 is any that is free."""
    bank = Bank(options)
    handler = type("Bound", (_Handler,), {"bank": bank, "tls": tls})
    server = _Server(("127.0.0.1", port), handler, tls)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    scheme, host = ("https", "localhost") if tls else ("http", "127.0.0.1")
    try:
        yield Efi(f"{scheme}://{host}:{server.server_address[1]}", Control(bank))
    finally:
        server.shutdown()
        server.server_close()
        bank.poster.close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, address: tuple[str, int], handler: Any, tls: Tls | None) -> None:
        super().__init__(address, handler)
        self._context = tls.context() if tls else None

    def finish_request(self, request: Any, client_address: Any) -> None:
        """In the connection's own thread: who is slow to shake hands holds nobody up."""
        if self._context:
            request = self._context.wrap_socket(request, server_side=True)
        super().finish_request(request, client_address)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients leave as they like; all else is a fault of ours, and shown."""
        if not isinstance(sys.exception(), OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = 60
    bank: ClassVar[Bank]
    tls: ClassVar[Tls | None]

    def _serve(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        certified = not (self.tls and self.tls.client_ca) or bool(self._certificate())
        base = f"{'https' if self.tls else 'http'}://{self.headers['Host']}"
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, content, base, certified)
        with suppress(OSError):  # whoever asked may have left
            self._answer(respond(self.bank, request))

    do_GET = do_POST = do_PUT = _serve  # noqa: N815 (http.server's names)

    def _certificate(self) -> bytes | None:
        assert isinstance(self.connection, ssl.SSLSocket)
        return self.connection.getpeercert(binary_form=True)

    def _answer(self, answer: Answer) -> None:
        self.close_connection = answer.cut != "never"
        if answer.cut == "unanswered":
            return
        body = answer.encoded()
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.content_type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2] if answer.cut == "midway" else body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing: requests carry secrets."""

"""A TLS server that wants its clients' certificates, and answers as it is told."""

import os
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Literal

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from tests.cards.authority import Identity

type Mood = Literal["answer", "late demand", "redirect", "403", "500", "cut", "half", "big", "slow"]


@dataclass
class Served:
    """``clients`` are the certificates that were shown, in DER; ``requests`` what was read."""

    url: str
    roots_pem: str
    clients: list[bytes] = field(default_factory=list)
    requests: list[tuple[dict[str, str], bytes]] = field(default_factory=list)


@contextmanager
def serving(
    folder: Path,
    root: Identity,
    *,
    trusting: Identity | None = None,
    name: str = "localhost",
    mood: Mood = "answer",
    tls: ssl.TLSVersion = ssl.TLSVersion.TLSv1_3,
) -> Iterator[Served]:
    """``root`` issues the server's certificate; ``trusting`` (root) those of its clients."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = context.maximum_version = tls
    if tls < ssl.TLSVersion.TLSv1_2:
        context.set_ciphers("ALL:@SECLEVEL=0")
    own = root.server(name)
    chain = folder / f"{name}.pem"
    key = own.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    chain.write_bytes(own.pem.encode() + key)
    context.load_cert_chain(chain)
    context.load_verify_locations(cadata=(trusting or root).pem)
    context.verify_mode = ssl.CERT_REQUIRED
    if mood == "late demand":  # as IIS does, once it knows the path
        context.post_handshake_auth = True
        context.verify_mode = ssl.CERT_OPTIONAL
    with _Server(context, mood, root.pem) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield server.served
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, context: ssl.SSLContext, mood: Mood, roots_pem: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.mood = mood
        self.served = Served(f"https://localhost:{self.server_port}/ws", roots_pem)
        self._context = context

    def get_request(self) -> tuple[ssl.SSLSocket, object]:
        plain, address = super().get_request()
        # The handshake is left to the handler's thread.
        secured = self._context.wrap_socket(plain, server_side=True, do_handshake_on_connect=False)
        return secured, address

    def handle_error(self, request: object, client_address: object) -> None:
        # Whoever was refused is to read the alert: closing now would reset the connection.
        assert isinstance(request, ssl.SSLSocket)
        with suppress(OSError), socket.socket(fileno=os.dup(request.fileno())) as plain:
            plain.settimeout(2)
            while plain.recv(65536):
                pass


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server
    connection: ssl.SSLSocket

    def do_POST(self) -> None:
        served = self.server.served
        body = self.rfile.read(int(self.headers["Content-Length"]))
        served.requests.append((dict(self.headers), body))
        if self.server.mood == "late demand":
            self._demand()
        served.clients.append(self.connection.getpeercert(binary_form=True) or b"")
        self._answer()

    def do_GET(self) -> None:  # of who follows a redirect
        self.server.served.requests.append((dict(self.headers), b""))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def _demand(self) -> None:
        self.connection.verify_client_post_handshake()
        self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")  # carries the demand
        self.connection.settimeout(0.05)
        for _ in range(100):
            with suppress(TimeoutError):
                self.connection.recv(1)
            if self.connection.getpeercert():
                break
        self.connection.settimeout(None)

    def _answer(self) -> None:
        mood = self.server.mood
        if mood == "cut":
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        if mood == "slow":
            time.sleep(3)
        text = bytes(17 * 1024 * 1024) if mood == "big" else b"<answer/>"
        self.send_response({"redirect": 302, "403": 403, "500": 500}.get(mood, 200))
        if mood == "redirect":
            self.send_header("Location", self.server.served.url)
        self.send_header("Content-Length", str(len(text) + (mood == "half")))
        self.end_headers()
        self.wfile.write(text)
        self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass

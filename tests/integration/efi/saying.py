"""A server that says whatever a test wants, byte for byte, and gives out good tokens."""

import json
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

from tests.integration.efi.asking import DUE

TOKEN = b'{"access_token": "t0ken-t0ken-t0ken", "token_type": "Bearer", "expires_in": 600}'
MADE: dict[str, Any] = {
    "charge_id": 7, "status": "waiting", "total": 10000, "expire_at": DUE.isoformat(),
    "barcode": "1", "link": "https://x.test/1", "pdf": {"charge": "https://x.test/1.pdf"},
}  # fmt: skip
type Say = Callable[[socket.socket], None]


def http(body: bytes, status: str = "200 OK", *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


def told(data: object, code: object = 200) -> bytes:
    return http(json.dumps({"code": code, "data": data}).encode())


@dataclass
class Saying:
    """``heard`` is each request as it came, but those for tokens."""

    say: bytes | Say
    tls: ssl.SSLContext | None = None
    granting: bytes = field(default_factory=lambda: http(TOKEN))
    heard: list[bytes] = field(default_factory=list)
    authorized: int = 0
    listener: socket.socket = field(default_factory=lambda: socket.create_server(("127.0.0.1", 0)))

    @property
    def url(self) -> str:
        scheme, host = ("https", "localhost") if self.tls else ("http", "127.0.0.1")
        return f"{scheme}://{host}:{self.listener.getsockname()[1]}"

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listener.accept()
                threading.Thread(target=self._answer, args=(client,), daemon=True).start()

    def _answer(self, client: socket.socket) -> None:
        with suppress(OSError), client:
            if self.tls:
                client = self.tls.wrap_socket(client, server_side=True)
            request = _request(client)
            if request.startswith((b"POST /v1/authorize", b"POST /oauth/token")):
                self.authorized += 1
                client.sendall(self.granting)
                return
            self.heard.append(request)
            if isinstance(self.say, bytes):
                client.sendall(self.say)
                client.shutdown(socket.SHUT_WR)
            else:
                self.say(client)


def _request(client: socket.socket) -> bytes:
    data = b""
    while b"\r\n\r\n" not in data:
        data += _more(client)
    head, _, body = data.partition(b"\r\n\r\n")
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            while len(body) < int(line.partition(b":")[2]):
                body += _more(client)
    return head + b"\r\n\r\n" + body


def _more(client: socket.socket) -> bytes:
    if not (data := client.recv(65536)):
        raise OSError("gone")
    return data


@contextmanager
def saying(say: bytes | Say, tls: ssl.SSLContext | None = None) -> Iterator[Saying]:
    server = Saying(say, tls)
    threading.Thread(target=server.serve, daemon=True).start()
    try:
        yield server
    finally:
        with suppress(OSError):
            server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()

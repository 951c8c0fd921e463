"""A plain client of Efí's, and who is told by it: nothing of Malote."""

import base64
import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlsplit

from local.efi.server import Efi
from tests.integration.efi.server import ACCOUNTS

DUE = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
CUSTOMER = {"name": "Ana de Souza", "cpf": "94271564656"}


def charge(name: str = "Internet", value: int = 5990, **metadata: str) -> dict[str, Any]:
    billet = {"customer": CUSTOMER, "expire_at": DUE}
    items = [{"name": name, "value": value, "amount": 1}]
    return {"items": items, "payment": {"banking_billet": billet}, "metadata": metadata}


def carnet(repeats: int, value: int = 7500, **more: Any) -> dict[str, Any]:
    items = [{"name": "Internet", "value": value, "amount": 1}]
    return {"items": items, "customer": CUSTOMER, "expire_at": DUE, "repeats": repeats} | more


class Client:
    """Asks as one of the accounts; ``api`` is charges or pix."""

    def __init__(
        self,
        efi: Efi,
        account: int = 0,
        api: str = "charges",
        tls: ssl.SSLContext | None = None,
        secret: str = "",
    ) -> None:
        self._url = urlsplit(efi.url)
        self._tls = tls
        self._prefix = "" if api == "pix" else "/v1"
        self._headers: dict[str, str] = {}
        client_id, known, _ = ACCOUNTS[account]
        basic = base64.b64encode(f"{client_id}:{secret or known}".encode()).decode()
        self.basic = f"Basic {basic}"
        self._headers["Authorization"] = self.basic
        path = "/oauth/token" if api == "pix" else "/authorize"
        self.authorized = self("POST", path, {"grant_type": "client_credentials"})
        if self.authorized[0] == 200:
            self._headers["Authorization"] = f"Bearer {self.authorized[1]['access_token']}"

    def __call__(
        self, method: str, path: str, body: object = None, **headers: str
    ) -> tuple[int, Any]:
        status, content = self.raw(method, path, body, headers)
        return status, json.loads(content) if content else None

    def raw(
        self,
        method: str,
        path: str,
        body: object = None,
        headers: Mapping[str, str] = MappingProxyType({}),
        seconds: float = 10,
    ) -> tuple[int, bytes]:
        host, port = self._url.hostname or "", self._url.port
        connection = (
            HTTPSConnection(host, port, timeout=seconds, context=self._tls)
            if self._tls
            else HTTPConnection(host, port, timeout=seconds)
        )
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body if isinstance(body, bytes) else json.dumps(body) if body else None
        try:
            connection.request(method, self._prefix + path, content, self._headers | named)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def issue(self, asked: dict[str, Any] | None = None) -> int:
        """A charge's id."""
        status, answer = self("POST", "/charge/one-step", asked or charge())
        assert status == 200, answer
        return int(answer["data"]["charge_id"])

    def rows(self, token: str) -> list[dict[str, Any]]:
        status, answer = self("GET", f"/notification/{token}")
        assert status == 200, answer
        found: list[dict[str, Any]] = answer["data"]
        return found


@dataclass
class Told:
    """What was posted to ``url``; ``status`` is how it is answered."""

    url: str = ""
    status: int = 200
    posts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def tokens(self) -> list[str]:
        """Of notifications, in their order."""
        return [token for _, body in self.posts for token in parse_qs(body).get("notification", [])]


@contextmanager
def told(tls: ssl.SSLContext | None = None) -> Iterator[Told]:
    """Somebody who can be told, over TLS if so given; stops when left."""
    heard = Told()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = self.rfile.read(int(self.headers["Content-Length"])).decode()
            heard.posts.append((self.path, content))
            self.send_response(heard.status)
            self.send_header("Location", heard.url)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None: ...  # noqa: A002

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    scheme = "https" if tls else "http"
    heard.url = f"{scheme}://127.0.0.1:{server.server_address[1]}/webhooks/efi/opaque"
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield heard
    finally:
        server.shutdown()
        server.server_close()


def until(true: Callable[[], bool], seconds: float = 10) -> None:
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.01)

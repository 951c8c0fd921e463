"""A local authorization server (OAuth 2): tokens for refresh tokens, and what tokens are worth.

Over TLS with the tests' own certificate. ``/token`` is what Google and Microsoft have;
``/introspect`` (RFC 7662) is where Dovecot asks whose a token is.
"""

import json
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from threading import Thread
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from local.ca import CertificateFiles
from malote.grants import Grant

CLIENT_SECRET = "canary-client-secret"
_numbers = count(1)


@dataclass
class AuthorizationServer:
    """``asked`` is every form sent to ``/token``; ``misbehaving`` answers the next ones instead."""

    files: CertificateFiles
    port: int = 0
    rotating: bool = False
    lifetime: object = 3600
    grants: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)
    misbehaving: list[Callable[["Answer"], None]] = field(default_factory=list)

    @property
    def token_url(self) -> str:
        return f"https://localhost:{self.port}/token"

    @property
    def introspection_url(self) -> str:
        return f"https://localhost:{self.port}/introspect"

    def grant(self, user: str) -> Grant:
        """The owner of a mailbox authorizes Malote."""
        refresh_token = f"canary-refresh-{next(_numbers)}"
        self.grants[refresh_token] = user
        return Grant.model_validate(
            {"client_id": "malote", "client_secret": CLIENT_SECRET, "refresh_token": refresh_token}
        )

    def expire_tokens(self) -> None:
        self.tokens.clear()

    def withdraw(self, user: str) -> None:
        """The owner takes the consent back."""
        for known in (self.grants, self.tokens):
            for each in [each for each, owner in known.items() if owner == user]:
                del known[each]

    def token(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        self.asked.append(form)
        if form.get("client_secret") != CLIENT_SECRET:
            return 401, {"error": "invalid_client", "error_codes": [7000222]}
        user = self.grants.get(form["refresh_token"])
        if user is None:
            told = f"Token {form['refresh_token']} has been expired or revoked."
            return 400, {"error": "invalid_grant", "error_description": told}
        access_token = f"canary-access-{next(_numbers)}-{'x' * 1500}"
        self.tokens[access_token] = user
        answer = {"access_token": access_token, "token_type": "Bearer", "expires_in": self.lifetime}
        if self.rotating:  # and the old one is good no more
            del self.grants[form["refresh_token"]]
            answer["refresh_token"] = f"canary-refresh-{next(_numbers)}"
            self.grants[str(answer["refresh_token"])] = user
        return 200, answer

    def introspect(self, form: dict[str, str]) -> tuple[int, dict[str, Any]]:
        user = self.tokens.get(form["token"])
        return 200, {"active": True, "username": user} if user else {"active": False}


class Answer(BaseHTTPRequestHandler):
    known: ClassVar[AuthorizationServer]
    form: dict[str, str]

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.form = dict(parse_qsl(sent.decode()))
        if self.path == "/introspect":
            self.tell(*self.known.introspect(self.form))
        elif self.known.misbehaving:
            self.known.asked.append(self.form)
            with suppress(OSError):  # the client may have left
                self.known.misbehaving.pop(0)(self)
        else:
            self.tell(*self.known.token(self.form))

    def tell(self, status: int, answer: dict[str, Any]) -> None:
        self.send(status, json.dumps(answer).encode(), **{"Content-Type": "application/json"})

    def send(self, status: int, body: bytes, **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None: ...  # noqa: A002


@contextmanager
def authorization_server(files: CertificateFiles) -> Iterator[AuthorizationServer]:
    """Starts when entered, stops when left."""
    known = AuthorizationServer(files)
    handler = type("Bound", (Answer,), {"known": known})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(files.certificate, files.key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    known.port = server.server_address[1]
    Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield known
    finally:
        server.shutdown()
        server.server_close()

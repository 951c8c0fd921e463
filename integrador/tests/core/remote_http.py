"""The stand-in for the remote service, on localhost: real HTTP."""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from urllib.parse import parse_qsl, urlsplit

from pydantic import BaseModel

from malote.errors import MaloteError
from malote.relay import signed_requests
from malote.relay.wire import Enrolling
from tests.core.remote_service import RemoteService


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    service: RemoteService

    def handle_one_request(self) -> None:
        with suppress(ConnectionError):  # an agent that was killed
            super().handle_one_request()

    def serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        parts = urlsplit(self.path)
        if self.service.cut:
            self.close_connection = True
            return
        if parts.path.startswith("/stage/bucket"):
            self._say(self.service.put(parts.path, self.headers, body), b"")
            return
        try:
            told = self._told(parts.path, dict(parse_qsl(parts.query)), body)
        except MaloteError as error:
            self._say(409, json.dumps(_problem(error)).encode())
            return
        if self.service.cut:  # it was done, and the answer is lost
            self.close_connection = True
            return
        self._say(200 if told else 204, told.model_dump_json().encode() if told else b"")

    do_GET = do_POST = do_PUT = serve  # noqa: N815

    def _told(self, path: str, query: dict[str, str], body: bytes) -> BaseModel | None:
        own = path.removeprefix("/stage")
        if own == "/remote/devices":
            return self.service.enrol(Enrolling.model_validate_json(body))
        request = signed_requests.Request(self.command, path, query, body)
        self.service.device(request, self.headers)
        return self.service.answer(own, query, body)

    def _say(self, status: int, body: bytes) -> None:
        self.send_response(status)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def remote_service() -> Iterator[RemoteService]:
    service = RemoteService()
    handler = type("Handler", (_Handler,), {"service": service})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        service.url = f"http://127.0.0.1:{server.server_port}/stage"
        Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        yield service
        server.shutdown()


def _problem(error: MaloteError) -> dict[str, str]:
    return {
        "type": f"urn:malote:{error.code}",
        "title": error.message,
        "detail": error.detail,
        "code": error.code,
        "action": error.action,
    }

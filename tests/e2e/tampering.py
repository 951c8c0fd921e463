"""A proxy between the Integrador and the API: it listens, forges, cuts the line.

It speaks for nobody: requests of a device are signed, and go on as they came.
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from time import sleep
from typing import Any, ClassVar
from urllib.parse import urlsplit

_JOBS = "/remote/jobs"
_MINE = {"host", "connection", "content-length", "accept-encoding", "transfer-encoding"}


@dataclass(frozen=True)
class Passed:
    """A request and its answer, 0 before; ``path`` is from /remote on, with the query."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    status: int
    answer: bytes

    def is_of(self, method: str, end: str) -> bool:
        """Whether it is such a one; ``end`` is how its path ends."""
        return self.method == method and self.path.partition("?")[0].endswith(end)


@dataclass
class Trap:
    """The next such request is lost; with a status, only the API's answer of that status is."""

    method: str
    end: str
    status: int
    _sprung: Event = field(default_factory=Event)

    def spring(self) -> None:
        """Somebody ran into it."""
        self._sprung.set()

    def wait(self) -> None:
        """Until somebody runs into it."""
        assert self._sprung.wait(60), f"nobody asked {self.method} {self.end}"


class Proxy:
    """``url`` is the API's address for whoever is to go through it."""

    def __init__(self, api_url: str) -> None:
        self._api = urlsplit(api_url)
        self.passed: list[Passed] = []
        self._forged: list[bytes] = []
        self._traps: list[Trap] = []
        self._whole = True
        self._tried: list[str] = []
        self._pool = ThreadPoolExecutor()  # a device that is handed a forged job asks on
        handler = type("Bound", (_Handler,), {"proxy": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}{self._api.path}"

    def close(self) -> None:
        """Nobody gets through any more."""
        self._server.shutdown()
        self._server.server_close()

    def hand_out(self, *forged: bytes) -> None:
        """The next answers to whoever waits for a job."""
        self._forged += forged

    def trap(self, method: str, end: str, status: int = 0) -> Trap:
        """Set one: for a request, or for its answer with this status."""
        trap = Trap(method, end, status)
        self._traps.append(trap)
        return trap

    @contextmanager
    def cut(self) -> Iterator[list[str]]:
        """Nothing goes through meanwhile; gives the addresses that were tried."""
        self._whole, self._tried = False, []
        try:
            yield self._tried
        finally:
            self._whole = True

    def jobs(self) -> list[bytes]:
        """Those that the API handed out, as they were signed."""
        return [each.answer for each in self.passed if each.is_of("GET", _JOBS) and each.answer]

    def serve(
        self, method: str, address: str, headers: Mapping[str, str], body: bytes
    ) -> Passed | None:
        """The answer of the API, or a forged one; None for none at all."""
        if not self._whole:
            self._tried.append(address)
            return None
        path = address.removeprefix(self._api.path)
        asked = Passed(method, path, headers, body, 0, b"")
        if self._springs(asked):
            return None
        coming = self._pool.submit(self._ask, asked, address)
        while asked.is_of("GET", _JOBS) and not coming.done():
            if self._forged:
                return replace(asked, status=200, answer=self._forged.pop(0))
            sleep(0.05)
        answer = coming.result()
        self.passed.append(answer)
        return None if self._springs(answer) or not self._whole else answer

    def _springs(self, passed: Passed) -> bool:
        for trap in self._traps:
            if passed.is_of(trap.method, trap.end) and passed.status == trap.status:
                self._traps.remove(trap)
                trap.spring()
                return True
        return False

    def _ask(self, asked: Passed, address: str) -> Passed:
        connection = HTTPConnection(self._api.netloc, timeout=40)
        try:
            connection.request(asked.method, address, asked.body or None, dict(asked.headers))
            got = connection.getresponse()
            return replace(asked, status=got.status, answer=got.read())
        finally:
            connection.close()


class _Handler(BaseHTTPRequestHandler):
    proxy: ClassVar[Proxy]

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        headers = {name: value for name, value in self.headers.items() if name.lower() not in _MINE}
        passed = self.proxy.serve(self.command, self.path, headers, body)
        if passed is None:
            return
        with suppress(OSError):  # it was killed meanwhile
            self.send_response(passed.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(passed.answer)))
            self.end_headers()
            self.wfile.write(passed.answer)

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        """Nothing is logged."""

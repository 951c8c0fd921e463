"""Posts that are made again until they are delivered: notifications of charges, and of Pix.

The first goes as an HTML form, and is delivered when its token was asked for after it. The other is
JSON, and is delivered when it was answered with 2xx.
"""

import http.client
import json
import ssl
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from copy import copy
from heapq import heappop, heappush
from itertools import count
from random import Random
from threading import Condition, Thread
from time import monotonic
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from local.efi.histories import History

_TIMEOUT = 20.0

type Tls = Callable[[], ssl.SSLContext]  # a context costs 20 ms, and most go without


class Letter(Protocol):
    """What is posted, and where to; ``url`` is None while nobody wants to know."""

    @property
    def url(self) -> str | None: ...
    @property
    def name(self) -> str: ...
    @property
    def content(self) -> tuple[str, bytes]:
        """Its type and bytes."""

    def sending(self) -> None:
        """It goes out now."""

    def delivered(self, status: int) -> bool:
        """Whether it need not be posted again; ``status`` is 0 if nobody answered."""


class Notice:
    """Efí's notification: the token, and nothing else."""

    def __init__(self, history: History) -> None:
        self._history = history
        self._fetched = -1
        self.name = history.token
        form = urlencode({"notification": history.token}).encode()
        self.content = ("application/x-www-form-urlencoded", form)

    @property
    def url(self) -> str | None:
        """It may be changed meanwhile."""
        return self._history.url

    def sending(self) -> None:
        self._fetched = self._history.fetched

    def delivered(self, status: int) -> bool:  # noqa: ARG002 (an answer proves nothing)
        return self._history.fetched > self._fetched


class PixNotice:
    """Pix's webhook: what came in, or was given back."""

    def __init__(self, url: str, name: str, told: dict[str, object]) -> None:
        self.url = url
        self.name = name
        self.content = ("application/json", json.dumps({"pix": [told]}).encode())

    def sending(self) -> None: ...

    def delivered(self, status: int) -> bool:
        return 200 <= status < 300


class Poster:
    """``copies`` of each post go out, up to ``spread`` seconds late; none while ``muted``.

    What begins with a key of ``reached`` is posted to its value instead, and what follows.

    ``pending`` are those that go out, or may have to go out again.
    """

    def __init__(self, retries: tuple[float, ...], rng: Random, tls: Tls) -> None:
        self.copies = 1
        self.spread = 0.0
        self.muted = False
        self.reached: dict[str, str] = {}
        self.posted: Counter[str] = Counter()
        self.pending = 0
        self._retries = retries
        self._rng = rng
        self._tls = tls
        self._due: list[tuple[float, int, int, int, Letter]] = []
        self._numbers = count()
        self._changed = Condition()
        self._closed = False
        self._senders = ThreadPoolExecutor(8, "efi-post")
        self._thread = Thread(target=self._run, daemon=True)
        self._thread.start()

    def post(self, letter: Letter) -> None:
        """Soon, and again as needed."""
        if self.muted or letter.url is None:
            return
        for _ in range(self.copies):
            self._push(self._rng.uniform(0, self.spread), 0, 0, copy(letter))

    def close(self) -> None:
        """Nothing is posted any more."""
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()
        self._senders.shutdown(wait=False, cancel_futures=True)

    def _push(self, seconds: float, attempt: int, status: int, letter: Letter) -> None:
        with self._changed:
            self.pending += 1
            due = monotonic() + seconds
            heappush(self._due, (due, next(self._numbers), attempt, status, letter))
            self._changed.notify()

    def _run(self) -> None:
        with self._changed:
            while not self._closed:
                if not self._due:
                    self._changed.wait()
                elif (wait := self._due[0][0] - monotonic()) > 0:
                    self._changed.wait(wait)
                else:
                    _, _, attempt, status, letter = heappop(self._due)
                    self._senders.submit(self._send, letter, attempt, status)

    def _send(self, letter: Letter, attempt: int, status: int) -> None:
        if not (self.muted or (attempt and letter.delivered(status))):
            status = self._deliver(letter)
            if attempt < len(self._retries) and not letter.delivered(status):
                self._push(self._retries[attempt], attempt + 1, status, letter)
        with self._changed:
            self.pending -= 1

    def _deliver(self, letter: Letter) -> int:
        letter.sending()
        with self._changed:
            self.posted[letter.name] += 1
        with suppress(OSError, http.client.HTTPException):
            return send(self.reach(letter.url or ""), *letter.content, self._tls)
        return 0

    def reach(self, url: str) -> str:
        """Where a URL is reached from here."""
        for known, here in self.reached.items():
            if url.startswith(known):
                return here + url.removeprefix(known)
        return url


def send(url: str, content_type: str, content: bytes, tls: Tls) -> int:
    """The status that a POST is answered with; redirects are not followed, as Efí does not.

    Raises OSError or HTTPException if there is no answer.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    connection: http.client.HTTPConnection
    if parts.scheme == "https":
        connection = http.client.HTTPSConnection(host, parts.port, timeout=_TIMEOUT, context=tls())
    else:
        connection = http.client.HTTPConnection(host, parts.port, timeout=_TIMEOUT)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", target, content, {"Content-Type": content_type})
        return connection.getresponse().status
    finally:
        connection.close()

"""POST to a token endpoint: TLS verified, no redirects, bounded in time and size."""

import math
import ssl
import time
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from malote.errors import TokenUnavailable

if TYPE_CHECKING:
    from urllib3 import PoolManager
    from urllib3.response import BaseHTTPResponse

_LARGEST = 64 * 1024  # bytes: Microsoft's answers are some 5 KB
_LONGEST_WAIT = 2.0  # seconds, of what a Retry-After asks for
_PASSING = {429, 500, 502, 503, 504}


class Client:
    """Safe among threads. ``connect`` and ``read`` are in seconds, ``read`` for the whole answer.

    What passes (no answer in time, 429, 5xx) is tried once more, after the pause that is asked for
    if it is short. Raises ``TokenUnavailable``, which tells nothing of what was sent or answered.
    """

    def __init__(
        self,
        tls: Callable[[], ssl.SSLContext],
        connect: float = 3,
        read: float = 10,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self._tls = tls
        self._connect, self._read = connect, read
        self._pause = pause

    def post(
        self, url: str, fields: Mapping[str, str], deadline: float = math.inf
    ) -> tuple[int, bytes]:
        """Send a form; the answer's status and body. ``deadline`` is of ``time.monotonic``."""
        try:
            status, body, wait = self._once(url, fields, deadline)
        except TokenUnavailable:
            return self._once(url, fields, deadline)[:2]
        if status in _PASSING and wait <= min(_LONGEST_WAIT, deadline - time.monotonic()):
            self._pause(wait)
            return self._once(url, fields, deadline)[:2]
        return status, body

    def _once(
        self, url: str, fields: Mapping[str, str], deadline: float
    ) -> tuple[int, bytes, float]:
        from urllib3 import Timeout
        from urllib3.exceptions import HTTPError

        left = deadline - time.monotonic()
        if left <= 0:
            raise TokenUnavailable("o prazo acabou antes de o provedor responder")
        connect, read = min(self._connect, left), min(self._read, left)
        try:
            response = self._pool.request(
                "POST",
                url,
                fields=dict(fields),
                encode_multipart=False,
                headers={"Accept": "application/json", "Accept-Encoding": "identity"},
                timeout=Timeout(connect=connect, read=read),
                retries=False,  # nor redirects
                preload_content=False,
            )
            try:
                body = self._body(response, read)
            finally:
                response.close()
        except HTTPError as error:
            # Not its words, nor itself as the cause: it may hold what was sent.
            raise TokenUnavailable(f"sem resposta do provedor ({type(error).__name__})") from None
        wait = response.headers.get("Retry-After", "0")
        return response.status, body, float(wait) if wait.isdecimal() else _LONGEST_WAIT + 1

    def _body(self, response: "BaseHTTPResponse", seconds: float) -> bytes:
        until = time.monotonic() + seconds
        body = b""
        while piece := response.read1(_LARGEST, decode_content=False):
            body += piece
            if len(body) > _LARGEST or time.monotonic() > until:
                raise TokenUnavailable("a resposta do provedor é longa demais")
        return body

    @cached_property
    def _pool(self) -> "PoolManager":
        from urllib3 import PoolManager

        return PoolManager(ssl_context=self._tls(), maxsize=10)

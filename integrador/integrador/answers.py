"""What a server answers, bounded: nobody fills this computer's memory, or answers without end."""

from time import monotonic
from typing import Any

import httpx

_MOST = 4 * 1024 * 1024  # bytes; the longest are authorities, and fifty links
_GRACE = 30.0  # seconds for an answer that has begun


def fetch(
    client: httpx.Client, method: str, url: str, patience: float, **asked: Any
) -> httpx.Response:
    """The whole answer; ``patience`` is in seconds, for each step up to its first byte.

    Raises httpx.RequestError.
    """
    content = bytearray()
    with client.stream(method, url, timeout=patience, **asked) as answer:
        until = monotonic() + _GRACE
        for piece in answer.iter_bytes():
            content += piece
            if len(content) > _MOST:
                raise httpx.ReadError("a resposta é longa demais")
            if monotonic() > until:
                raise httpx.ReadTimeout("a resposta não acaba")
    return httpx.Response(answer.status_code, content=bytes(content))

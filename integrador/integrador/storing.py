"""Bytes into the bucket, by a link that the service made; no credential of ours goes there."""

from functools import cache

import httpx

from integrador.addresses import secure
from integrador.answers import fetch
from integrador.errors import ServiceRefused, ServiceUnreachable
from malote.relay.wire import UploadLink

_PATIENCE = 60.0
_LATER = frozenset({408, 409, 429, 500, 502, 503, 504})


@cache
def _client() -> httpx.Client:
    return httpx.Client(timeout=_PATIENCE)  # the bucket's own: no request of ours goes by it


def put(link: UploadLink, content: bytes) -> None:
    """One PUT with exactly the link's headers; fine if the very bytes are there (412).

    Raises ServiceUnreachable when another link later may do, else ServiceRefused.
    """
    host = httpx.URL(secure(link.url)).host
    try:
        answer = fetch(_client(), "PUT", link.url, _PATIENCE, headers=link.headers, content=content)
    except UnicodeEncodeError:
        raise ServiceRefused(f"{host}: cabeçalhos") from None
    except httpx.RequestError as error:
        raise ServiceUnreachable(f"{host}: {error}") from None
    if answer.is_success or answer.status_code == httpx.codes.PRECONDITION_FAILED:
        return
    # A link that expired on a slow line is 403, and so is a clock's; both mend with a new link.
    kind = ServiceUnreachable if answer.status_code in _LATER | {403} else ServiceRefused
    raise kind(f"{host}: HTTP {answer.status_code}")

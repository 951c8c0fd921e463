"""An answer of the service that is none: as the error that it means."""

import json

import httpx

from integrador.errors import ServiceRefused, ServiceUnreachable
from malote.errors import MaloteError, error_of, known_codes

_LATER = frozenset({408, 425, 429})
_NEVER = frozenset({400, 404, 405, 411, 413, 414, 415, 422, 431})
"""The request's own fault. The other 4xx and 3xx are of who stands between, if they do not name
an error of ours: a proxy that wants a password, a firewall, a hotel's login page."""


def trouble(answer: httpx.Response) -> MaloteError:
    """By its code (RFC 9457 problem details), if we know it.

    ServiceUnreachable if asking again later may help, else ServiceRefused.
    """
    told = _problem(answer)
    code, title, detail = (_text(told, name) for name in ("code", "title", "detail"))
    if code in known_codes() and not _may_pass(answer):
        return error_of(code)(detail)
    said = ": ".join(part for part in (f"HTTP {answer.status_code}", title, detail) if part)
    if _may_pass(answer) or not (code or answer.status_code in _NEVER):
        return ServiceUnreachable(said)
    return ServiceRefused(said)


def _may_pass(answer: httpx.Response) -> bool:
    return answer.status_code in _LATER or answer.is_server_error


def _problem(answer: httpx.Response) -> dict[str, object]:
    try:
        told = json.loads(answer.content)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _text(told: dict[str, object], name: str) -> str:
    found = told.get(name)
    return found[:500] if isinstance(found, str) else ""

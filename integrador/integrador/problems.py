"""An answer of the service that is none: as the error that it means."""

import json

import httpx

from integrador.errors import ServiceRefused, ServiceUnreachable
from malote.errors import MaloteError, error_of, known_codes

_LATER = frozenset({408, 425, 429, 500, 502, 503, 504})


def trouble(answer: httpx.Response) -> MaloteError:
    """By its code (RFC 9457 problem details), if we know it.

    ServiceUnreachable if asking again later may help, else ServiceRefused.
    """
    told = _problem(answer)
    code, title, detail = (_text(told, name) for name in ("code", "title", "detail"))
    if code in known_codes() and code != MaloteError.code:
        return error_of(code)(detail)
    said = ": ".join(part for part in (f"HTTP {answer.status_code}", title, detail) if part)
    if answer.status_code in _LATER:
        return ServiceUnreachable(said)
    return ServiceRefused(said)


def _problem(answer: httpx.Response) -> dict[str, object]:
    try:
        told = json.loads(answer.content)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _text(told: dict[str, object], name: str) -> str:
    found = told.get(name)
    return found[:500] if isinstance(found, str) else ""

"""What an answer that is no success means."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from malote.adapters.efi.hosts import Api
from malote.adapters.https import Answer
from malote.adapters.withheld import repeats
from malote.errors import (
    EfiCertificateRefused,
    EfiCredentialsRefused,
    EfiError,
    EfiOverQuota,
    EfiRefused,
    EfiUnavailable,
    EfiUncertain,
)

_QUOTA = {3500049, 3500055}
_ITS_OWN_FAULT = {3500000, 4600100, 4699999}  # internal, timed out, unexpected
_LONGEST = 300
_LARGEST = 64 * 1024


@dataclass(frozen=True, slots=True)
class _Fault:
    """``said`` is empty where Efí gave no words of its own."""

    code: int | None = None
    said: str = ""
    name: str = ""


def refusal(
    api: Api, answer: Answer, *, makes: bool = False, withheld: Iterable[str] = ()
) -> EfiError:
    """The error to raise.

    Cobranças answers 500 when a rule of its own forbids something, with a code that says so (Efí,
    Códigos de erros); without one, or with the code of a failure of its own, a 5xx tells nothing
    of what was done. What repeats a secret of ``withheld`` is not passed on.
    """
    fault = _fault(answer.body)
    said = "" if any(repeats(fault.said, secret) for secret in withheld) else fault.said
    detail = f"HTTP {answer.status}" + (f", código {fault.code}" if fault.code else "")
    detail += f": {said}" if said else ""
    kind: type[EfiError]
    match answer.status:
        case 401:
            kind = EfiCredentialsRefused
        case _ if fault.code in _QUOTA:
            kind = EfiOverQuota
        case 429:
            kind = EfiUnavailable
        case status if api == "pix" and _of_certificate(status, answer.body, fault):
            kind = EfiCertificateRefused
        case status if _declined(status, fault):
            kind = EfiRefused
        case status if 400 <= status < 500 and status != 408:
            kind = EfiUnavailable  # somebody on the way: Efí itself says why
        case _:
            kind = EfiUncertain if makes else EfiUnavailable
    return kind(detail, said)


def _declined(status: int, fault: _Fault) -> bool:
    if 400 <= status < 500:
        return bool(fault.said)
    return 500 <= status < 600 and fault.code is not None and fault.code not in _ITS_OWN_FAULT


def _of_certificate(status: int, body: bytes, fault: _Fault) -> bool:
    # A gateway that got no certificate, or another's, may say so in HTML.
    no_scope = fault.name == "insufficient_scope"
    return (status == 403 and not no_scope) or (status == 400 and b"SSL certificate" in body)


def _fault(body: bytes) -> _Fault:
    try:
        told = json.loads(body[:_LARGEST])
    except (ValueError, RecursionError):
        return _Fault()
    if not isinstance(told, dict):
        return _Fault()
    code = told.get("code")
    words = _words(told)
    return _Fault(
        code if type(code) is int else None,
        "".join(each if each.isprintable() else " " for each in words)[:_LONGEST].strip(),
        str(told.get("error")),
    )


def _words(told: dict[str, object]) -> str:
    """Of Cobranças (two forms), Pix, and the gateway before them."""
    for name in ("error_description", "mensagem", "detail", "message", "title", "error"):
        match told.get(name):
            case str() as text if text:
                return text
            case {"message": str() as message, **rest}:
                where = rest.get("property")
                return f"{where}: {message}" if isinstance(where, str) else message
    return ""

"""Which call is whose. Names are Efí's own: ``METHOD /path/:parameter``, /v1 left out."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from local.efi import carnets, charges, listing, notifications, pix, webhooks
from local.efi.accounts import Api
from local.efi.answers import Answer
from local.efi.calls import Call

# What takes long is done after the bank was let go.
type Done = Answer | Callable[[], Answer]
type Work = Callable[[Call], Done]

_CHARGES: dict[str, Work] = {
    "POST /charge/one-step": charges.issue,
    "GET /charges": listing.list_charges,
    "GET /charge/:id": charges.detail,
    "PUT /charge/:id/billet": charges.change_due_date,
    "PUT /charge/:id/cancel": charges.cancel,
    "PUT /charge/:id/settle": charges.settle,
    "POST /charge/:id/billet/resend": charges.resend,
    "POST /carnet": carnets.issue,
    "PUT /carnet/:id/parcel/:parcel": carnets.change_due_date,
    "PUT /carnet/:id/parcel/:parcel/cancel": carnets.cancel_parcel,
    "PUT /carnet/:id/parcel/:parcel/settle": carnets.settle_parcel,
    "POST /carnet/:id/parcel/:parcel/resend": carnets.resend_parcel,
    "GET /notification/:token": notifications.history,
}
_PIX: dict[str, Work] = {
    "PUT /v2/cob/:txid": pix.create,
    "GET /v2/cob/:txid": pix.detail,
    "GET /v2/pix": pix.list_received,
    "GET /v2/pix/:e2eid": pix.received,
    "PUT /v2/webhook/:chave": webhooks.configure,
}


@dataclass(frozen=True)
class Route:
    """``work`` is None where a token is handed out."""

    endpoint: str
    api: Api
    params: dict[str, str]
    work: Work | None


def _pattern(endpoint: str, prefix: str) -> re.Pattern[str]:
    method, _, path = endpoint.partition(" ")
    named = re.sub(r":(\w+)", r"(?P<\1>[^/]+)", path)
    return re.compile(f"{method} {prefix}{named}/?")


_ALL: list[tuple[re.Pattern[str], str, Api, Work | None]] = [
    *((_pattern(name, "/v1"), name, "charges", work) for name, work in _CHARGES.items()),
    *((_pattern(name, ""), name, "pix", work) for name, work in _PIX.items()),
    (_pattern("POST /authorize", "/v1"), "POST /authorize", "charges", None),
    (_pattern("POST /oauth/token", ""), "POST /oauth/token", "pix", None),
]


def find(method: str, path: str) -> Route | None:
    """None is a path that Efí does not have."""
    for pattern, endpoint, api, work in _ALL:
        if found := pattern.fullmatch(f"{method} {path}"):
            return Route(endpoint, api, found.groupdict(), work)
    return None

"""How a device signs what it asks of the remote service; both sides use this.

The signature (Ed25519, RFC 8032) is over lines of text: what the request is, when it was made, a
number that is used once, and the SHA-256 of its body. Paths are signed from ``/remote`` on, as what
stands before that is the stage's; queries in order, as gateways hand them over parsed.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from malote.errors import ClockSkewed, DeviceUnknown
from malote.relay.models import DEVICE_ID

DEVICE, DATE, NONCE, SIGNATURE = "Malote-Device", "Malote-Date", "Malote-Nonce", "Malote-Signature"
ROOT = "/remote/"
SKEW = timedelta(minutes=5)
"""How far a device's clock may be from ours."""

NONCE_KEPT = timedelta(minutes=15)
"""A request is good for ten minutes, five before and five after; then some."""

_FORM = "%Y-%m-%dT%H:%M:%SZ"
_VERSION = "malote request 1"
_NONCE = re.compile(r"[A-Za-z0-9_-]{22}")  # 128 bits


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it is sent; ``path`` may have anything before ``/remote``."""

    method: str
    path: str
    query: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Claim:
    """What the headers of a request say: which device, when, and its signature over all of it."""

    device_id: str
    made_at: datetime
    nonce: str
    signature: bytes


def headers(
    request: Request, device_id: str, key: Ed25519PrivateKey, now: datetime
) -> dict[str, str]:
    """What goes with a request; a second time it needs new ones."""
    nonce = secrets.token_urlsafe(16)
    signature = key.sign(_text(request, device_id, now, nonce))
    return {
        DEVICE: device_id,
        DATE: _written(now),
        NONCE: nonce,
        SIGNATURE: base64.b64encode(signature).decode(),
    }


def claim(given: Mapping[str, str]) -> Claim:
    """Read the headers, whatever the case of their names. Raises DeviceUnknown."""
    found = {name.lower(): value for name, value in given.items()}
    try:
        device_id, date, nonce, signature = (
            found[name.lower()] for name in (DEVICE, DATE, NONCE, SIGNATURE)
        )
        made_at = datetime.strptime(date, _FORM).replace(tzinfo=UTC)
        claim = Claim(device_id, made_at, nonce, base64.b64decode(signature, validate=True))
    except (KeyError, ValueError):
        raise DeviceUnknown from None
    if not (re.fullmatch(DEVICE_ID, device_id) and _NONCE.fullmatch(nonce)):
        raise DeviceUnknown
    return claim


def verify(claim: Claim, request: Request, public_key: str) -> None:
    """Whether the device of this key (base64) made this very request. Raises DeviceUnknown."""
    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(public_key))
    try:
        key.verify(claim.signature, _text(request, claim.device_id, claim.made_at, claim.nonce))
    except InvalidSignature:
        raise DeviceUnknown from None


def check_time(claim: Claim, now: datetime) -> None:
    """Raise ClockSkewed, with the time that it is, five minutes before or after it."""
    if abs(now - claim.made_at) > SKEW:
        raise ClockSkewed(_written(now))


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(_FORM)


def _text(request: Request, device_id: str, made_at: datetime, nonce: str) -> bytes:
    path = request.path[max(request.path.rfind(ROOT), 0) :]
    query = urlencode(sorted(request.query.items()))
    body = hashlib.sha256(request.body).hexdigest()
    what = request.method.upper(), path, query, body
    lines = _VERSION, device_id, _written(made_at), nonce, *what
    return "\n".join(lines).encode()

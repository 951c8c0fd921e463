"""The link of a notice by which its user turns that kind off: proof enough, with no login."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from typing import NamedTuple

from malote.notices.models import NoticeKind

_PURPOSE = b"malote notices off\n"  # the key makes no other proof
_MAC = 32  # bytes of HMAC-SHA256 (RFC 2104), before what it proves


class Choice(NamedTuple):
    """Whose notices, and of which kind."""

    tenant: str
    sub: str
    kind: NoticeKind


def issue(key: bytes, choice: Choice) -> str:
    """A token for a URL; good as long as the key is."""
    said = "\n".join(choice).encode()
    return urlsafe_b64encode(_mac(key, said) + said).decode().rstrip("=")


def read(key: bytes, token: str) -> Choice | None:
    """What the token proves; None for any other text."""
    try:
        given = urlsafe_b64decode(f"{token}{'=' * (-len(token) % 4)}".encode("ascii"))
    except (Error, ValueError):
        return None
    mac, said = given[:_MAC], given[_MAC:]
    if not hmac.compare_digest(mac, _mac(key, said)):
        return None
    try:
        tenant, sub, kind = said.decode().split("\n")
        return Choice(tenant, sub, NoticeKind(kind))
    except ValueError:  # a kind that is no more
        return None


def _mac(key: bytes, said: bytes) -> bytes:
    return hmac.digest(key, _PURPOSE + said, "sha256")

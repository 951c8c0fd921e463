"""What names a message: its id, which begins with its time, and its Message-ID on the wire."""

from datetime import UTC, datetime
from uuid import uuid4

MESSAGE_ID = "[0-9]{8}t[0-9]{9}-[0-9a-f]{12}"
"""The form of what ``new_id`` gives."""


def new_id(at: datetime, digest: str = "") -> str:
    """Like 20261121t120000000-0123456789ab, in UTC; of the same ``digest`` (hex) the same."""
    at = at.astimezone(UTC)
    return f"{at:%Y%m%dt%H%M%S}{at.microsecond // 1000:03}-{(digest or uuid4().hex)[:12]}"


def mime_id(message_id: str, from_address: str) -> str:
    """The header Message-ID (RFC 5322 3.6.4), by which a delivery report finds the message."""
    return f"<malote.{message_id}@{from_address.rpartition('@')[2]}>"

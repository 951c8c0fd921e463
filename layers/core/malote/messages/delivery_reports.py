"""Delivery reports (RFC 3464): which of our messages one is about, and what it says of whom."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_string, policy
from email.message import Message as Fields

from malote.messages.identity import MESSAGE_ID
from malote.messages.models import Bounce

LONGEST = 64 * 1024
"""Bytes of a report that are read; one for fifty recipients has some 20 KB."""

_MOST = 50
_SHOWN = 300  # bytes: so much of a hundred is not too much for an item
_ID = f"({MESSAGE_ID})"
# The mail's own header, which the report brings back, or the id that the server was given with it.
_OURS = re.compile(
    rf"^(?:Message-ID:\s*<malote\.{_ID}@|Original-Envelope-Id:\s*{_ID}\s*$)", re.IGNORECASE | re.M
)
_ACTIONS = {"failed", "delayed", "delivered", "relayed", "expanded"}
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """What became of the message with this id."""

    message_id: str
    bounces: tuple[Bounce, ...]


def read_report(status: bytes, headers: bytes, at: datetime) -> DeliveryReport | None:
    """From the message/delivery-status and the header of the mail that it is about.

    None where it is of no message of ours, or says nothing of any recipient. Anybody can send
    such a thing, though hardly with an id that he was never told.
    """
    text = _text(status)
    ours = _OURS.search(_text(headers)) or _OURS.search(text)
    bounces = tuple(_recipients(text, at)) if ours else ()
    if not ours or not bounces:
        return None
    return DeliveryReport((ours[1] or ours[2]).lower(), bounces)


def _recipients(text: str, at: datetime) -> Iterator[Bounce]:
    for block in re.split(r"\n\s*\n", text)[1 : _MOST + 1]:  # the first is of the mail as a whole
        # compat32, as the default policy can be kept busy by what a stranger writes.
        fields = message_from_string(block.strip() + "\n\n", policy=policy.compat32)
        action = str(fields.get("Action", "")).strip().lower()
        recipient = _typed(fields, "Original-Recipient") or _typed(fields, "Final-Recipient")
        if action not in _ACTIONS or not recipient:
            continue
        status = _STATUS.search(str(fields.get("Status", "")))
        yield Bounce(
            recipient=recipient,
            action=action,
            status=status[0] if status else "",
            diagnostic=_typed(fields, "Diagnostic-Code"),
            reported_at=at,
        )


def _typed(fields: "Fields[str, str]", name: str) -> str:
    """The value after its type: ``smtp; 550 5.1.1 unknown`` (RFC 3464 2.1.2)."""
    said = str(fields.get(name, "")).partition(";")[2]
    shown = " ".join("".join(c if c.isprintable() else " " for c in said).split())
    return shown.encode()[:_SHOWN].decode(errors="ignore")


def _text(content: bytes) -> str:
    return content[:LONGEST].decode("utf-8", "replace").replace("\r\n", "\n")

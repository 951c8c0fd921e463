"""A message for a user to see."""

from malote.errors import NotFound
from malote.messages.models import Status
from malote.messages.views import MessageDetail
from malote.ports import Outbox, SentMails

_LINK_SECONDS = 300
_WENT_OUT = frozenset({Status.SENT, Status.UNCERTAIN})


def detail(tenant: str, message_id: str, outbox: Outbox, sent: SentMails) -> MessageDetail:
    """A message with all that is known of it. Raises NotFound."""
    message = outbox.get(tenant, message_id)
    if not message:
        raise NotFound(message_id)
    went_out = message.status in _WENT_OUT
    return MessageDetail.of(
        message, sent.link(tenant, message_id, _LINK_SECONDS) if went_out else None
    )

"""What delivery reports say of a message."""

from collections.abc import Sequence

from malote.messages.models import Bounce, Message

# A report may come of each recipient several times (delayed, then failed); anybody can send one.
_MOST = 100


def with_bounces(message: Message, reported: Sequence[Bounce]) -> tuple[Bounce, ...]:
    """The message's bounces and these, each once; of too many the first ones."""
    return tuple(dict.fromkeys((*message.bounces, *reported)))[:_MOST]

"""Which attempts at a message are kept, and how one is told that nobody saw the end of."""

from datetime import datetime

from malote.errors import DeliveryUncertain
from malote.messages.models import Attempt, Message

# An item holds 400 KB; what went wrong at first, and of late, says enough.
_FIRST, _LAST = 5, 25


def next_number(message: Message) -> int:
    """The number of the attempt that comes, from 1."""
    return message.attempts[-1].number + 1 if message.attempts else 1


def with_attempt(message: Message, attempt: Attempt) -> tuple[Attempt, ...]:
    """The message's attempts and this one: of many, the first, the last, and what was sent."""
    every = (*message.attempts, attempt)
    sent = (each for each in every[_FIRST:-_LAST] if each.outcome == "sent")
    return (*every[:_FIRST], *sent, *every[_FIRST:][-_LAST:])


def unfinished(message: Message, started: datetime, *, handed_over: bool) -> Attempt:
    """The attempt of a worker that was heard of no more; how long it took nobody knows (0 s).

    Once the mail was ``handed_over``, it may have been sent.
    """
    return Attempt(
        number=next_number(message),
        at=started,
        seconds=0,
        outcome="uncertain" if handed_over else "lost",
        step=DeliveryUncertain.step if handed_over else None,
        code=DeliveryUncertain.code if handed_over else None,
    )

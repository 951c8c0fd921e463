"""What a user may ask of the messages."""

from dataclasses import dataclass

from malote.messages.models import Status


@dataclass(frozen=True, slots=True)
class MessageQuery:
    """Filters of the list; None asks for all, and several must all match.

    ``customer`` is as ``parse_customer`` gives it; ``period`` is of UTC, as ``parse_period`` does.
    """

    customer: str | None = None
    status: Status | None = None
    period: tuple[str, str] | None = None


def parse_customer(text: str | None) -> str | None:
    """A tax id or an address as messages have it, whatever its capitals."""
    if text is None:
        return None
    return text.lower() if "@" in text else text.upper()

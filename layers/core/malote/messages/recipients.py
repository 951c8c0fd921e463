"""Who is still to get a message: a server may take it for some, and put others off."""

from collections.abc import Mapping

from malote.messages.models import Message


def left(message: Message) -> tuple[str, ...]:
    """Those that no attempt reached, nor a server refused for good, since it was asked for."""
    since = message.resent_at or message.created_at
    recipients = message.recipients
    for attempt in message.attempts:
        if attempt.outcome == "sent" and attempt.at >= since:
            recipients = tuple(each for each in recipients if each in put_off(attempt.refused))
    return recipients


def put_off(refused: Mapping[str, str]) -> set[str]:
    """Of the recipients that a server refused, each with its reply, those that it may take later.

    A reply of 4yz says so (RFC 5321 4.2.1).
    """
    return {recipient for recipient, reply in refused.items() if reply.startswith("4")}

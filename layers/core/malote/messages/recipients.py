"""Who is still to get a message: a server may take it for some, and put others off."""

from collections.abc import Mapping

from malote.messages.models import Message


def left(message: Message) -> tuple[str, ...]:
    """Those that no attempt reached, nor a server refused for good since it was asked for.

    Who has it gets it no second time, whoever asks.
    """
    taken = [each for each in message.attempts if each.outcome == "sent"]
    if not taken:
        return message.recipients
    waiting = put_off(taken[-1].refused)  # it was offered for nobody else that waits
    if message.resent_at and taken[-1].at < message.resent_at:
        waiting.update(*(each.refused.keys() - put_off(each.refused) for each in taken))
    return tuple(each for each in message.recipients if each in waiting)


def put_off(refused: Mapping[str, str]) -> set[str]:
    """Of the recipients that a server refused, each with its reply, those that it may take later.

    A reply of 4yz says so (RFC 5321 4.2.1).
    """
    return {recipient for recipient, reply in refused.items() if reply.startswith("4")}

"""The boundaries of the sender: lines on SMTP's wire, and what its calls of AWS are for."""

import json
from typing import Any

from malote.adapters.smtp_connection import Connection, Reply
from tests.crash.boundaries import Boundaries

_VERBS = {"EHLO", "AUTH", "MAIL", "RCPT", "DATA", "RSET", "QUIT"}
# What an update is for, by the first of these attributes that it sets.
_UPDATES = (
    ("#handed_over", "hand over"),
    ("#attempts", "settle"),
    ("#claimed_at", "claim"),
    ("#held_until", "hold"),
    ("#paused", "pause"),
    ("#after_token", "point"),
    ("#due_at", "put off"),
)


def watch_smtp(boundaries: Boundaries) -> None:
    """From here on, in this process; before any connection is made."""
    send, getreply = Connection.send, Connection.getreply
    said: dict[int, str] = {}

    def watched_send(connection: Connection, data: bytes | str) -> None:
        if isinstance(data, str):
            verb = data.split(maxsplit=1)[0]
            label = verb if verb in _VERBS else "answer"
        else:
            label = "dot" if data == b".\r\n" else "mail"
        said[id(connection)] = label
        boundaries.cross(f"smtp {label} before")
        send(connection, data)

    def watched_getreply(connection: Connection) -> Reply:
        reply = getreply(connection)
        boundaries.cross(f"smtp {said.pop(id(connection), 'greeting')} after")
        return reply

    for name, watched in (("send", watched_send), ("getreply", watched_getreply)):
        setattr(Connection, name, watched)


def purpose(operation: str, params: dict[str, Any]) -> str:
    """What a call of AWS is for."""
    if operation == "UpdateItem":
        expression = json.loads(params["body"])["UpdateExpression"]
        sets = expression.partition(" ADD ")[0].partition(" REMOVE ")[0]
        word = next((word for name, word in _UPDATES if name in sets), "")
        return "take over" if word == "settle" and " ADD " in expression else word
    if operation == "GetItem":
        return "settings" if b"MAILSETTINGS" in params["body"] else "message"
    return ""

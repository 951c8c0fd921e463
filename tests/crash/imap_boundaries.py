"""The boundaries of the intake: commands on IMAP's wire, and what its calls of AWS are for."""

import json
import re
from typing import Any

from malote.adapters.imap_connection import Connection
from tests.crash.boundaries import Boundaries

_TAGGED = re.compile(rb"([A-Z0-9]+) ((?:UID )?[A-Z]+)(.*)", re.DOTALL)
# What an update is for, by the attribute that only it writes.
_UPDATES = (
    ("last_result", "release"),
    ("last_uid", "advance"),
    ("stuck_at", "begin"),
    ("lease_token", "acquire"),
    ("asked_again_at", "ask again"),
    ("paused", "pause"),
    ("settled_before", "sweep"),
    ("cancellations", "mark cancelled"),
    ("code", "quarantine or entry"),
)


def watch_imap(boundaries: Boundaries) -> None:
    """From here on, in this process; before any connection is made."""
    send, readline = Connection.send, Connection.readline
    waiting: dict[tuple[int, bytes], str] = {}

    def watched_send(connection: Connection, data: bytes) -> None:
        label = ""
        if match := _TAGGED.match(data):
            tag, command, rest = match.groups()
            label = f"imap {command.decode()}{_fetched(rest)}"
            waiting[id(connection), tag] = label
            boundaries.cross(f"{label} before")
        send(connection, data)

    def watched_readline(connection: Connection) -> bytes:
        line = readline(connection)
        tag = line.partition(b" ")[0]
        if label := waiting.pop((id(connection), tag), ""):
            boundaries.cross(f"{label} after")
        return line

    for name, watched in (("send", watched_send), ("readline", watched_readline)):
        setattr(Connection, name, watched)


def _fetched(arguments: bytes) -> str:
    if b"BODYSTRUCTURE" in arguments:
        return " survey"
    if b"]<0.512>" in arguments:
        return " peek"
    return " parts" if b"BODY" in arguments or b"BINARY" in arguments else ""


def purpose(operation: str, params: dict[str, Any]) -> str:
    """What a call of AWS is for."""
    match operation:
        case "UpdateItem":
            body = json.loads(params["body"])
            names = set(body.get("ExpressionAttributeNames", {}).values())
            return next((word for name, word in _UPDATES if name in names), "")
        case "BatchExecuteStatement":
            return "entries" if b'"BLOB"' in params["body"] else "records"
        case "PutObject":
            return "aside" if "/quarantine/" in params["url_path"] else ""
        case "GetObject":
            return "roots" if params["url_path"].endswith(".pem") else ""
        case _:
            return ""

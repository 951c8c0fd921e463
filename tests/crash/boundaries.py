"""Every boundary between calls, by name: a moment before one goes out, or after its answer came.

Labels are like ``imap UID FETCH survey after`` or ``dynamodb UpdateItem advance before``. The hooks
are imaplib's two ends of a connection, and the events of botocore's session: the product knows
nothing of them.
"""

import json
import re
from collections import Counter
from collections.abc import Callable
from threading import Lock
from typing import Any

from malote.adapters import aws
from malote.adapters.imap_connection import Connection

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


class Boundaries:
    """Counts what is crossed; ``reached`` is told each label with its count, before going on."""

    def __init__(self) -> None:
        self.crossed: Counter[str] = Counter()
        self.reached: Callable[[str, Counter[str]], None] = lambda _label, _crossed: None
        self._lock = Lock()

    def cross(self, label: str) -> None:
        """One thread at a time: whoever dies here dies with the calls of the others under way."""
        with self._lock:
            self.crossed[label] += 1
            self.reached(label, self.crossed)

    def watch(self) -> None:
        """From here on, in this process; before any client or connection is made."""
        self._watch_aws()
        self._watch_imap()

    def _watch_aws(self) -> None:
        def before(model: Any, params: dict[str, Any], context: dict[str, Any], **_: Any) -> None:
            service = model.service_model.endpoint_prefix
            context["label"] = f"{service} {model.name}{_purpose(model.name, params)}"
            self.cross(f"{context['label']} before")

        def after(context: dict[str, Any], **_: Any) -> None:
            self.cross(f"{context['label']} after")

        session = aws._session()
        session.register("before-call", before)
        session.register("after-call", after)

    def _watch_imap(self) -> None:
        send, readline = Connection.send, Connection.readline
        waiting: dict[tuple[int, bytes], str] = {}

        def watched_send(connection: Connection, data: bytes) -> None:
            label = ""
            if match := _TAGGED.match(data):
                tag, command, rest = match.groups()
                label = f"imap {command.decode()}{_fetched(rest)}"
                waiting[id(connection), tag] = label
                self.cross(f"{label} before")
            send(connection, data)

        def watched_readline(connection: Connection) -> bytes:
            line = readline(connection)
            tag = line.partition(b" ")[0]
            if label := waiting.pop((id(connection), tag), ""):
                self.cross(f"{label} after")
            return line

        for name, watched in (("send", watched_send), ("readline", watched_readline)):
            setattr(Connection, name, watched)


def _fetched(arguments: bytes) -> str:
    if b"BODYSTRUCTURE" in arguments:
        return " survey"
    if b"]<0.512>" in arguments:
        return " peek"
    return " parts" if b"BODY" in arguments or b"BINARY" in arguments else ""


def _purpose(operation: str, params: dict[str, Any]) -> str:
    match operation:
        case "UpdateItem":
            body = json.loads(params["body"])
            names = set(body.get("ExpressionAttributeNames", {}).values())
            return next((f" {word}" for name, word in _UPDATES if name in names), "")
        case "BatchExecuteStatement":
            return " entries" if b'"BLOB"' in params["body"] else " records"
        case "PutObject":
            return " aside" if "/quarantine/" in params["url_path"] else ""
        case "GetObject":
            return " roots" if params["url_path"].endswith(".pem") else ""
        case _:
            return ""

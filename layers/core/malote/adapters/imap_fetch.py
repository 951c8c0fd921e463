"""FETCH, so that one mail that a server cannot describe never costs the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from imapclient.response_parser import parse_fetch_response  # type: ignore[import-untyped]

from malote.adapters.imap_connection import Connection
from malote.adapters.imap_errors import TypedErrors

Record = dict[bytes, Any]


@dataclass(frozen=True, slots=True)
class Fetched:
    """``records`` by UID. ``unreadable`` says that some answer could not be parsed.

    ``refused`` are UIDs that the server answers with NO each on its own; a UID that is nowhere
    has vanished, or its answer was unreadable.
    """

    records: dict[int, Record]
    refused: set[int]
    unreadable: bool


def fetch(connection: Connection, errors: TypedErrors, uids: Sequence[int], items: str) -> Fetched:
    """``items`` of these mails, by one command, and more only after a NO.

    Exchange and others refuse a whole batch for the sake of one broken mail: it is halved
    until that one is found.
    """
    answer, data = connection.uid("FETCH", uid_set(uids), items)
    words = data[-1] if answer != "OK" else None
    if words is not None:
        _, data = connection.response("FETCH")  # what came before the NO
    fetched = _parse([piece for piece in data if piece is not None])
    missing = [uid for uid in uids if uid not in fetched.records]
    if words is None or not missing:
        return fetched
    if errors.is_passing(words):
        raise errors.refusal(words)
    if len(uids) == 1:
        return Fetched({}, set(uids), unreadable=False)
    for half in (missing[: len(missing) // 2], missing[len(missing) // 2 :]):
        if half:
            more = fetch(connection, errors, half, items)
            fetched = Fetched(
                fetched.records | more.records,
                fetched.refused | more.refused,
                fetched.unreadable or more.unreadable,
            )
    return fetched


def uid_set(uids: Sequence[int]) -> str:
    """``1:3,7`` for 1, 2, 3 and 7: a command line should be short (RFC 7162 section 4)."""
    ranges: list[tuple[int, int]] = []
    for uid in sorted(uids):
        if ranges and uid == ranges[-1][1] + 1:
            ranges[-1] = (ranges[-1][0], uid)
        else:
            ranges.append((uid, uid))
    return ",".join(str(first) if first == last else f"{first}:{last}" for first, last in ranges)


def _parse(data: list[Any]) -> Fetched:
    records: dict[int, Record] = {}
    unreadable = False
    for response in _responses(data):
        try:
            record = _record(response)
        except Exception:  # the parser's ways to fail are its own
            unreadable = True
            continue
        uid = record.get(b"UID")
        if isinstance(uid, int):  # a flag that changed meanwhile comes without one
            records.setdefault(uid, {}).update(record)
    return Fetched(records, set(), unreadable)


def _responses(data: list[Any]) -> Iterator[list[Any]]:
    """imaplib's pieces, one list for each untagged FETCH: any literals, then what follows."""
    response: list[Any] = []
    for piece in data:
        response.append(piece)
        if not isinstance(piece, tuple):
            yield response
            response = []


def _record(response: list[Any]) -> Record:
    parsed = parse_fetch_response(response, normalise_times=False, uid_is_key=False)
    return next(iter(parsed.values()))

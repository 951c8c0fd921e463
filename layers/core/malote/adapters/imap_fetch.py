"""FETCH, so that one mail that a server cannot describe never costs the others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce
from itertools import batched
from operator import or_
from threading import Lock
from typing import Any

from malote.adapters.imap_answer import Record, parse
from malote.adapters.imap_connection import Connection
from malote.adapters.imap_structure import to_parts
from malote.adapters.mail_errors import TypedErrors

PARSING = Lock()
"""One answer at a time becomes objects, which take many times its bytes, of all threads.

They take turns at the interpreter anyway.
"""


@dataclass(frozen=True, slots=True)
class Fetched:
    """``records`` by UID. ``unreadable`` says that some answer could not be parsed.

    ``refused`` are UIDs that the server answers with NO each on its own; a UID that is nowhere
    has vanished, or its answer was unreadable.
    """

    records: dict[int, Record] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    unreadable: bool = False

    def __or__(self, more: "Fetched") -> "Fetched":
        records = dict(self.records)
        for uid, record in more.records.items():
            records[uid] = records.get(uid, {}) | record
        unreadable = self.unreadable or more.unreadable
        return Fetched(records, self.refused | more.refused, unreadable)


_AT_ONCE = 8  # commands: they have to fit in a socket's buffer while the server waits to be heard

Wanted = tuple[Sequence[int], str]
"""UIDs, and the items of each."""


def fetch(connection: Connection, errors: TypedErrors, wanted: Sequence[Wanted]) -> Fetched:
    """A command for each, some in one round trip, and more only after a NO.

    Answers are told apart by UID and item, for a server may answer in any order.
    """
    fetched = Fetched()
    for some in batched(wanted, _AT_ONCE, strict=False):
        refused = []
        answers = connection.fetch_all([(uid_set(uids), items) for uids, items in some])
        for each, (answer, words, data) in zip(some, answers, strict=True):
            with PARSING:  # while the next one is on its way
                fetched |= _parse(data)
            if answer != "OK":
                refused.append((each, words[-1]))
        for each, words in refused:
            fetched |= _refused(connection, errors, each, words, fetched)
    return fetched


def _refused(
    connection: Connection, errors: TypedErrors, wanted: Wanted, words: Any, fetched: Fetched
) -> Fetched:
    """Exchange and others refuse a whole batch for the sake of one broken mail.

    It is halved until that one is found.
    """
    uids, items = wanted
    missing = [uid for uid in uids if uid not in fetched.records]
    if missing and errors.is_passing(words):
        raise errors.refusal(words)
    if len(uids) == 1:
        return Fetched(refused=set(missing))
    halves = missing[: len(missing) // 2], missing[len(missing) // 2 :]
    found = (fetch(connection, errors, [(half, items)]) for half in halves if half)
    return reduce(or_, found, Fetched())


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
        except (ValueError, IndexError, TypeError):
            unreadable = True
            continue
        uid = record.get(b"UID")
        if isinstance(uid, int):  # a flag that changed meanwhile comes without one
            records.setdefault(uid, {}).update(record)
    return Fetched(records, unreadable=unreadable)


def _responses(data: list[Any]) -> Iterator[list[Any]]:
    """imaplib's pieces, one list for each untagged FETCH: any literals, then what follows."""
    response: list[Any] = []
    for piece in data:
        response.append(piece)
        if not isinstance(piece, tuple):
            yield response
            response = []


def _record(response: list[Any]) -> Record:
    """BODYSTRUCTURE as parts, or None."""
    record = parse(response)
    if b"BODYSTRUCTURE" in record:
        record[b"BODYSTRUCTURE"] = to_parts(record[b"BODYSTRUCTURE"])
    return record

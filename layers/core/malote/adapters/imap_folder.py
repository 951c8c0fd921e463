"""A selected IMAP folder: what is new in it, what it is made of, and its bytes."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import batched
from typing import Any

from imapclient.imap_utf7 import encode as utf7  # type: ignore[import-untyped]

from malote.adapters.imap_connection import Connection, quoted
from malote.adapters.imap_errors import TypedErrors
from malote.adapters.imap_fetch import Fetched, Record, fetch, uid_set
from malote.adapters.imap_structure import to_parts
from malote.errors import FolderMissing, MailProtocolError
from malote.mailboxes.models import Message, Part

_WINDOW = 50_000  # UIDs, or mails, asked for at once
_WIDEST_WINDOW = 500_000  # its answer still fits in a line
_BATCH = 500  # mails in one command: of 50 they take four times as long over 30 ms
_SECTIONS = 50  # of each mail in one command
_HEADERS = "BODY.PEEK[HEADER.FIELDS (FROM DATE SUBJECT MESSAGE-ID)]<0.8192>"
_SURVEY = f"UID RFC822.SIZE INTERNALDATE {_HEADERS}"
_SECTION = re.compile(r"(?:[1-9]\d*(?:\.[1-9]\d*)*)?")
_BODY = re.compile(rb"BODY\[([\d.]*)\]")


class ImapFolder:
    """A ``MailFolder``. Not for two threads at once."""

    def __init__(
        self, connection: Connection, errors: TypedErrors, name: str, *, writing: bool
    ) -> None:
        self._connection = connection
        self._errors = errors
        self._select(name, writing=writing)
        self.uid_validity = self._number("UIDVALIDITY")
        if not self.uid_validity:
            raise MailProtocolError("o servidor não informa UIDVALIDITY")
        self._uid_next = self._number("UIDNEXT")  # 0 where the server does not tell
        self._exists = self._number("EXISTS")

    def uids_after(self, last_uid: int) -> Iterator[Sequence[int]]:
        """As ``MailFolder`` says. Nothing is asked if UIDNEXT or EXISTS shows nothing new."""
        first = last_uid + 1
        if not self._exists or 0 < self._uid_next <= first:
            return
        if self._exists <= _WINDOW:
            yield self._search(f"{first}:*", first)
            return
        end = self._uid_next or max(self._search("*", first), default=last_uid) + 1
        width = _WINDOW
        while first < end:
            last = min(first + width, end) - 1
            found = self._search(f"{first}:{last}", first)
            yield found
            first = last + 1
            width = _WINDOW if found else min(width * 2, _WIDEST_WINDOW)

    def survey(self, uids: Sequence[int]) -> list[Message]:
        """As ``MailFolder`` says; 500 mails to a command.

        A mail that the server will not describe comes with size 0, no headers and no parts.
        """
        messages: dict[int, Message] = {}
        for batch in batched(sorted(uids), _BATCH, strict=False):
            described = self._fetch(batch, f"({_SURVEY} BODYSTRUCTURE)")
            records = dict(described.records)
            undescribed = [uid for uid in batch if uid not in records]
            refused = described.refused
            if undescribed and (described.unreadable or refused):
                plain = self._fetch(undescribed, f"({_SURVEY})")
                records |= plain.records
                refused = plain.refused
            for uid in sorted(refused | records.keys() & set(batch)):
                messages[uid] = _message(uid, records.get(uid, {}))
        return list(messages.values())

    def fetch(
        self, sections: Mapping[int, Sequence[str]], first_bytes: int | None = None
    ) -> dict[tuple[int, str], bytes]:
        """As ``MailFolder`` says. One command for mails that want the same sections.

        Their answer must stay below ``Limits.answer``: batches by bytes are the caller's.
        """
        groups: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for uid, wanted in sections.items():
            for some in batched(dict.fromkeys(wanted), _SECTIONS, strict=False):
                groups[some].append(uid)
        found: dict[tuple[int, str], bytes] = {}
        partial = "" if first_bytes is None else f"<0.{first_bytes}>"
        for group, uids in groups.items():
            items = " ".join(f"BODY.PEEK[{_checked(section)}]{partial}" for section in group)
            for batch in batched(uids, _BATCH, strict=False):
                for uid, record in self._fetch(batch, f"(UID {items})").records.items():
                    for section, content in _bodies(record):
                        if section in group and uid in sections:
                            found[uid, section] = content[:first_bytes]
        return found

    def mark_seen(self, uids: Sequence[int]) -> None:
        """Set the Seen flag."""
        self._store(uids, r"(\Seen)")

    def move(self, uids: Sequence[int], folder: str) -> None:
        """Move to a folder, made and subscribed if it is missing.

        Raises ``MailProtocolError``, with nothing done, if the server has neither MOVE
        (RFC 6851) nor UIDPLUS (RFC 4315): a copy would stay behind and be copied again.
        """
        with self._errors:
            moves = self._connection.has("MOVE")
            if not moves and not self._connection.has("UIDPLUS"):
                raise MailProtocolError("o servidor não sabe mover mensagens")
        for batch in batched(uids, _BATCH, strict=False):
            self._to_folder("MOVE" if moves else "COPY", batch, folder)
            if not moves:
                self._store(batch, r"(\Deleted)")
                with self._errors:
                    self._check(*self._connection.uid("EXPUNGE", uid_set(batch)))

    def _to_folder(self, command: str, uids: Sequence[int], folder: str) -> None:
        name = quoted(utf7(folder).decode())
        with self._errors:
            answer, words = self._connection.uid(command, uid_set(uids), name)
            if answer != "OK":  # TRYCREATE should say so, yet not all servers do
                self._connection.create(name)
                self._connection.subscribe(name)
                answer, words = self._connection.uid(command, uid_set(uids), name)
            self._check(answer, words)

    def _store(self, uids: Sequence[int], flags: str) -> None:
        for batch in batched(uids, _BATCH, strict=False):
            with self._errors:
                self._check(*self._connection.uid("STORE", uid_set(batch), "+FLAGS.SILENT", flags))

    def _select(self, name: str, *, writing: bool) -> None:
        folder = quoted(utf7(name).decode())
        try:
            answer, words = self._connection.select(folder, readonly=not writing)
        except self._connection.readonly:  # selected all the same: it can be read at least
            self._connection.is_readonly = True
            return
        if answer != "OK":
            raise self._missing_or_refused(folder, words[-1])

    def _missing_or_refused(self, folder: str, words: Any) -> Exception:
        """A missing folder pauses the mailbox, so a server that is just unwell is no proof."""
        answer, listed = self._connection.list('""', folder)
        flags = (line[0] if isinstance(line, tuple) else line for line in listed)
        exists = any(line and b"\\no" not in line.lower() for line in flags)
        if answer == "OK" and not exists:
            return FolderMissing(self._errors.words(words))
        return self._errors.refusal(words)

    def _number(self, name: str) -> int:
        *_, line = self._connection.untagged_responses.get(name) or (b"",)
        digits = re.match(rb"\d{1,10}", line) if isinstance(line, bytes) else None
        return int(digits[0]) if digits else 0

    def _search(self, uids: str, first: int) -> list[int]:
        """``n:*`` gives the last mail even if its UID is below n (RFC 9051 section 6.4.8)."""
        with self._errors:
            answer, lines = self._connection.uid("SEARCH", "UID", uids)
            self._check(answer, lines)
            found = {int(uid) for uid in b" ".join(filter(None, lines)).split()}
        return sorted(uid for uid in found if uid >= first)

    def _fetch(self, uids: Sequence[int], items: str) -> Fetched:
        with self._errors:
            return fetch(self._connection, self._errors, uids, items)

    def _check(self, answer: str, words: Sequence[Any]) -> None:
        if answer != "OK":
            raise self._errors.refusal(words[-1])


def _message(uid: int, record: Record) -> Message:
    size = record.get(b"RFC822.SIZE")
    headers = next((v for k, v in record.items() if k.startswith(b"BODY[HEADER")), None)
    return Message(
        uid=uid,
        size=size if isinstance(size, int) else 0,
        received_at=_aware(record.get(b"INTERNALDATE")),
        headers=headers if isinstance(headers, bytes) else b"",
        parts=_parts(record),
    )


def _parts(record: Record) -> tuple[Part, ...] | None:
    return to_parts(record[b"BODYSTRUCTURE"]) if b"BODYSTRUCTURE" in record else None


def _aware(moment: object) -> datetime:
    """In UTC; now, if the server's INTERNALDATE is unusable."""
    try:
        if isinstance(moment, datetime) and moment.tzinfo:
            return moment.astimezone(UTC)
    except (ValueError, OverflowError):
        pass
    return datetime.now(UTC)


def _checked(section: str) -> str:
    if not _SECTION.fullmatch(section):
        raise ValueError("not a section")
    return section


def _bodies(record: Record) -> Iterator[tuple[str, bytes]]:
    for key, value in record.items():
        if (body := _BODY.match(key)) and isinstance(value, bytes):
            yield body[1].decode(), value

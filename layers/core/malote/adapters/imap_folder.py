"""A selected IMAP folder: what is new in it, what it is made of, and its bytes."""

import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import batched
from typing import Any

from imapclient.imap_utf7 import encode as utf7  # type: ignore[import-untyped]

from malote.adapters.imap_answer import Record
from malote.adapters.imap_connection import Connection, quoted
from malote.adapters.imap_fetch import PARSING, Fetched, Wanted, fetch, uid_set
from malote.adapters.imap_message import SURVEY, message
from malote.adapters.mail_errors import TypedErrors
from malote.errors import FolderMissing, MailProtocolError
from malote.mailboxes.models import Message

_WINDOW = 50_000  # UIDs, or mails, asked for at once
_WIDEST_WINDOW = 150_000  # its answer still fits in a line
_BATCH = 250  # mails in one command, of which some go at once
_SECTIONS = 50  # of each mail in one command
_WORTH_COMPRESSING = 20  # mails in a survey: to ask costs a round trip
_SECTION = re.compile(r"(?:[1-9]\d*(?:\.[1-9]\d*)*(?:\.HEADER)?)?")
_BODY = re.compile(rb"BODY\[([\d.]*(?:HEADER)?)\]")


class ImapFolder:
    """A ``MailFolder``. Not for two threads at once."""

    def __init__(
        self, connection: Connection, errors: TypedErrors, name: str, *, writing: bool
    ) -> None:
        self._connection = connection
        self._errors = errors
        self._select(name, writing=writing)
        self.uid_validity = self._number("UIDVALIDITY")
        if not 0 < self.uid_validity < 2**32:  # RFC 9051 section 9, nz-number
            raise MailProtocolError("o servidor não informa um UIDVALIDITY")
        self._uid_next = self._number("UIDNEXT")  # 0 where the server does not tell
        self.mail_count = self._number("EXISTS")
        self._describes = self._delivers = False  # any mail, since it was opened

    @property
    def batch_bytes(self) -> int:
        """As ``MailFolder`` says; fewer when many mailboxes are read at once."""
        return self._connection.room.batch

    def uids_after(self, last_uid: int) -> Iterator[Sequence[int]]:
        """As ``MailFolder`` says. Nothing is asked if UIDNEXT or EXISTS shows nothing new."""
        first = last_uid + 1
        if not self.mail_count or 0 < self._uid_next <= first:
            return
        if self.mail_count <= _WINDOW:
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
        """As ``MailFolder`` says.

        A mail that the server will not describe comes with size 0, no headers and no parts. Raises
        ``MailProtocolError`` if it has described none yet: an outage is no mail's fault.
        """
        if len(uids) >= _WORTH_COMPRESSING:
            with self._errors:
                self._connection.compress()
        return self._survey(sorted(uids))

    def _survey(self, uids: Sequence[int]) -> list[Message]:
        self._connection.count_anew()
        described = self._fetch([(uids, f"({SURVEY} BODYSTRUCTURE)")])
        records = {uid: described.records[uid] for uid in uids if uid in described.records}
        undescribed = [uid for uid in uids if uid not in records]
        refused = described.refused
        self._describes |= bool(records)
        later: list[Message] = []
        if undescribed and (described.unreadable or refused):
            if records and not refused:  # too long in one answer, or one of them by itself
                later = self._survey(undescribed)
            else:
                plain = self._fetch([(undescribed, f"({SURVEY})")])
                records |= {uid: plain.records[uid] for uid in undescribed if uid in plain.records}
                refused = plain.refused
                if plain.unreadable:  # who is not told of is lost: rather one too many
                    refused = refused | {uid for uid in undescribed if uid not in records}
                self._describes |= bool(plain.records)
        if refused and not self._describes:
            raise MailProtocolError("o servidor não descreve mensagem alguma")
        found = [message(uid, records.get(uid, {})) for uid in refused | records.keys()]
        return sorted([*found, *later], key=lambda each: each.uid)

    def fetch(
        self,
        sections: Mapping[int, Sequence[str]],
        first_bytes: int | None = None,
        expected: int = 0,
    ) -> dict[tuple[int, str], bytes]:
        """As ``MailFolder`` says. One command for mails that want the same sections.

        Raises ``MailProtocolError`` for a refusal by a server that has handed over nothing yet.
        """
        if first_bytes:
            expected = first_bytes * sum(map(len, sections.values()))
        with self._errors:
            self._connection.room.reserve(expected)
            self._connection.count_anew()
        groups: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for uid, asked in sections.items():
            for some in batched(dict.fromkeys(asked), _SECTIONS, strict=False):
                groups[some].append(uid)
        partial = "" if first_bytes is None else f"<0.{first_bytes}>"
        wanted = [(uids, f"(UID {_items(group, partial)})") for group, uids in groups.items()]
        fetched = self._fetch(wanted)
        contents = {
            (uid, section): content[:first_bytes]
            for uid, record in fetched.records.items()
            for section, content in _bodies(record)
            if section in sections.get(uid, ())
        }
        self._delivers |= bool(contents)
        if fetched.refused and not self._delivers:
            raise MailProtocolError("o servidor não entrega mensagem alguma")
        return contents

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
            self._connection.count_anew()
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
            self._connection.count_anew()
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
        if self._errors.is_passing(words):
            return self._errors.refusal(words)
        answer, listed = self._connection.list('""', folder)
        flags = (line[0] if isinstance(line, tuple) else line for line in listed)
        exists = any(line and b"\\no" not in line.lower() for line in flags)
        if answer == "OK" and not exists:
            return FolderMissing(self._errors.words(words))
        return self._errors.refusal(words)

    def _number(self, name: str) -> int:
        *_, line = self._connection.untagged_responses.get(name) or (b"",)
        digits = re.match(rb"\d{1,20}", line) if isinstance(line, bytes) else None
        return int(digits[0]) if digits else 0

    def _search(self, uids: str, first: int) -> Sequence[int]:
        """``n:*`` gives the last mail even if its UID is below n (RFC 9051 section 6.4.8)."""
        self._connection.count_anew()
        with self._errors:
            answer, lines = self._connection.uid("SEARCH", "UID", uids)
            self._check(answer, lines)
            with PARSING:
                told = b" ".join(filter(None, lines))
                found = {int(uid[0]) for uid in re.finditer(rb"\S+", told)}
                # As 32 bits each, which all UIDs have: of a larger one it raises OverflowError.
                return array("I", sorted(uid for uid in found if uid >= first))

    def _fetch(self, wanted: Sequence[Wanted]) -> Fetched:
        commands = [
            (some, items) for uids, items in wanted for some in batched(uids, _BATCH, strict=False)
        ]
        with self._errors:
            return fetch(self._connection, self._errors, commands)

    def _check(self, answer: str, words: Sequence[Any]) -> None:
        if answer != "OK":
            raise self._errors.refusal(words[-1])


def _items(sections: Iterable[str], partial: str) -> str:
    return " ".join(f"BODY.PEEK[{_checked(section)}]{partial}" for section in sections)


def _checked(section: str) -> str:
    if not _SECTION.fullmatch(section):
        raise ValueError("not a section")
    return section


def _bodies(record: Record) -> Iterator[tuple[str, bytes]]:
    for key, value in record.items():
        if (body := _BODY.match(key)) and isinstance(value, bytes):
            yield body[1].decode(), value

"""A mail server in memory, as the port shows it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from malote.errors import MailboxError, MailProtocolError
from malote.mail_accounts import Credential
from malote.mailboxes.models import Mailbox, Message, Part
from tests.fakes.stores import NOON


@dataclass
class FakeFolder:
    """Mails by UID; each is its parts with their encoded bytes. It counts what it is asked.

    To fetch a mail that is ``poison`` raises what it holds: an error, or the end of the process.
    """

    mails: dict[int, list[tuple[Part, bytes]]] = field(default_factory=dict)
    uid_validity: int = 1
    mail_count: int = 0
    batch_bytes: int = 8 * 1024 * 1024
    asked: list[str] = field(default_factory=list)
    seen: list[int] = field(default_factory=list)
    moved: dict[int, str] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    withheld: set[tuple[int, str]] = field(default_factory=set)
    cannot_move: bool = False
    undescribed: set[int] = field(default_factory=set)
    poison: dict[int, BaseException] = field(default_factory=dict)

    def add(self, *parts: tuple[str, str, bytes]) -> int:
        """A mail of (content type, name, 8bit content) parts. Returns its UID."""
        uid = max(self.mails, default=0) + 1
        self.mails[uid] = [
            (Part(str(number), kind, "8bit", len(content), name), content)
            for number, (kind, name, content) in enumerate(parts, start=1)
        ]
        return uid

    def uids_after(self, last_uid: int) -> Iterator[Sequence[int]]:
        yield sorted(uid for uid in self.mails if uid > last_uid)

    def survey(self, uids: Sequence[int]) -> list[Message]:
        self.asked.append(f"survey {len(uids)}")
        return [
            Message(uid, 100, NOON, b"Subject: x\r\n\r\n", self._parts(uid))
            for uid in sorted(uids)
            if uid in self.mails
        ]

    def _parts(self, uid: int) -> tuple[Part, ...] | None:
        return None if uid in self.undescribed else tuple(part for part, _ in self.mails[uid])

    def fetch(
        self,
        sections: Mapping[int, Sequence[str]],
        first_bytes: int | None = None,
        expected: int = 0,
    ) -> dict[tuple[int, str], bytes]:
        self.asked.append(f"{'peek' if first_bytes else 'fetch'} {len(sections)}")
        for uid in sections:
            if uid in self.poison:
                raise self.poison[uid]
        for uid in self.gone:  # deleted by its owner in this very moment
            self.mails.pop(uid, None)
        return {
            (uid, part.section): content[:first_bytes]
            for uid, wanted in sections.items()
            for part, content in self.mails.get(uid, ())
            if part.section in wanted and (uid, part.section) not in self.withheld
        }

    def mark_seen(self, uids: Sequence[int]) -> None:
        self.seen += uids

    def move(self, uids: Sequence[int], folder: str) -> None:
        if self.cannot_move:
            raise MailProtocolError("no MOVE")
        self.moved |= dict.fromkeys(uids, folder)


@dataclass
class FakeServer:
    """Opens its folder, or raises what it is told to; ``opened`` are the settings it was given."""

    folder: FakeFolder
    error: MailboxError | None = None
    credentials: list[Credential] = field(default_factory=list)
    opened: list[Mailbox] = field(default_factory=list)

    @contextmanager
    def open(
        self, mailbox: Mailbox, credential: Credential, deadline: float
    ) -> Iterator[FakeFolder]:
        self.credentials.append(credential)
        self.opened.append(mailbox)
        if self.error:
            raise self.error
        yield self.folder

"""The owner of a mailbox, who works in it with another client while Malote reads."""

import imaplib
import random
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from tests.integration.dovecot import Dovecot

FLAGS = ("\\Seen", "\\Flagged", "\\Deleted", "\\Answered")
ARCHIVE, _ASIDE = "Arquivo", "Volta"


class Owner:
    """One session. ``flags`` is what each mail must have, by UID: nobody else may set any."""

    def __init__(self, imap: imaplib.IMAP4_SSL, dovecot: Dovecot, user: str, folder: str) -> None:
        self._imap = imap
        self._dovecot = dovecot
        self._user = user
        self.folder = folder
        self.flags: dict[int, set[str]] = {}

    def append(self, mail: bytes) -> None:
        self._ok(self._imap.append(self.folder, "", "", mail))

    def look(self) -> tuple[int, list[int]]:
        """The folder's UIDVALIDITY, and the UIDs in it."""
        self._ok(self._imap.select(self.folder))
        validity = self._imap.response("UIDVALIDITY")[1][0]
        assert validity
        (found,) = self._ok(self._imap.uid("SEARCH", "ALL"))
        return int(validity), [int(uid) for uid in found.split()]

    def fiddle(self, uids: Sequence[int], chance: random.Random) -> None:
        """Set a flag of a mail, or clear it. No mail is expunged."""
        uid, flag = chance.choice(uids), chance.choice(FLAGS)
        mine = self.flags.setdefault(uid, set())
        if setting := flag not in mine:
            mine.add(flag)
        else:
            mine.remove(flag)
        self._ok(self._imap.uid("STORE", str(uid), f"{'+' if setting else '-'}FLAGS", f"({flag})"))

    def flags_there(self) -> dict[int, set[str]]:
        """What the server says of each mail that has a flag."""
        _, uids = self.look()
        there: dict[int, set[str]] = {}
        for flag in FLAGS:
            (found,) = self._ok(self._imap.uid("SEARCH", flag.lstrip("\\").upper()))
            for uid in found.split():
                there.setdefault(int(uid), set()).add(flag)
        assert there.keys() <= set(uids)
        return there

    def remove(self, uid: int, *, for_good: bool) -> None:
        """Delete a mail, or move it to the archive."""
        if not for_good:
            self._ok(self._imap.uid("MOVE", str(uid), ARCHIVE))
        else:
            self._ok(self._imap.uid("STORE", str(uid), "+FLAGS", "(\\Deleted)"))
            self._ok(self._imap.uid("EXPUNGE", str(uid)))

    def renumber(self, validity: int) -> None:
        """As a server that lost its index: the same UIDs under another UIDVALIDITY."""
        self.look()
        self._ok(self._imap.unselect())
        self._set(validity)

    def refill(self, validity: int, chance: random.Random) -> None:
        """As a mailbox moved to another provider: UIDs begin at 1 again, in another order."""
        _, uids = self.look()
        for uid in chance.sample(uids, len(uids)):
            self._ok(self._imap.uid("MOVE", str(uid), _ASIDE))
        self._ok(self._imap.unselect())
        self._ok(self._imap.delete(self.folder))
        self._ok(self._imap.create(self.folder))
        self._set(validity)
        self._ok(self._imap.select(_ASIDE))
        if uids:
            self._ok(self._imap.uid("MOVE", "1:*", self.folder))
        self._ok(self._imap.unselect())

    def _set(self, validity: int) -> None:
        self._dovecot.doveadm(
            "mailbox", "update", "-u", self._user, "--uid-validity", str(validity), self.folder
        )

    @staticmethod
    def _ok(answer: tuple[str, list[Any]]) -> list[bytes]:
        assert answer[0] == "OK", answer
        return answer[1]


@contextmanager
def owner_of(
    dovecot: Dovecot, user: str, password: str, folder: str, tls: ssl.SSLContext
) -> Iterator[Owner]:
    """Logged in, for as long as it is entered; its folders are there."""
    with imaplib.IMAP4_SSL("localhost", dovecot.port, ssl_context=tls) as imap:
        imap.login(user, password)
        for name in {folder, ARCHIVE, _ASIDE} - {"INBOX"}:
            imap.create(name)
        yield Owner(imap, dovecot, user, folder)

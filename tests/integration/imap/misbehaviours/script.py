"""What misbehaving servers are written with: one that behaves, and the ways to stop doing so."""

import socket
import time
from collections.abc import Callable
from dataclasses import dataclass

from malote.errors import MailboxError
from tests.integration.imap.scripted import SELECTED, Answers, Conversation

XML = b"<?xml version='1.0'?><nfeProc>%d</nfeProc>"
SEARCH, EXAMINE = b"UID SEARCH", b"EXAMINE"
DESCRIBE = rb"UID FETCH .*BODYSTRUCTURE"
PLAIN = rb"UID FETCH .*RFC822.SIZE"
CONTENT = rb"UID FETCH .*BODY.PEEK\[1\]"
ANYTHING = rb"."
DONE = b"{tag} OK done"

Ends = type[MailboxError] | None


@dataclass(frozen=True)
class Misbehaviour:
    """A server's answers, where they differ from a good one's, and how its poll may end.

    ``stored`` and ``told`` of its mails are stored, or quarantined, when it ends without an error;
    ``certificate`` names a wrong one, and ``before`` TLS something is done with the socket.
    """

    answers: Answers
    ends: tuple[Ends, ...]
    stored: int = 3
    told: int = 0
    starttls: bool = False
    certificate: str = ""
    before: Callable[[socket.socket], None] | None = None

    @property
    def script(self) -> Answers:
        """Every answer."""
        good = {command: said for command, said in GOOD.items() if command not in self.answers}
        return self.answers | good


def described(uid: int, structure: bytes = b"", size: int = 41) -> bytes:
    """A mail with one XML; ``structure`` replaces its BODYSTRUCTURE."""
    structure = structure or b'("text" "xml" ("name" "n.xml") NIL NIL "7bit" %d 1)' % size
    return (
        b'* %d FETCH (UID %d RFC822.SIZE 500 INTERNALDATE "01-Nov-2026 10:00:00 -0300"'
        b" BODY[HEADER.FIELDS (FROM)] {15}\r\nFrom: a@x.test\n BODYSTRUCTURE %b)\r\n"
    ) % (uid, uid, structure)


def content(uid: int, body: bytes | None = None, section: bytes = b"1") -> bytes:
    """Its XML, or ``body`` as it stands."""
    xml = XML % uid
    literal = b"{%d}\r\n%b" % (len(xml), xml) if body is None else body
    return b"* %d FETCH (UID %d BODY[%b] %b)\r\n" % (uid, uid, section, literal)


def every(answer: Callable[[int], bytes]) -> bytes:
    """For mails 1 to 3."""
    return b"".join(answer(uid) for uid in (1, 2, 3))


GOOD: Answers = {
    b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n" + DONE,
    EXAMINE: SELECTED,
    SEARCH: b"* SEARCH 1 2 3\r\n" + DONE,
    DESCRIBE: every(described) + DONE,
    CONTENT: every(content) + DONE,
}


def drip(beginning: bytes = b"") -> Callable[[Conversation], None]:
    """Then a byte a second, for ever."""

    def answer(talk: Conversation) -> None:
        talk.socket.sendall(beginning)
        drip_bytes(talk.socket)

    return answer


def drip_bytes(connected: socket.socket, byte: bytes = b"x") -> None:
    """Until the other side goes away."""
    while True:
        connected.sendall(byte)
        time.sleep(1)


def pour(what: bytes, beginning: bytes = b"") -> Callable[[Conversation], None]:
    """As fast as it is taken, for ever."""

    def answer(talk: Conversation) -> None:
        talk.socket.sendall(beginning)
        while True:
            talk.socket.sendall(what * max(1, 65536 // len(what)))

    return answer


def cut(beginning: bytes = b"") -> Callable[[Conversation], None]:
    """Then the connection is closed."""

    def answer(talk: Conversation) -> None:
        talk.socket.sendall(beginning.replace(b"{tag}", talk.tag))
        talk.socket.close()

    return answer


def silence(talk: Conversation) -> None:
    """No answer at all."""

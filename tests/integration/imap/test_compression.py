"""COMPRESS=DEFLATE (RFC 4978): used where it pays, never near a password, and no way in for bombs."""

import ssl
import time
import tracemalloc
import zlib
from collections.abc import Callable

import pytest

from malote.adapters.imap import ImapServer
from malote.errors import MailboxError, MailboxTimeout, MailProtocolError
from malote.mailboxes.models import Mailbox
from tests.fakes.credentials import password
from tests.integration.dovecot import Dovecot
from tests.integration.imap.conftest import PASSWORD, soon
from tests.integration.imap.proxy import proxy_to
from tests.integration.imap.scripted import Answers, Conversation, Stage

MANY = range(1, 21)
OFFERED = b"{tag} OK [CAPABILITY IMAP4rev1 COMPRESS=DEFLATE] in"


class Deflated:
    """The server's end of a socket whose both ways are deflated."""

    def __init__(self, connected: ssl.SSLSocket) -> None:
        self._socket = connected
        self._in = zlib.decompressobj(-15)
        self._out = zlib.compressobj(9, zlib.DEFLATED, -15)

    def recv(self, size: int) -> bytes:
        while (data := self._socket.recv(size)) and not (said := self._in.decompress(data)):
            pass
        return said if data else b""

    def sendall(self, data: bytes) -> None:
        self._socket.sendall(self._out.compress(data) + self._out.flush(zlib.Z_SYNC_FLUSH))

    def close(self) -> None:
        self._socket.close()


def compress(talk: Conversation) -> None:
    talk.say(b"{tag} OK deflating")
    talk.socket = Deflated(talk.socket)  # type: ignore[assignment, arg-type]


def then(raw: Callable[[], bytes]) -> Callable[[Conversation], None]:
    """OK, with these very bytes right behind it."""

    def answer(talk: Conversation) -> None:
        talk.socket.sendall(talk.tag + b" OK deflating\r\n" + raw())
        talk.socket = Deflated(talk.socket)  # type: ignore[assignment, arg-type]

    return answer


def upgrade(talk: Conversation) -> None:
    talk.say(b"{tag} OK go")
    talk.start_tls()


def trickle(talk: Conversation) -> None:
    compress(talk)
    while True:
        talk.say(b"* OK still here")
        time.sleep(0.05)


def cut(talk: Conversation) -> None:
    then(lambda: deflated(described(*MANY))[:50])(talk)
    talk.socket.close()


def deflated(said: bytes, end: int = zlib.Z_SYNC_FLUSH) -> bytes:
    stream = zlib.compressobj(9, zlib.DEFLATED, -15)
    return stream.compress(said) + stream.flush(end)


def described(*uids: int) -> bytes:
    line = (
        b'* %d FETCH (UID %d RFC822.SIZE 9 BODYSTRUCTURE ("text" "xml" NIL NIL NIL "7bit" 9 1))\r\n'
    )
    return b"".join(line % (uid, uid) for uid in uids)


def test_dovecot_says_the_same_in_fewer_bytes(
    dovecot: Dovecot, server: ImapServer, mailbox: Mailbox
) -> None:
    note = b"<NFe>" + b"<item>" * 3_000 + b"</NFe>"
    mail = b"Content-Type: text/xml\r\n\r\n%b%d\r\n"
    dovecot.deliver_many(mailbox.username, (mail % (note, uid) for uid in MANY))
    carried = []
    with proxy_to(dovecot.port) as proxy:
        nearby = mailbox.model_copy(update={"port": proxy.port})
        for surveyed in (MANY, MANY[:1]):
            before = len(proxy.heard)
            with server.open(nearby, password(PASSWORD), soon()) as folder:
                folder.survey(surveyed)
                found = folder.fetch({uid: ["1"] for uid in MANY})
            assert {uid for uid, _ in found} == set(MANY)
            assert found[7, "1"] == b"%b7\r\n" % note
            carried.append(len(proxy.heard) - before)
    assert carried[0] * 10 < carried[1]


def test_few_mails_are_not_worth_a_round_trip(stage: Stage) -> None:
    with stage.open({b"LOGIN": OFFERED}) as (folder, server):
        folder.survey(MANY[:-1])
        assert [line.split()[0] for line in server.commands] == [b"LOGIN", b"EXAMINE", b"UID"]


def test_after_the_login_alone_and_asked_once(stage: Stage) -> None:
    answers: Answers = {
        b"LOGIN": OFFERED,
        b"COMPRESS": compress,
        b"UID FETCH": described(*MANY) + b"{tag} OK done",
    }
    with stage.open(answers) as (folder, server):
        assert len(folder.survey(MANY)) == len(folder.survey(MANY)) == len(MANY)
    words = [line.split()[0] for line in server.commands]
    assert words[:4] == [b"LOGIN", b"EXAMINE", b"COMPRESS", b"UID"]
    assert words.count(b"COMPRESS") == 1
    for _ in range(100):
        if server.commands[-1] == b"LOGOUT":
            break
        time.sleep(0.02)  # nobody waits for its answer
    assert server.commands[-1] == b"LOGOUT"


@pytest.mark.parametrize("refusal", [b"{tag} NO [COMPRESSIONACTIVE] twice", b"{tag} BAD what"])
def test_a_refusal_leaves_it_plain(stage: Stage, refusal: bytes) -> None:
    fetched = described(*MANY) + b"{tag} OK done"
    answers: Answers = {b"LOGIN": OFFERED, b"COMPRESS": refusal, b"UID FETCH": fetched}
    with stage.open(answers) as (folder, server):
        assert len(folder.survey(MANY)) == len(folder.survey(MANY)) == len(MANY)
        assert server.commands.count(b"COMPRESS DEFLATE") == 1


@pytest.mark.parametrize("over_tls", [True, False])
def test_what_was_offered_before_the_login_does_not_count(stage: Stage, over_tls: bool) -> None:
    answers: Answers = {
        b"": b"* OK [CAPABILITY IMAP4rev1 STARTTLS COMPRESS=DEFLATE] hello",
        b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n{tag} OK done",
        b"COMPRESS": compress,
    }
    if not over_tls:
        answers[b"STARTTLS"] = upgrade
    with stage.open(answers, over_tls=over_tls) as (folder, server):
        folder.survey(MANY)
        assert b"CAPABILITY" in server.commands
        assert b"COMPRESS DEFLATE" not in server.commands


def test_bytes_right_behind_the_answer_are_deflated_already(stage: Stage) -> None:
    answers: Answers = {
        b"LOGIN": OFFERED,
        b"COMPRESS": then(lambda: deflated(b"* OK [ALERT] at once\r\n")),
        b"UID FETCH": lambda talk: talk.socket.sendall(
            b"* OK more\r\n" + talk.tag + b" OK done\r\n"
        ),
    }
    with stage.open(answers) as (folder, server):
        assert folder.survey(MANY) == []
        assert server.commands[-1].startswith(b"UID FETCH 1:20 ")


ZEROS = b"\0" * 30_000_000
HOSTILE: dict[str, tuple[Callable[[], bytes], type[MailboxError]]] = {
    "garbage": (lambda: b"\xff" * 100, MailProtocolError),
    "plain text": (lambda: b"* 1 EXISTS\r\n" + described(*MANY), MailProtocolError),
    "an end of the stream": (lambda: deflated(b"* 1 EXISTS\r\n", zlib.Z_FINISH), MailProtocolError),
    "half of a stream": (lambda: deflated(described(*MANY))[:50], MailboxTimeout),
    "blocks of nothing": (lambda: b"\0\0\0\xff\xff" * 100_000, MailProtocolError),
    "a line that never ends": (lambda: deflated(ZEROS), MailProtocolError),
    "lines without end": (lambda: deflated(b"* OK\r\n" * 1_000_000), MailProtocolError),
    "a literal": (lambda: deflated(b"* 1 FETCH (UID 1 BODY[1] {30000000}\r\n" + ZEROS), MailProtocolError),
    "literals": (
        lambda: deflated(b"* 1 FETCH (UID 1 BODY[1] {90000}\r\n%b)\r\n" % ZEROS[:90_000] * 300),
        MailProtocolError,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_what_comes_instead_of_a_stream(stage: Stage, name: str) -> None:
    raw, error = HOSTILE[name]
    bytes_behind = raw()
    answers: Answers = {b"LOGIN": OFFERED, b"COMPRESS": then(lambda: bytes_behind)}
    answers[b"UID"] = lambda talk: None
    with stage.open(answers) as (folder, _):
        tracemalloc.start()
        with pytest.raises(error) as caught:
            folder.survey(MANY)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert type(caught.value) is error
    assert str(caught.value).isprintable()
    assert peak < 5_000_000


@pytest.mark.parametrize(("answer", "error"), [(cut, MailProtocolError), (trickle, MailboxTimeout)])
def test_what_ends_a_stream(
    stage: Stage, answer: Callable[[Conversation], None], error: type[MailboxError]
) -> None:
    """Cut in its middle; or never, with something to say each time: the deadline is absolute."""
    answers: Answers = {b"LOGIN": OFFERED, b"COMPRESS": answer}
    with stage.open(answers) as (folder, _), pytest.raises(error):
        folder.survey(MANY)

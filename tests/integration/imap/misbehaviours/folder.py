"""Servers that misbehave about a folder and its UIDs."""

from itertools import count

from malote.errors import (
    CredentialsRefused,
    HostUnreachable,
    MailboxTimeout,
    MailProtocolError,
)
from tests.integration.imap.misbehaviours.script import (
    ANYTHING,
    CONTENT,
    DESCRIBE,
    DONE,
    EXAMINE,
    SEARCH,
    Misbehaviour,
    content,
    described,
    drip,
    every,
    silence,
)
from tests.integration.imap.scripted import SELECTED, Conversation

_epochs = count(1)
_MILLION = b" ".join(b"%d" % (10_000_000 + uid) for uid in range(120_000))


def _another_epoch(talk: Conversation) -> None:
    talk.say(SELECTED.replace(b"VALIDITY 7", b"VALIDITY %d" % next(_epochs)))


def _selected(*lines: bytes) -> bytes:
    return b"".join(line + b"\r\n" for line in lines) + DONE


FOLDER = {
    "slow byte in the answer to SELECT": Misbehaviour(
        {EXAMINE: drip(b"* 3 EXISTS\r\n* OK ")}, (MailboxTimeout,)
    ),
    "no answer": Misbehaviour({EXAMINE: silence}, (MailboxTimeout,)),
    "an old tag": Misbehaviour({EXAMINE: b"A001 OK done"}, (MailProtocolError,)),
    "a tag never sent": Misbehaviour({EXAMINE: b"ZZZZ999 OK done"}, (MailProtocolError,)),
    "no UIDVALIDITY": Misbehaviour({EXAMINE: _selected(b"* 3 EXISTS")}, (MailProtocolError,)),
    "UIDVALIDITY zero": Misbehaviour(
        {EXAMINE: _selected(b"* 3 EXISTS", b"* OK [UIDVALIDITY 0] ok")}, (MailProtocolError,)
    ),
    "UIDVALIDITY beyond 32 bits": Misbehaviour(
        {EXAMINE: _selected(b"* 3 EXISTS", b"* OK [UIDVALIDITY 42949672967] ok")},
        (MailProtocolError,),
    ),
    "two UIDVALIDITYs": Misbehaviour(
        {EXAMINE: b"* OK [UIDVALIDITY 6] no\r\n" + SELECTED}, (MailProtocolError,)
    ),
    "UIDVALIDITY moving within the session": Misbehaviour(
        {CONTENT: b"* OK [UIDVALIDITY 8] moved\r\n" + every(content) + DONE}, (MailProtocolError,)
    ),
    "UIDVALIDITY moving with each session": Misbehaviour({EXAMINE: _another_epoch}, (None,)),
    "UIDNEXT too low": Misbehaviour(
        {EXAMINE: SELECTED.replace(b"UIDNEXT 4", b"UIDNEXT 1")}, (None,), stored=0
    ),
    "UIDNEXT and EXISTS too high": Misbehaviour(
        {
            EXAMINE: SELECTED.replace(b"UIDNEXT 4", b"UIDNEXT 4294967295").replace(
                b"* 3", b"* 4294967295"
            )
        },
        (MailboxTimeout, None),  # far away it never comes to an end of empty windows
    ),
    "no UIDNEXT and no EXISTS": Misbehaviour(
        {EXAMINE: _selected(b"* OK [UIDVALIDITY 7] ok")}, (None,), stored=0
    ),
    "BYE instead of an answer": Misbehaviour(
        {SEARCH: b"* BYE [UNAVAILABLE] maintenance"}, (HostUnreachable,)
    ),
    "UIDs out of order and repeated": Misbehaviour(
        {SEARCH: b"* SEARCH 3 1 1 3\r\n* SEARCH 2 3\r\n" + DONE}, (None,)
    ),
    "UIDs beyond 32 bits": Misbehaviour(
        {SEARCH: b"* SEARCH 1 4294967296\r\n" + DONE}, (MailProtocolError,)
    ),
    "a UID of thousands of digits": Misbehaviour(
        {SEARCH: b"* SEARCH " + b"9" * 5000 + b"\r\n" + DONE}, (MailProtocolError,)
    ),
    "UIDs that are none": Misbehaviour(
        {SEARCH: b"* SEARCH -1 0x10 one\r\n" + DONE}, (MailProtocolError,)
    ),
    "a SEARCH over a million bytes": Misbehaviour(
        {SEARCH: b"* SEARCH 1 2 3 " + _MILLION + b"\r\n" + DONE}, (MailboxTimeout, None)
    ),
    "mails that are not there": Misbehaviour(
        {SEARCH: b"* SEARCH 1 2 3 7 8\r\n" + DONE, DESCRIBE: every(described) + DONE}, (None,)
    ),
    "OK and no data": Misbehaviour({ANYTHING: DONE}, (MailProtocolError,)),
    "OK and no mails": Misbehaviour({SEARCH: DONE}, (None,), stored=0),
    "expunged and changed on the way": Misbehaviour(
        {
            SEARCH: b"* 5 EXISTS\r\n* SEARCH 1 2 3\r\n* 2 RECENT\r\n" + DONE,
            DESCRIBE: b"* 9 EXPUNGE\r\n* 1 FETCH (FLAGS (\\Seen))\r\n" + every(described) + DONE,
            CONTENT: b"* 2 FETCH (FLAGS ())\r\n" + every(content) + b"* 1 EXPUNGE\r\n" + DONE,
        },
        (None,),
    ),
    "a folder that is refused for ever": Misbehaviour(
        {EXAMINE: b"{tag} NO [LIMIT] too many", b"LOGIN": DONE}, (HostUnreachable,)
    ),
    "a login that is refused after all": Misbehaviour(
        {b"LOGIN": b"* OK [ALERT] welcome\r\n{tag} NO [AUTHENTICATIONFAILED] or not"},
        (CredentialsRefused,),
    ),
}

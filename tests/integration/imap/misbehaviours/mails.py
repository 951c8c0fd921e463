"""Servers that misbehave about what is in the mails."""

from malote.errors import HostUnreachable, MailboxTimeout, MailProtocolError
from tests.integration.imap.misbehaviours.script import (
    CONTENT,
    DESCRIBE,
    DONE,
    PLAIN,
    Misbehaviour,
    content,
    cut,
    described,
    drip,
    every,
    pour,
)
from tests.integration.imap.scripted import Conversation

_GARBAGE = bytes(range(256)).replace(b"\r", b"").replace(b"\n", b"") * 300
_LEAF = b'("text" "xml" NIL NIL NIL "7bit" 10 1)'
_WHOLE = rb"UID FETCH .*BODY.PEEK\[\]"
_MAIL = (
    b"From: a@x.test\r\nContent-Type: text/xml\r\n\r\n<?xml version='1.0'?><nfeProc>%d</nfeProc>"
)


def _whole(uid: int) -> bytes:
    mail = _MAIL % uid
    return content(uid, b"{%d}\r\n%b" % (len(mail), mail), section=b"")


def _first_of_two(talk: Conversation) -> None:
    """Mails so large that each is a batch of its own: the second one is never sent."""
    if talk.commands[-1].startswith(b"UID FETCH 1 "):
        body = b"<a>" + b" " * 15_000_000 + b"</a>"
        talk.say(content(1, b"{%d}\r\n%b" % (len(body), body)) + DONE)
    else:
        talk.socket.close()


def _undescribed(structure: bytes) -> Misbehaviour:
    """Such mails are fetched whole."""
    return Misbehaviour(
        {
            DESCRIBE: every(lambda uid: described(uid, structure)) + DONE,
            PLAIN: every(lambda uid: described(uid, b"NIL")) + DONE,
            _WHOLE: every(_whole) + DONE,
        },
        (None,),
    )


def _bodies(*answers: bytes) -> Misbehaviour:
    """All of which end in an error or are told of, and never stored for another mail's."""
    return Misbehaviour({CONTENT: b"".join(answers) + DONE}, (None,), stored=0, told=3)


MAILS = {
    "literal of 4 GiB": Misbehaviour(
        {CONTENT: b"* 1 FETCH (UID 1 BODY[1] {4294967296}\r\nabc"}, (MailProtocolError,)
    ),
    "literal of -1": Misbehaviour(
        {CONTENT: b"* 1 FETCH (UID 1 BODY[1] {-1}\r\nabc)\r\n" + DONE}, (MailProtocolError,)
    ),
    "literal of 99999999999999999999": Misbehaviour(
        {CONTENT: b"* 1 FETCH (UID 1 BODY[1] {99999999999999999999}\r\nabc"}, (MailProtocolError,)
    ),
    "literal of thousands of digits": Misbehaviour(
        {CONTENT: b"* 1 FETCH (UID 1 BODY[1] {%b}\r\nabc" % (b"9" * 5000)}, (MailProtocolError,)
    ),
    "literal shorter than announced": Misbehaviour(
        {CONTENT: content(1, b"{100000}\r\nabc") + DONE}, (MailboxTimeout,)
    ),
    "literal longer than announced": Misbehaviour(
        {CONTENT: content(1, b"{3}\r\nabcdef\r\nghi\r\n") + DONE}, (MailProtocolError,)
    ),
    "literal of 30 MB, for 41 bytes": Misbehaviour(
        {CONTENT: pour(b"x" * 65536, b"* 1 FETCH (UID 1 BODY[1] {30000000}\r\n")},
        (MailProtocolError,),
    ),
    "slow byte in a literal": Misbehaviour(
        {CONTENT: drip(b"* 1 FETCH (UID 1 BODY[1] {41}\r\n")}, (MailboxTimeout,)
    ),
    "endless line": Misbehaviour(
        {CONTENT: pour(b"BODY[", b"* 1 FETCH (UID 1 ")}, (MailProtocolError,)
    ),
    "endless lines": Misbehaviour({CONTENT: pour(b"* OK x\r\n")}, (MailProtocolError,)),
    "endless mails": Misbehaviour({DESCRIBE: pour(described(1))}, (MailProtocolError,)),
    "endless descriptions": Misbehaviour(
        {DESCRIBE: pour(b"* 1 FETCH (UID 1 BODYSTRUCTURE (NIL))\r\n")}, (MailProtocolError,)
    ),
    "a line that patterns choke on": Misbehaviour(
        {DESCRIBE: b"* 1 FETCH (UID 1 " + b"BODY[" * 60_000 + b")\r\n" + every(described) + DONE},
        (None,),
    ),
    "50,000 parentheses": _undescribed(b"(" * 50_000 + b")" * 50_000),
    "50,000 parentheses left open": _undescribed(b"(" * 50_000),
    "50,000 empty lists": _undescribed(b"(" + b"()" * 50_000 + b")"),
    "thousands of parts": _undescribed(b"(" + _LEAF * 5_000 + b' "mixed")'),
    "NIL for a BODYSTRUCTURE": _undescribed(b"NIL"),
    "compressed garbage in an answer": Misbehaviour(
        {DESCRIBE: b"\x1f\x8b\x08\0" + _GARBAGE}, (MailProtocolError,)
    ),
    "garbage for a description": Misbehaviour(
        {DESCRIBE: b"* 1 FETCH (" + _GARBAGE + b")\r\n" + DONE}, (None,), stored=0
    ),
    "8-bit garbage in headers": Misbehaviour(
        {
            DESCRIBE: every(
                lambda uid: described(uid).replace(
                    b"{15}\r\nFrom: a@x.test\n", b"{4}\r\n\xff\0\xfe\x80"
                )
            )
            + DONE
        },
        (None,),
    ),
    "headers of megabytes": Misbehaviour(
        {
            DESCRIBE: every(
                lambda uid: described(uid).replace(
                    b"{15}\r\nFrom: a@x.test\n", b"{100000}\r\nSubject: " + b"=?" * 49_995 + b"x"
                )
            )
            + DONE
        },
        (None,),
    ),
    "numbers of hundreds of digits": Misbehaviour(
        {
            DESCRIBE: every(lambda uid: described(uid).replace(b"SIZE 500", b"SIZE " + b"9" * 300))
            + DONE
        },
        (None,),
    ),
    "NIL bodies": _bodies(every(lambda uid: content(uid, b"NIL"))),
    "no bodies": _bodies(),
    "other mails' bodies": _bodies(*(content(uid) for uid in (7, 8, 9))),
    "sections not asked for": _bodies(every(lambda uid: content(uid, section=b"2"))),
    "bodies in the wrong order": Misbehaviour(
        {CONTENT: content(3) + content(1) + content(2) + DONE}, (None,)
    ),
    "a mail repeated": Misbehaviour(
        {CONTENT: content(1) + every(content) + content(3) + DONE}, (None,)
    ),
    "NO to every mail": Misbehaviour(
        {rb"UID FETCH": b"{tag} NO Server Unavailable. 15"}, (MailProtocolError,)
    ),
    "cut in a literal": Misbehaviour(
        {CONTENT: cut(b"* 1 FETCH (UID 1 BODY[1] {41}\r\n<?xml")},
        (MailProtocolError, HostUnreachable),
    ),
    "cut in a line": Misbehaviour(
        {CONTENT: cut(b"* 1 FETCH (UID 1 BO")}, (MailProtocolError, HostUnreachable)
    ),
    "cut between batches": Misbehaviour(
        {
            DESCRIBE: every(lambda uid: described(uid, size=15_000_000)) + DONE,
            CONTENT: _first_of_two,
        },
        (MailProtocolError, HostUnreachable),
    ),
    "BYE among the bodies": Misbehaviour(
        {CONTENT: content(1) + b"* BYE [UNAVAILABLE] later"}, (HostUnreachable,)
    ),
}

"""Servers that misbehave before a folder is open: greetings, TLS, the login."""

import socket

from malote.errors import (
    CredentialsRefused,
    HostUnreachable,
    MailboxTimeout,
    MailProtocolError,
    TlsFailed,
)
from tests.integration.imap.misbehaviours.script import (
    ANYTHING,
    DONE,
    Misbehaviour,
    cut,
    drip,
    drip_bytes,
    pour,
    silence,
)
from tests.integration.imap.scripted import Conversation

_GZIP = b"\x1f\x8b\x08\x00\x9c\xff\x00\xfe" * 64


def _drip_handshake(connected: socket.socket) -> None:
    connected.sendall(b"\x16\x03\x03\x3f\xff")  # a record of 16,383 bytes
    drip_bytes(connected)


def _greet_in_clear(connected: socket.socket) -> None:
    connected.sendall(b"* OK [CAPABILITY IMAP4rev1] no TLS on this port\r\n")


def _slip_in(lines: bytes) -> Misbehaviour:
    """STARTTLS is answered, and in the same breath something else: dropped, or no handshake."""

    def answer(talk: Conversation) -> None:
        talk.say(b"{tag} OK go\r\n" + lines.replace(b"{next}", _following(talk.tag)))
        talk.start_tls()

    return Misbehaviour({b"STARTTLS": answer}, (None, TlsFailed), starttls=True)


def _following(tag: bytes) -> bytes:
    letters = tag.rstrip(b"0123456789")
    return letters + b"%d" % (int(tag[len(letters) :]) + 1)


def _start_tls(talk: Conversation) -> None:
    talk.say(b"{tag} OK go")
    talk.start_tls()


def _change_after_starttls(talk: Conversation) -> None:
    _start_tls(talk)
    talk.answers = talk.answers | {
        b"LOGIN": b"{tag} NO [PRIVACYREQUIRED] not here either",
        b"CAPABILITY": b"* CAPABILITY IMAP4rev1 LOGINDISABLED\r\n" + DONE,
    }


def _repeat_the_login(talk: Conversation) -> None:
    talk.say(b"{tag} BAD cannot understand: " + talk.commands[-1])


OPENING = {
    "slow byte at the greeting": Misbehaviour({b"": drip(b"* OK ")}, (MailboxTimeout,)),
    "slow byte in the handshake": Misbehaviour({}, (MailboxTimeout,), before=_drip_handshake),
    "no greeting": Misbehaviour({b"": silence}, (MailboxTimeout,)),
    "a greeting in clear": Misbehaviour({}, (TlsFailed,), before=_greet_in_clear),
    "BYE at the greeting": Misbehaviour({b"": b"* BYE [UNAVAILABLE] later"}, (HostUnreachable,)),
    "PREAUTH": Misbehaviour(
        {b"": b"* PREAUTH [CAPABILITY IMAP4rev1] come in"}, (MailProtocolError,)
    ),
    "PREAUTH before STARTTLS": Misbehaviour(
        {
            b"": b"* PREAUTH [CAPABILITY IMAP4rev1 STARTTLS] come in",
            b"CAPABILITY": b"* CAPABILITY IMAP4rev1 STARTTLS\r\n" + DONE,
        },
        (MailProtocolError,),
        starttls=True,
    ),
    "compressed garbage for a greeting": Misbehaviour({b"": _GZIP}, (MailProtocolError,)),
    "endless line for a greeting": Misbehaviour(
        {b"": pour(b"\xff", b"* OK ")}, (MailProtocolError,)
    ),
    "STARTTLS stripped": Misbehaviour(
        {b"": b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi"}, (TlsFailed,), starttls=True
    ),
    "STARTTLS refused": Misbehaviour(
        {b"STARTTLS": b"{tag} NO not today"}, (TlsFailed,), starttls=True
    ),
    "STARTTLS not understood": Misbehaviour(
        {b"STARTTLS": b"{tag} BAD what?"}, (MailProtocolError,), starttls=True
    ),
    "STARTTLS and no handshake": Misbehaviour(
        {b"STARTTLS": b"{tag} OK go"}, (TlsFailed, MailboxTimeout), starttls=True
    ),
    "answers slipped in after STARTTLS": _slip_in(
        b"* OK [CAPABILITY IMAP4rev1 EVIL] hi\r\n{next} OK logged in\r\n"
    ),
    "BYE slipped in after STARTTLS": _slip_in(b"* BYE\r\n"),
    "other capabilities after STARTTLS": Misbehaviour(
        {b"STARTTLS": _change_after_starttls}, (CredentialsRefused,), starttls=True
    ),
    "certificate of another name": Misbehaviour({}, (TlsFailed,), certificate="of another name"),
    "certificate expired": Misbehaviour({}, (TlsFailed,), certificate="expired"),
    "certificate self-signed": Misbehaviour({}, (TlsFailed,), certificate="self-signed"),
    "certificate of another name after STARTTLS": Misbehaviour(
        {b"STARTTLS": _start_tls},
        (TlsFailed,),
        starttls=True,
        certificate="of another name",
    ),
    "LOGINDISABLED": Misbehaviour(
        {b"": b"* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi"}, (CredentialsRefused,)
    ),
    "NO to everything": Misbehaviour({ANYTHING: b"{tag} NO no"}, (CredentialsRefused,)),
    "BAD to everything": Misbehaviour({ANYTHING: b"{tag} BAD no"}, (MailProtocolError,)),
    "the login repeated": Misbehaviour({b"LOGIN": _repeat_the_login}, (MailProtocolError,)),
    "cut after the login": Misbehaviour(
        {b"LOGIN": cut(b"{tag} OK in\r\n")}, (MailProtocolError, HostUnreachable)
    ),
    "CAPABILITY without end": Misbehaviour(
        {b"LOGIN": pour(b"* CAPABILITY IMAP4rev1 X\r\n")}, (MailProtocolError,)
    ),
    "continuations never asked for": Misbehaviour(
        {b"LOGIN": b"+ go on\r\n+ and on\r\n" + DONE}, (None,)
    ),
    "continuations without end": Misbehaviour({b"LOGIN": pour(b"+ go\r\n")}, (MailProtocolError,)),
}

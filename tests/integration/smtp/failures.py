"""Failures that a real server is provoked into: what each is to be told as."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from local.ca import CertificateFiles
from malote.adapters.tls import MISMATCH
from malote.errors import (
    CredentialsRefused,
    HostUnknown,
    HostUnreachable,
    MailboxError,
    MailDeferred,
    MailProtocolError,
    MessageRefused,
    RecipientsRefused,
    SenderRefused,
    TlsFailed,
)
from tests.integration.smtp.servers import SmtpTestServer, smtp_server
from tests.integration.smtp.talk import Answers, Talk

SMALL_SIZE = b"250-localhost\r\n250-SIZE 40\r\n250 AUTH PLAIN"


@dataclass(frozen=True)
class Failure:
    """``told`` is a part of the detail; ``asked`` goes to the client, ``certificate`` is a wrong one."""

    error: type[MailboxError]
    step: str
    told: str
    answers: Answers = field(default_factory=dict)
    reply: int | None = None
    security: str = "starttls"
    asked: Mapping[str, Any] = field(default_factory=dict)
    certificate: str | None = None
    final: bool = False


def in_tls(say: bytes) -> Callable[[Talk], None]:
    return lambda talk: talk.say(say) if talk.secure else talk.usual()


FAILURES = {
    "wrong password": Failure(
        CredentialsRefused, "login", "535 5.7.8 Username", asked={"secret": "wrongPassword1"}, final=True
    ),
    "wrong user": Failure(
        CredentialsRefused, "login", "535 5.7.8", asked={"username": "b@x.test"}, final=True
    ),
    "closed port": Failure(
        HostUnreachable, "connect", "não foi encontrado", asked={"port": 1}  # given to no test
    ),
    "wrong host": Failure(
        HostUnknown, "resolve", "não tem endereço", asked={"host": "smtp.malote.invalid"}
    ),
    "TLS at once where STARTTLS is spoken": Failure(
        TlsFailed, "tls", MISMATCH, asked={"security": "tls"}
    ),
    "STARTTLS where TLS is spoken at once": Failure(
        TlsFailed, "tls", MISMATCH, security="tls", asked={"security": "starttls"}
    ),
    "STARTTLS is not offered": Failure(
        TlsFailed, "tls", "não oferece STARTTLS", {b"EHLO": b"250 AUTH PLAIN LOGIN"}
    ),
    "STARTTLS is refused": Failure(TlsFailed, "tls", "502 5.5.1 no", {b"STARTTLS": b"502 5.5.1 no"}),
    "STARTTLS is refused for now": Failure(
        MailDeferred, "tls", "454 4.7.0 no TLS", {b"STARTTLS": b"454 4.7.0 no TLS"}, 454
    ),
    "expired certificate": Failure(TlsFailed, "tls", "expired", certificate="expired"),
    "self-signed certificate": Failure(TlsFailed, "tls", "self", certificate="self-signed"),
    "certificate of another name": Failure(
        TlsFailed, "tls", "Hostname mismatch", certificate="of another name", security="tls"
    ),
    "an unknown authority": Failure(
        TlsFailed, "tls", "unable to get local issuer", certificate="unknown", security="tls"
    ),
    "greeted with 554": Failure(
        HostUnreachable, "connect", "554 5.7.1 blocked", {b"": b"554 5.7.1 blocked"}
    ),
    "EHLO is refused": Failure(HostUnreachable, "connect", "550 no", {b"EHLO": b"550 no"}),
    "EHLO is refused over TLS": Failure(
        HostUnreachable, "connect", "550 no", {b"EHLO": in_tls(b"550 no")}
    ),
    "no login here": Failure(
        CredentialsRefused, "login", "não oferece login", {b"EHLO": in_tls(b"250 SIZE")}, final=True
    ),
    "no login by password": Failure(
        CredentialsRefused,
        "login",
        "por senha, só por: GSSAPI XOAUTH2",
        {b"EHLO": in_tls(b"250-x\r\n250 AUTH GSSAPI XOAUTH2")},
        final=True,
    ),
    "sender refused": Failure(
        SenderRefused, "sender", "553 5.7.1 not", {b"MAIL": b"553 5.7.1 not yours"}, 553, final=True
    ),
    "sender deferred": Failure(
        MailDeferred, "sender", "451 4.7.1", {b"MAIL": b"451 4.7.1 slow down"}, 451
    ),
    "too large, at MAIL": Failure(
        MessageRefused, "message", "552 5.3.4", {b"MAIL": b"552 5.3.4 too big"}, 552, final=True
    ),
    "recipient refused": Failure(
        RecipientsRefused, "recipient", "550 5.1.1 no", {b"RCPT": b"550 5.1.1 no"}, 550, final=True
    ),
    "all recipients refused": Failure(
        RecipientsRefused,
        "recipient",
        "550 5.1.1 no",
        {b"RCPT": b"550 5.1.1 no"},
        550,
        asked={"to": ("a@x.test", "b@x.test")},
        final=True,
    ),
    "greylisting": Failure(
        MailDeferred, "recipient", "450 4.2.0", {b"RCPT": b"450 4.2.0 Greylisted"}, 450
    ),
    "one refused, one greylisted": Failure(
        MailDeferred,
        "recipient",
        "450 4.2.0",
        {rb"RCPT TO:<a@": b"550 5.1.1 no", b"RCPT": b"450 4.2.0 Greylisted"},
        450,
        asked={"to": ("a@x.test", "b@x.test")},
    ),
    "SIZE is too small": Failure(
        MessageRefused,
        "message",
        "55 bytes, e o servidor aceita no máximo 40",
        {b"EHLO": SMALL_SIZE},
        security="tls",
        final=True,
    ),
    "no mail wanted": Failure(
        MessageRefused, "message", "554 5.5.0 no", {b"DATA": b"554 5.5.0 no"}, 554, final=True
    ),
    "no mail wanted now": Failure(
        MailDeferred, "message", "451 4.3.0 no", {b"DATA": b"451 4.3.0 no"}, 451
    ),
    "250 to DATA": Failure(MailProtocolError, "message", "250 ok", {b"DATA": lambda t: t.say(b"250 ok")}),
    "too large, after the mail": Failure(
        MessageRefused, "message", "552 5.3.4", {rb"\.$": b"552 5.3.4 too big"}, 552, final=True
    ),
    "spam": Failure(
        MessageRefused, "message", "554 5.7.1", {rb"\.$": b"554 5.7.1 spam"}, 554, final=True
    ),
    "deferred after the mail": Failure(
        MailDeferred, "message", "452 4.3.1", {rb"\.$": b"452 4.3.1 disk full"}, 452
    ),
    "not ASCII": Failure(
        MessageRefused, "message", "não são ASCII", asked={"mail": "olá".encode()}, final=True
    ),
    "NUL": Failure(MessageRefused, "message", "não são ASCII", asked={"mail": b"a\0"}, final=True),
}  # fmt: skip


@contextmanager
def provoked(
    failure: Failure, files: CertificateFiles, wrong: Mapping[str, CertificateFiles]
) -> Iterator[SmtpTestServer]:
    shown = wrong[failure.certificate] if failure.certificate else files
    with smtp_server(shown, failure.answers, security=failure.security) as server:
        yield server

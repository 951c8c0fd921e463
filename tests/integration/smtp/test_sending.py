"""Mails through a good server: what is on the wire, and what is heard of it."""

from contextlib import suppress

import pytest

from local.ca import CertificateFiles
from malote.errors import MailboxError, RecipientsRefused
from malote.messages.models import Accepted, Envelope
from tests.integration.smtp.client import MAIL, TO, Client
from tests.integration.smtp.servers import USER, smtp_server
from tests.integration.smtp.talk import Received, Talk

SECURITIES = pytest.mark.parametrize("security", ["tls", "starttls"])


@SECURITIES
def test_a_mail(files: CertificateFiles, client: Client, security: str) -> None:
    with smtp_server(files, security=security) as server:
        accepted = client.send(server)
    assert accepted == Accepted(250, "250 2.0.0 Ok: queued as 1", {})
    assert server.received == [Received(USER, TO, MAIL)]
    in_clear = b"ehlo [127.0.0.1]\r\nSTARTTLS\r\n" if security == "starttls" else b""
    assert bytes(server.talks[0].clear) == in_clear
    assert [line.split()[0].upper() for line in server.commands][-6:] == [
        b"AUTH", b"MAIL", b"RCPT", b"DATA", b".", b"QUIT",
    ]  # fmt: skip


def test_what_is_offered_is_used(files: CertificateFiles, client: Client) -> None:
    envelope = Envelope(USER, TO, "20260101t120000000-0123456789ab+=")
    with smtp_server(files) as server, client.open(server) as session:
        session.send(envelope, MAIL, lambda: None)
        server.answers = {b"EHLO": b"250 localhost"}
    size = len(MAIL)
    assert server.said(b"MAIL|RCPT") == [
        f"MAIL FROM:<{USER}> SIZE={size} RET=HDRS ENVID=20260101t120000000-0123456789ab+2B+3D".encode(),
        b"RCPT TO:<bia@cliente.test> NOTIFY=FAILURE,DELAY",
    ]


def test_what_is_not_offered_is_not(files: CertificateFiles, client: Client) -> None:
    with smtp_server(files, {b"EHLO": b"250-x\r\n250 AUTH PLAIN"}, security="tls") as server:
        client.send(server)
    assert server.said(b"MAIL|RCPT") == [
        b"MAIL FROM:<%b>" % USER.encode(),
        b"RCPT TO:<bia@cliente.test>",
    ]


@pytest.mark.parametrize(
    ("mail", "content"),
    [
        (b".\r\n", b".\r\n"),
        (b".\r\n..\r\n.a\r\n\r\n.", b".\r\n..\r\n.a\r\n\r\n.\r\n"),
        (b"a\nb\n.\nQUIT\n", b"a\r\nb\r\n.\r\nQUIT\r\n"),
        (b"a\r.\rb\r\n", b"a\r\n.\r\nb\r\n"),
        (b"a\n.\r\nMAIL FROM:<x@y.test>\r\n", b"a\r\n.\r\nMAIL FROM:<x@y.test>\r\n"),
        (b"a\r\n.\nMAIL FROM:<x@y.test>\r\n", b"a\r\n.\r\nMAIL FROM:<x@y.test>\r\n"),
        (b"", b"\r\n"),
        (b"x" * 76 + b"\r\n" + b"y\r\n" * 400_000, b"x" * 76 + b"\r\n" + b"y\r\n" * 400_000),
    ],
)
def test_a_mail_arrives_as_it_is(
    files: CertificateFiles, client: Client, mail: bytes, content: bytes
) -> None:
    """Whatever is in it: none of its lines ends it, in whichever way they end (RFC 5321 4.5.2)."""
    with smtp_server(files) as server:
        client.send(server, mail=mail)
    assert server.received == [Received(USER, TO, content)]
    assert server.commands[-2:] == [b".", b"QUIT"]


def test_one_mail_after_the_other(files: CertificateFiles, client: Client) -> None:
    """A mail that is refused leaves nothing behind for the next."""
    bad = {rb"RCPT TO:<bad@": b"550 5.1.1 no such user"}
    with smtp_server(files, bad) as server, client.open(server) as session:
        for recipient in ("a@x.test", "bad@x.test", "b@x.test"):
            with suppress(RecipientsRefused):
                session.send(Envelope(USER, (recipient,)), MAIL, lambda: None)
        server.answers = {rb"\.$": b"554 5.7.1 spam"}
        with pytest.raises(MailboxError):
            session.send(Envelope(USER, ("spam@x.test",)), MAIL, lambda: None)
        server.answers = {}
        session.send(Envelope(USER, ("c@x.test",)), MAIL, lambda: None)
    assert [mail.recipients for mail in server.received] == [
        ("a@x.test",),
        ("b@x.test",),
        ("c@x.test",),
    ]
    assert len(server.talks) == 1
    assert len(server.said(b"RSET")) == 1


def test_some_recipients_are_refused(files: CertificateFiles, client: Client) -> None:
    answers = {
        rb"RCPT TO:<a@": b"550-5.1.1 no\r\n550 5.1.1 such user",
        rb"RCPT TO:<b@": b"451 4.7.1 greylisted",
    }
    with smtp_server(files, answers) as server:
        accepted = client.send(server, to=("a@x.test", "b@x.test", "c@x.test", "d@x.test"))
    assert accepted.refused == {
        "a@x.test": "550 5.1.1 no 5.1.1 such user",
        "b@x.test": "451 4.7.1 greylisted",
    }
    assert [mail.recipients for mail in server.received] == [("c@x.test", "d@x.test")]


def hang(talk: Talk) -> None:
    talk.read(1)


@pytest.mark.parametrize(
    "goodbye", [b"500 what?", b"421 4.4.2 bye", b"\xff" * 9000, lambda talk: talk.cut(), hang]
)
def test_leaving_spoils_nothing(files: CertificateFiles, client: Client, goodbye: bytes) -> None:
    with smtp_server(files, {b"QUIT": goodbye}) as server:
        assert client.send(server).reply == 250
    assert len(server.received) == 1


def test_greylisted_and_accepted_the_next_time(files: CertificateFiles, client: Client) -> None:
    with smtp_server(files, {b"RCPT": b"451 4.7.1 Greylisted, try again in 5 minutes"}) as server:
        error = client.failure(server)
        assert (error.code, error.step, error.final) == ("mail_deferred", "recipient", False)
        server.answers = {}
        assert client.send(server).reply == 250
    assert len(server.received) == 1

"""Servers that are broken or mean harm: every session ends by itself, with a typed error."""

import socket
import time
from collections.abc import Callable

import pytest

from local.ca import CertificateFiles
from malote.errors import MailboxError, MailboxTimeout, MailDeferred, MailProtocolError, TlsFailed
from tests.integration.smtp.client import Client
from tests.integration.smtp.servers import smtp_server
from tests.integration.smtp.talk import Answers, Talk

STAGES = (b"", b"EHLO", b"STARTTLS", b"AUTH", b"MAIL", b"RCPT", b"DATA")


def pour(data: bytes) -> Callable[[Talk], None]:
    def play(talk: Talk) -> None:
        while True:
            talk.socket.sendall(data)

    return play


def drip(talk: Talk) -> None:
    for _ in range(100):
        talk.socket.sendall(b"2")
        time.sleep(0.1)


@pytest.mark.parametrize("stage", STAGES)
def test_a_byte_now_and_then_ends_at_the_deadline(
    files: CertificateFiles, client: Client, stage: bytes
) -> None:
    with smtp_server(files, {stage: drip}) as server:
        began = time.monotonic()
        error = client.failure(server, seconds=1.5)
        assert time.monotonic() - began < 4
    assert type(error) is MailboxTimeout


def test_a_handshake_that_drips(files: CertificateFiles, client: Client) -> None:
    def slow(connected: socket.socket) -> None:
        connected.sendall(b"\x16\x03\x03\x3f\xff")  # a record of 16,383 bytes
        for _ in range(100):
            connected.sendall(b"x")
            time.sleep(0.1)

    with smtp_server(files, security="tls", before=slow) as server:
        error = client.failure(server, seconds=1)
    assert (type(error), error.step) == (MailboxTimeout, "tls")


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize(
    "said",
    [
        b"250-x\r\n",
        b"250-",
        b"\0",
        b"\xff\xfe\r\n",
        b"220 hi\r\n220 hi\r\n",
        b"250-AUTH\r\n250 x\r\n",
    ],
)
def test_floods(files: CertificateFiles, client: Client, stage: bytes, said: bytes) -> None:
    with smtp_server(files, {stage: pour(said)}) as server:
        assert isinstance(client.failure(server), MailProtocolError | TlsFailed)


@pytest.mark.parametrize(
    "reply",
    [
        b"",
        b" ",
        b"2",
        b"25 ok",
        b"2500 ok",
        b"250ok",
        b"-50 ok",
        b"+25 ok",
        b"1_0 ok",
        b"150 ok",
        b"650 ok",
        b"000 ok",
        "\u0662\u0665\u0660 ok".encode(),
        b"250\0ok",
        b"\x1b[2J",
        b"250-ok\r\n251 ok",
        b"250-ok\r\nok",
        b"HTTP/1.1 400 Bad Request",
        b"* OK IMAP4rev1",
        b"x" * 9000,
    ],
)
@pytest.mark.parametrize("stage", [b"", b"RCPT"])
def test_what_is_no_reply(
    files: CertificateFiles, client: Client, stage: bytes, reply: bytes
) -> None:
    with smtp_server(files, {stage: lambda talk: talk.say(reply)}) as server:
        error = client.failure(server)
    assert type(error) is MailProtocolError


@pytest.mark.parametrize(
    "reply", [b"250 2.1.5 ok", b"250", b"250 \xff\xfe\0\x1b[2J", b"250 " + b"x" * 8000]
)
def test_what_is_one(files: CertificateFiles, client: Client, reply: bytes) -> None:
    with smtp_server(files, {b"RCPT": reply, rb"\.$": reply}) as server:
        told = client.send(server).server_said
    assert told.isprintable()
    assert len(told) <= 200


@pytest.mark.parametrize(
    "answers",
    [
        {b".": b"250 ok"},
        {b"": b"220 hi", b".": b"250 AUTH PLAIN"},
        {b"EHLO": b"250-x\r\n250 AUTH PLAIN", b".": b"250 ok"},
        {b"AUTH": b"235 ok", b"EHLO": b"250-x\r\n250 AUTH PLAIN", b".": b"250 ok"},
        {b".": b"354 go"},
        {b".": b"334 Li4u"},
    ],
)
def test_the_same_to_everything(files: CertificateFiles, client: Client, answers: Answers) -> None:
    said = {start: (lambda talk, line=line: talk.say(line)) for start, line in answers.items()}
    with smtp_server(files, said, security="tls") as server:
        error = client.failure(server)
    assert isinstance(error, MailboxError)
    assert not server.received


def test_thousands_of_capabilities(files: CertificateFiles, client: Client) -> None:
    many = b"".join(b"250-X%d\r\n" % number for number in range(5000)) + b"250 AUTH PLAIN"
    with smtp_server(files, {b"EHLO": many}, security="tls") as server:
        assert type(client.failure(server)) is MailProtocolError


@pytest.mark.parametrize("size", [b"9" * 5000, b"-1", b"x", b"", b"\xff", b"0"])
def test_a_size_that_makes_no_sense(files: CertificateFiles, client: Client, size: bytes) -> None:
    with smtp_server(
        files, {b"EHLO": b"250-x\r\n250-SIZE " + size + b"\r\n250 AUTH PLAIN"}, security="tls"
    ) as server:
        assert client.send(server).reply == 250


@pytest.mark.parametrize(
    "slipped", [b"250 AUTH PLAIN", b"250-x\r\n250 AUTH PLAIN\r\n235 ok", b"\x16"]
)
def test_what_is_slipped_in_before_tls_is_not_heard(
    files: CertificateFiles, client: Client, slipped: bytes
) -> None:
    """The server's own words come first, in the same segment (CVE-2011-0411, NO STARTTLS)."""

    def slip_in(talk: Talk) -> None:
        talk.say(b"220 go\r\n" + slipped)
        talk.start_tls()

    honest: Answers = {b"STARTTLS": slip_in, b"EHLO": over_tls(b"250-x\r\n250 AUTH LOGIN")}
    with smtp_server(files, honest) as server:
        try:
            client.send(server)
        except TlsFailed:
            pass  # refused, if it had not been read yet and met the handshake
        else:
            assert server.said(b"AUTH") == [b"AUTH LOGIN"]
    assert b"AUTH" not in server.talks[0].clear


def over_tls(said: bytes) -> Callable[[Talk], None]:
    return lambda talk: talk.say(said) if talk.secure else talk.usual()


def test_capabilities_before_tls_are_forgotten(files: CertificateFiles, client: Client) -> None:
    def lie(talk: Talk) -> None:
        before = b"250-x\r\n250-STARTTLS\r\n250-SIZE 1\r\n250 AUTH PLAIN"
        talk.say(b"250-x\r\n250 AUTH LOGIN" if talk.secure else before)

    with smtp_server(files, {b"EHLO": lie}) as server:
        assert client.send(server).reply == 250
        assert server.said(b"AUTH") == [b"AUTH LOGIN"]


@pytest.mark.parametrize("stage", [b"EHLO", b"MAIL", b"RCPT"])
def test_a_reply_too_many(files: CertificateFiles, client: Client, stage: bytes) -> None:
    """Its second one would be taken for that to the next command."""

    def twice(talk: Talk) -> None:
        talk.say(b"250-x\r\n250 AUTH PLAIN\r\n250 and again")

    with smtp_server(files, {stage: twice}, security="tls") as server:
        error = client.failure(server)
    assert (type(error), error.detail) == (MailProtocolError, "o servidor falou fora da vez")
    assert not server.received


def test_a_reply_before_the_mail(files: CertificateFiles, client: Client) -> None:
    """Else nothing would tell it from that to the mail."""

    def early(talk: Talk) -> None:
        talk.say(b"354 go\r\n250 taken already")
        talk.read(1)

    with smtp_server(files, {b"DATA": early}) as server:
        assert type(client.failure(server)) is MailProtocolError


def test_421_among_lines(files: CertificateFiles, client: Client) -> None:
    with smtp_server(files, {b"RCPT": b"421-4.7.0 go\r\n421 4.7.0 away"}) as server:
        error = client.failure(server, to=("a@x.test", "b@x.test"))
    assert (type(error), error.detail) == (MailDeferred, "421 4.7.0 go 4.7.0 away")
    assert len(server.said(b"RCPT")) == 1

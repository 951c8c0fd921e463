"""Connections that end around the moment of handing over: what is certain, and what is not."""

import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from local.ca import CertificateFiles
from malote.errors import (
    DeliveryUncertain,
    HostUnreachable,
    LeaseLost,
    MailboxError,
    MailboxTimeout,
    MailDeferred,
    MessageRefused,
)
from malote.messages.models import Envelope
from tests.integration.smtp.client import MAIL, QUICK, TO, Client
from tests.integration.smtp.servers import USER, smtp_server
from tests.integration.smtp.talk import Answers, Talk

LARGE = b"Subject: grande\r\n\r\n" + b"x" * 76 + b"\r\n" * 12_000_000
END = rb"\.$"


def then_cut(said: bytes) -> Callable[[Talk], None]:
    def play(talk: Talk) -> None:
        talk.socket.sendall(said)
        talk.cut()

    return play


def hold(talk: Talk) -> None:
    talk.read(1)


def drip(talk: Talk) -> None:
    for byte in b"250 yes, but slowly":
        talk.socket.sendall(bytes([byte]))
        time.sleep(0.2)


def in_the_body(size: int) -> Callable[[Talk], None]:
    def play(talk: Talk) -> None:
        talk.say(b"354 go ahead")
        talk.content = talk.read(size)
        talk.cut()

    return play


@pytest.mark.parametrize(
    "answers",
    [
        {END: then_cut(b"")},
        {END: then_cut(b"2")},
        {END: then_cut(b"25")},
        {END: then_cut(b"250")},
        {END: then_cut(b"250 ok")},
        {END: then_cut(b"250-ok\r\n")},
        {END: then_cut(b"250-ok\r\n550 no\r\n")},
        {END: then_cut(b"what?\r\n")},
        {END: then_cut(b"354 go on\r\n")},
        {END: then_cut(b"-50 no\r\n")},
        {END: then_cut(b"x" * 100_000)},
        {END: hold},
        {END: drip},
        {b"DATA": in_the_body(len(MAIL) + 3)},
    ],
)
def test_no_answer_to_a_mail_that_was_handed_over(
    files: CertificateFiles, client: Client, answers: Answers
) -> None:
    """In clear words, and not as a timeout: the deadline is not what matters of it."""
    with smtp_server(files, answers) as server:
        error = client.failure(server, seconds=3)
    assert (type(error), error.step, error.final) == (DeliveryUncertain, "message", True)


@pytest.mark.parametrize("size", [0, 1, 30, len(MAIL), len(MAIL) + 2])
def test_a_short_mail_that_is_cut(files: CertificateFiles, client: Client, size: int) -> None:
    """All of it was in the kernel, or its end met the cut: who is faster."""
    with smtp_server(files, {b"DATA": in_the_body(size)}) as server:
        error = client.failure(server)
    assert (type(error) in {DeliveryUncertain, HostUnreachable}, error.step) == (True, "message")


def test_a_server_that_takes_its_time(files: CertificateFiles, client: Client) -> None:
    """Longer than for any command: the mail would be sent twice (RFC 1047)."""

    def think(talk: Talk) -> None:
        time.sleep(client.limits.read + 0.5)
        talk.usual()

    with smtp_server(files, {END: think}) as server:
        assert client.send(server).reply == 250


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"421 4.4.2 timeout", MailDeferred),
        (b"451 4.3.0 later", MailDeferred),
        (b"550 5.7.1 no", MessageRefused),
    ],
)
def test_an_answer_is_certain(
    files: CertificateFiles, client: Client, answer: bytes, error: type[MailboxError]
) -> None:
    with smtp_server(files, {END: then_cut(answer + b"\r\n")}) as server:
        assert type(client.failure(server)) is error


@pytest.mark.parametrize("security", ["tls", "starttls"])
@pytest.mark.parametrize("size", [0, 1, 16_384, 1_000_000])
def test_a_mail_that_could_not_be_written_was_not_taken(
    files: CertificateFiles, client: Client, security: str, size: int
) -> None:
    with smtp_server(files, {b"DATA": in_the_body(size)}, security=security) as server:
        server.answers = {**server.answers, b"EHLO": without_size}
        error = client.failure(server, mail=LARGE)
        assert (type(error), error.step) == (HostUnreachable, "message")
        assert len(server.talks[0].content) == size


def test_a_server_that_stops_reading(files: CertificateFiles, client: Client) -> None:
    def stop(talk: Talk) -> None:
        talk.say(b"354 go ahead")
        time.sleep(5)

    with smtp_server(files, {b"DATA": stop, b"EHLO": without_size}) as server:
        error = client.failure(server, mail=LARGE, seconds=4)
    assert (type(error), error.step) == (MailboxTimeout, "message")


def test_a_slow_line_has_time(files: CertificateFiles) -> None:
    """A mail takes longer than a command, and goes on."""

    def read_slowly(talk: Talk) -> None:
        talk.say(b"354 go ahead")
        end = b""
        while not end.endswith(b"\r\n.\r\n"):
            end = end[-5:] + talk.socket.recv(65536)
            time.sleep(0.002)
        talk.say(b"250 at last")

    patience = replace(QUICK, read=1)
    with smtp_server(files, {b"DATA": read_slowly}) as server:
        began = time.monotonic()
        client = Client(files.ca.read_text(), patience)
        assert client.send(server, mail=LARGE[:12_000_000], seconds=60).reply == 250
        assert time.monotonic() - began > patience.read


def without_size(talk: Talk) -> None:
    talk.say(b"250-localhost\r\n250 " + (b"AUTH PLAIN" if talk.secure else b"STARTTLS"))


def test_handing_over_is_told_before_the_first_byte(
    files: CertificateFiles, client: Client
) -> None:
    with smtp_server(files, {b"DATA": in_the_body(10)}) as server:

        def look() -> None:
            assert server.commands[-1] == b"DATA"
            time.sleep(0.1)
            assert not server.talks[0].content

        client.failure(server, handing_over=look)
        assert server.talks[0].content == MAIL[:10]


@pytest.mark.parametrize("raised", [LeaseLost("x"), RuntimeError("x"), KeyboardInterrupt()])
def test_who_does_not_hand_over_sends_nothing(
    files: CertificateFiles, client: Client, raised: BaseException
) -> None:
    def refuse() -> None:
        raise raised

    with smtp_server(files, {b"DATA": in_the_body(10)}) as server:
        with client.open(server) as session:
            with pytest.raises(type(raised)) as caught:
                session.send(Envelope(USER, TO), MAIL, refuse)
            assert caught.value is raised
            with pytest.raises(HostUnreachable, match="não serve mais"):
                session.send(Envelope(USER, TO), MAIL, lambda: None)
        until = time.monotonic() + 1
        while server.talks[0].socket.fileno() >= 0 and time.monotonic() < until:
            time.sleep(0.01)
        assert (server.talks[0].content, server.received) == (b"", [])


def test_a_deadline_that_passes_meanwhile(files: CertificateFiles, client: Client) -> None:
    with smtp_server(files) as server:
        error = client.failure(server, handing_over=lambda: time.sleep(3), seconds=2.5)
        assert (type(error), error.step) == (MailboxTimeout, "message")
        assert not server.received


@pytest.mark.parametrize("stage", [b"MAIL", b"RCPT", b"DATA"])
def test_nothing_is_handed_over_that_is_not_wanted(
    files: CertificateFiles, client: Client, stage: bytes
) -> None:
    told: list[None] = []
    with smtp_server(files, {stage: b"550 no"}) as server:
        client.failure(server, handing_over=lambda: told.append(None))
    assert not told

"""A real server provoked into each failure: its class, its step, its words, and no secret told."""

import socket
from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from local.ca import CertificateFiles
from malote.errors import HostUnreachable, MailboxTimeout, MailDeferred, TlsFailed
from tests.integration.smtp.client import Client
from tests.integration.smtp.failures import FAILURES, provoked
from tests.integration.smtp.servers import smtp_server
from tests.integration.smtp.talk import Talk

BUSY = b"421 4.3.2 Service shutting down"


def hold(talk: Talk) -> None:
    talk.read(1)


STAGES: dict[bytes, str] = {
    b"": "connect",
    b"EHLO": "connect",
    b"STARTTLS": "tls",
    b"AUTH": "login",
    b"MAIL": "sender",
    b"RCPT": "recipient",
    b"DATA": "message",
}


@pytest.mark.parametrize("name", FAILURES)
def test_a_failure(
    files: CertificateFiles, wrong: Mapping[str, CertificateFiles], name: str
) -> None:
    failure = FAILURES[name]
    client = Client(files.ca.read_text() + wrong["expired"].ca.read_text())
    with provoked(failure, files, wrong) as server:
        error = client.failure(server, **failure.asked)
        assert (type(error), error.step) == (failure.error, failure.step)
        assert failure.told in error.detail
        assert (getattr(error, "reply", None), error.final) == (failure.reply, failure.final)
        assert error.said in {"", error.detail}
        assert bool(error.said) is error.detail[:3].isdigit()
        assert not server.received
        if failure.step in {"connect", "tls"}:
            assert not server.said(b"AUTH")


@pytest.mark.parametrize("stage", STAGES)
def test_421_at_every_stage(files: CertificateFiles, client: Client, stage: bytes) -> None:
    with smtp_server(files, {stage: BUSY}) as server:
        error = client.failure(server)
        assert (type(error), error.step, error.detail) == (
            MailDeferred,
            STAGES[stage],
            BUSY.decode(),
        )
        assert server.commands[-1:] == server.said(stage or b"x")[-1:]  # and no QUIT


@pytest.mark.parametrize("stage", STAGES)
def test_cut_at_every_stage(files: CertificateFiles, client: Client, stage: bytes) -> None:
    with smtp_server(files, {stage: lambda talk: talk.cut()}) as server:
        error = client.failure(server)
    assert (type(error), error.step) == (HostUnreachable, STAGES[stage])


@pytest.mark.parametrize("stage", STAGES)
def test_silent_at_every_stage(files: CertificateFiles, client: Client, stage: bytes) -> None:
    with smtp_server(files, {stage: hold}) as server:
        error = client.failure(server)
    silent = (MailboxTimeout, STAGES[stage]) if stage else (TlsFailed, "tls")
    assert (type(error), error.step) == silent


def test_a_silent_handshake(files: CertificateFiles, client: Client) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        error = client.failure(Nobody(silent.getsockname()[1]))
    assert (type(error), error.step) == (MailboxTimeout, "tls")


@dataclass(frozen=True)
class Nobody:
    port: int
    host: str = "localhost"
    security: str = "tls"

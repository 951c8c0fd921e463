"""Testing a mailbox at real servers that fail in each way: its step, what it means, what to do."""

import ssl
import time
from collections.abc import Callable
from typing import Any

import pytest

from malote.adapters.dialer import Dialer
from malote.adapters.imap import ImapServer
from malote.adapters.imap_connection import Limits
from malote.adapters.tls import tls_context
from malote.diagnosis.views import CheckReport
from malote.mailboxes import check
from malote.mailboxes.check import Checker
from malote.mailboxes.models import Mailbox
from tests.canaries import Canaries
from tests.fakes.credentials import FixedCredentials
from tests.fakes.network import Names
from tests.integration.dovecot import Dovecot, free_ports
from tests.integration.imap.certificates import wrong_certificates
from tests.integration.imap.conftest import PASSWORD, mailbox_at
from tests.integration.imap.scripted import SELECTED, Answers, Conversation, Stage, scripted

STEPS = ["resolve", "connect", "tls", "login", "folder"]


def check_of(server: ImapServer, mailbox: Mailbox, password: str = PASSWORD) -> CheckReport:
    began = time.monotonic()
    report = Checker(server).check(mailbox, FixedCredentials(password))
    assert report.seconds <= time.monotonic() - began < 20
    return report


def failed(report: CheckReport, step: str, code: str) -> None:
    """It says where, why and what to do, in the order of the talk."""
    assert (report.status, report.step, report.code) == ("failed", step, code)
    assert report.cause
    assert report.action
    assert [each.step for each in report.steps] == STEPS
    assert [each.status for each in report.steps] == [
        "ok" if each < STEPS.index(step) else "failed" if each == STEPS.index(step) else "skipped"
        for each in range(len(STEPS))
    ]


def upgrade(talk: Conversation) -> None:
    talk.say(b"{tag} OK go")
    talk.start_tls()


def test_one_that_works(server: ImapServer, dovecot: Dovecot, mailbox: Mailbox) -> None:
    dovecot.deliver(mailbox.username, b"Subject: 1\r\n\r\n", b"Subject: 2\r\n\r\n")
    for settings in ({}, {"port": dovecot.starttls_port, "security": "starttls"}):
        report = check_of(server, mailbox.model_copy(update=settings))
        assert (report.status, report.code) == ("ok", None)
        assert "INBOX: 2 e-mails." in report.message
        assert {each.status for each in report.steps} == {"ok"}


@pytest.mark.parametrize(
    ("settings", "step", "code"),
    [
        ({"username": "ninguem"}, "login", "credentials_refused"),
        ({"folder": "Não há"}, "folder", "folder_missing"),
        ({"host": "mail.padaria-que-nao-ha.com.br"}, "resolve", "host_unknown"),
        ({"host": "10.0.0.1"}, "connect", "host_unreachable"),
        ({"host": "de-dentro.padaria.com.br"}, "connect", "host_unreachable"),
        ({"port": 0}, "connect", "host_unreachable"),
        ({"security": "starttls"}, "tls", "tls_failed"),
        ({"port": 143}, "tls", "tls_failed"),
    ],
    ids=str,
)
def test_each_failure_has_its_step(
    dovecot: Dovecot, tls: ssl.SSLContext, mailbox: Mailbox, settings: Any, step: str, code: str
) -> None:
    [closed] = free_ports(1)
    ports = {0: closed, 143: dovecot.starttls_port}
    port = ports.get(settings.get("port"), dovecot.port)
    names = Names({"localhost": [["127.0.0.1"]], "de-dentro.padaria.com.br": [["10.0.0.1"]]})
    server = ImapServer(tls, Limits(greeting=1), Dialer(loopback=True, lookup=names.lookup))
    report = check_of(server, mailbox.model_copy(update=settings | {"port": port}))
    failed(report, step, code)


def test_a_wrong_password_is_the_servers_word(server: ImapServer, mailbox: Mailbox) -> None:
    canaries = Canaries()
    report = check_of(server, mailbox, canaries.plant("password", ""))
    failed(report, "login", "credentials_refused")
    assert "AUTHENTICATIONFAILED" in report.server_said
    assert canaries.found(report.model_dump_json()) == []


@pytest.mark.parametrize("fault", ["of another name", "expired", "self-signed"])
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_bad_certificate(tmp_path: Any, fault: str, security: str) -> None:
    files = wrong_certificates(tmp_path)[fault]
    server = ImapServer(tls_context(files.ca.read_text()), dialer=Dialer(loopback=True))
    with scripted(files, {b"STARTTLS": upgrade}, over_tls=security == "tls") as there:
        report = check_of(server, mailbox_at(there.port, security=security))
        assert not [said for said in there.commands if b"LOGIN" in said]
    failed(report, "tls", "tls_failed")


@pytest.mark.parametrize(
    ("answers", "security", "step", "code"),
    [
        ({b"": b"* BYE [UNAVAILABLE] Too many connections"}, "tls", "login", "host_unreachable"),
        ({b"": b"* BYE [UNAVAILABLE] Too many"}, "starttls", "connect", "host_unreachable"),
        ({b"": b"* NO go away"}, "starttls", "connect", "mail_protocol_error"),
        ({b"": b"* OK [CAPABILITY IMAP4rev1] hi"}, "starttls", "tls", "tls_failed"),
        ({b"STARTTLS": b"{tag} NO not today"}, "starttls", "tls", "tls_failed"),
        ({b"LOGIN": b"{tag} NO [UNAVAILABLE] later"}, "tls", "login", "host_unreachable"),
        ({b"EXAMINE": b"{tag} NO [UNAVAILABLE] later"}, "tls", "folder", "host_unreachable"),
    ],
)
def test_a_server_that_refuses(
    stage: Stage, answers: Answers, security: str, step: str, code: str
) -> None:
    server = ImapServer(tls_context(stage.files.ca.read_text()), dialer=Dialer(loopback=True))
    with scripted(stage.files, answers, over_tls=security == "tls") as there:
        failed(check_of(server, mailbox_at(there.port, security=security)), step, code)


def silent(talk: Conversation) -> None:
    """Waits until the client has gone."""
    while talk.socket.recv(100):
        pass


def slow(talk: Conversation) -> None:
    """Says something every moment, and never what it is asked for."""
    while True:
        talk.say(b"* OK still here")
        time.sleep(0.05)


@pytest.mark.parametrize("way", [silent, slow])
@pytest.mark.parametrize(
    ("at", "security", "step"),
    [(b"", "tls", "login"), (b"STARTTLS", "starttls", "tls"), (b"LOGIN", "tls", "login"),
     (b"EXAMINE", "tls", "folder")],
)  # fmt: skip
def test_a_slow_server_is_left_at_the_step_that_it_is_at(
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
    way: Callable[[Conversation], None],
    at: bytes,
    security: str,
    step: str,
) -> None:
    monkeypatch.setattr(check, "_LONGEST", 1.5)
    server = ImapServer(tls_context(stage.files.ca.read_text()), dialer=Dialer(loopback=True))
    answers: Answers = {at: way, b"SELECT": SELECTED}
    with scripted(stage.files, answers, over_tls=security == "tls") as there:
        report = check_of(server, mailbox_at(there.port, security=security))
    failed(report, step, "mailbox_timeout")
    assert report.seconds < 4


def test_silence_in_clear_may_be_the_wrong_port(dovecot: Dovecot, tls: ssl.SSLContext) -> None:
    """With its own patience, and one that is shorter."""
    for limits in (Limits(), Limits(greeting=0.3)):
        server = ImapServer(tls, limits, Dialer(loopback=True))
        mailbox = mailbox_at(dovecot.port, security="starttls")
        report = check_of(server, mailbox)
        failed(report, "tls", "tls_failed")
        assert report.seconds < limits.greeting + 2

"""Logging in where the server is broken, hostile or just unusual: always a typed error."""

import base64
from contextlib import suppress

import pytest

from malote.errors import (
    CredentialsRefused,
    FolderMissing,
    HostUnreachable,
    MailboxError,
    MailboxTimeout,
    MailProtocolError,
    TlsFailed,
)
from tests.integration.imap.scripted import SECRET, SELECTED, Answers, Conversation, Stage


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (b"NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", CredentialsRefused),
        (b"NO [ALERT] Application-specific password required", CredentialsRefused),
        (b"NO [EXPIRED] That password is no longer good", CredentialsRefused),
        (b"NO no", CredentialsRefused),
        (b"NO [UNAVAILABLE] Temporary authentication failure.", HostUnreachable),
        (b"NO [INUSE] Mailbox in use", HostUnreachable),
        (b"NO [LIMIT] Too many connections", HostUnreachable),
        (b"NO [SERVERBUG] Oops", HostUnreachable),
        (b"NO [CONTACTADMIN] Call us", HostUnreachable),
        (b"NO [ALERT] Too many simultaneous connections. (Failure)", HostUnreachable),
        (b"NO Please try again later", HostUnreachable),
        (b"BAD what?", MailProtocolError),
    ],
)
def test_a_refused_login(stage: Stage, words: bytes, error: type[MailboxError]) -> None:
    assert type(stage.refusal({b"LOGIN": b"{tag} " + words})) is error


@pytest.mark.parametrize(
    "echo",
    [
        b"{tag} BAD cannot parse LOGIN ana s3nh\"a",
        b'{tag} NO "ana" "s3nh\\"a" is wrong',
        b"* BYE no s3nh\"a here",
        b"* what is s3nh\"a?\r\n{tag} NO",
    ],
)  # fmt: skip
def test_a_server_that_repeats_the_password(stage: Stage, echo: bytes) -> None:
    assert 's3nh\\"a' not in str(stage.refusal({b"LOGIN": echo}))


def test_words_are_cut_to_a_printable_line(stage: Stage) -> None:
    said = stage.refusal({b"LOGIN": b"{tag} NO \x1b[31m\xc2\x85 oi \xff" + b"x" * 5000})
    assert len(said.detail) == 200


def test_login_disabled_sends_no_password(stage: Stage) -> None:
    heard: list[bytes] = []
    answers: Answers = {
        b"": b"* OK [CAPABILITY IMAP4rev1 LOGINDISABLED] hi",
        b".": lambda talk: heard.append(talk.commands[-1]),
    }
    assert type(stage.refusal(answers)) is CredentialsRefused
    assert not [line for line in heard if SECRET.encode() in line or b"LOGIN" in line]


@pytest.mark.parametrize("injected", ["a\r\nB LOGOUT", "a\nb", "a\0b"])
def test_a_password_is_one_line(stage: Stage, injected: str) -> None:
    assert type(stage.refusal({}, password=injected)) is CredentialsRefused


def test_quotes_and_spaces_are_quoted(stage: Stage) -> None:
    with stage.open({}, username='DOM\\ana "a" {3}') as (_, server):
        assert server.commands[0] == b'LOGIN "DOM\\\\ana \\"a\\" {3}" "s3nh\\"a"'


def test_a_password_beyond_ascii_goes_by_sasl(stage: Stage) -> None:
    answers: Answers = {b"AUTHENTICATE PLAIN": b"+ ", b"[A-Za-z0-9+/=]+$": b"{tag} OK in"}
    with stage.open(answers, password="maçã") as (_, server):
        assert base64.b64decode(server.commands[1]) == "\0ana\0maçã".encode()
    refusal = b"{tag} NO [UNAVAILABLE] later"
    assert type(stage.refusal({b"AUTHENTICATE": refusal}, password="maçã")) is HostUnreachable
    refusal = b"{tag} NO [AUTHENTICATIONFAILED] no"
    assert type(stage.refusal({b"AUTHENTICATE": refusal}, password="maçã")) is CredentialsRefused


@pytest.mark.parametrize(
    ("greeting", "error"),
    [
        (b"* BYE [UNAVAILABLE] Too many connections from your IP", HostUnreachable),
        (b"* PREAUTH [CAPABILITY IMAP4rev1] welcome, whoever you are", MailProtocolError),
        (b"220 smtp.test ESMTP", MailProtocolError),
        (b"HTTP/1.1 400 Bad Request", MailProtocolError),
        (b"x" * 200_000, MailProtocolError),
    ],
)
@pytest.mark.parametrize("over_tls", [True, False])
def test_odd_greetings(
    stage: Stage, greeting: bytes, error: type[MailboxError], over_tls: bool
) -> None:
    assert type(stage.refusal({b"": greeting}, over_tls=over_tls)) is error


def test_the_capability_is_asked_only_if_the_greeting_leaves_a_doubt(stage: Stage) -> None:
    with stage.open({b"": b"* OK hi"}) as (_, server):
        assert [line.split()[0] for line in server.commands] == [b"LOGIN", b"EXAMINE"]


def inject_before(talk: Conversation) -> None:
    talk.say(b"* CAPABILITY IMAP4rev1 EVIL\r\n{tag} OK go")
    talk.start_tls()


def inject_after(talk: Conversation) -> None:
    talk.say(b"{tag} OK go\r\n* CAPABILITY IMAP4rev1 EVIL\r\n* BYE")
    talk.start_tls()


def test_what_is_said_before_tls_is_forgotten(stage: Stage) -> None:
    answers: Answers = {
        b"": b"* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED EVIL] hi",
        b"STARTTLS": inject_before,
        b"CAPABILITY": b"* CAPABILITY IMAP4rev1 MOVE\r\n{tag} OK done",
    }
    with stage.open(answers, over_tls=False) as (folder, server):
        assert not folder._connection.has("EVIL")
        assert folder._connection.has("MOVE")
        assert server.commands[0] == b"STARTTLS"


def test_what_is_slipped_in_after_starttls_is_dropped(stage: Stage) -> None:
    answers: Answers = {
        b"STARTTLS": inject_after,
        b"CAPABILITY": b"* CAPABILITY IMAP4rev1\r\n{tag} OK done",
    }
    # Refused, if it had not been read yet and met the handshake.
    with suppress(TlsFailed), stage.open(answers, over_tls=False) as (folder, _):
        assert not folder._connection.has("EVIL")


@pytest.mark.parametrize(
    "answers",
    [
        {b"": b"* OK [CAPABILITY IMAP4rev1] no TLS here"},
        {b"STARTTLS": b"{tag} NO not today"},
        {b"STARTTLS": b"{tag} OK go\r\n* OK still in clear", b".*": b"* OK what is this?"},
    ],
)
def test_starttls_or_nothing(stage: Stage, answers: Answers) -> None:
    heard: list[bytes] = []
    answers = answers | {b"LOGIN": lambda talk: heard.append(talk.commands[-1])}
    assert isinstance(stage.refusal(answers, over_tls=False), TlsFailed | MailboxTimeout)
    assert not heard


@pytest.mark.parametrize(
    ("select", "listed", "error"),
    [
        (b"NO [NONEXISTENT] none", b"{tag} OK done", FolderMissing),
        (b"NO none", b'* LIST (\\NoSelect) "/" "INBOX"\r\n{tag} OK done', FolderMissing),
        (b"NO locked", b'* LIST () "/" "INBOX"\r\n{tag} OK done', MailProtocolError),
        (
            b"NO [UNAVAILABLE] later",
            b'* LIST () "/" {5}\r\nINBOX\r\n{tag} OK done',
            HostUnreachable,
        ),
        (b"BAD what", b"{tag} OK done", MailProtocolError),
    ],
)
def test_a_folder_that_cannot_be_opened(
    stage: Stage, select: bytes, listed: bytes, error: type[MailboxError]
) -> None:
    assert type(stage.refusal({b"EXAMINE": b"{tag} " + select, b"LIST": listed})) is error


def test_a_folder_that_cannot_be_written_can_be_read(stage: Stage) -> None:
    read_only = SELECTED.replace(b"READ-WRITE", b"READ-ONLY")
    answers: Answers = {b"SELECT": read_only, b"UID SEARCH": b"* SEARCH 1 2\r\n{tag} OK done"}
    with stage.open(answers, after_import="move") as (folder, _):
        assert [list(window) for window in folder.uids_after(0)] == [[1, 2]]

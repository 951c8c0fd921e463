"""Logging in with a token: what is said on the wire, and how servers refuse it."""

import json
from base64 import b64decode, b64encode
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from pydantic import SecretStr

from malote.adapters.dialer import Dialer
from malote.adapters.imap import ImapServer
from malote.adapters.tls import tls_context
from malote.errors import CredentialsRefused, HostUnreachable, MailboxError, MailProtocolError
from malote.mail_accounts import Credential
from tests.integration.dovecot import Dovecot
from tests.integration.imap.conftest import mailbox_at, soon
from tests.integration.imap.scripted import SMALL, Answers, Conversation, Scripted, scripted

TOKEN = "ya29.canary-" + "aZ09_-~+/" * 150 + "="
XOAUTH2 = f"user=ana@x.test\1auth=Bearer {TOKEN}\1\1".encode()
OAUTHBEARER = f"n,a=ana@x.test,\1auth=Bearer {TOKEN}\1\1".encode()
NO = b"{tag} NO AUTHENTICATE failed."
UNTOLD: Answers = {b"": b"* OK Gimap ready for requests"}


@contextmanager
def opened(dovecot: Dovecot, answers: Answers) -> Iterator[Scripted]:
    files = dovecot.certificates
    server = ImapServer(tls_context(files.ca.read_text()), SMALL, Dialer(loopback=True))
    with scripted(files, answers, over_tls=True) as provider:
        mailbox = mailbox_at(provider.port, username="ana@x.test", auth="microsoft")
        with server.open(mailbox, Credential(SecretStr(TOKEN), bearer=True), soon(5)):
            yield provider


def refusal(dovecot: Dovecot, answers: Answers) -> MailboxError:
    with pytest.raises(MailboxError) as caught, opened(dovecot, answers):
        pass
    told = str(caught.value)
    assert "canary" not in told
    assert "aZ09" not in told
    assert "dXNlcj1" not in told
    return caught.value


def greeting(*capabilities: str) -> Answers:
    return {b"": f"* OK [CAPABILITY IMAP4rev1 {' '.join(capabilities)}] hi".encode()}


@pytest.mark.parametrize(
    ("answers", "mechanism", "response"),
    [
        (UNTOLD, "XOAUTH2", XOAUTH2),
        (greeting("SASL-IR", "AUTH=XOAUTH2", "LOGINDISABLED"), "XOAUTH2", XOAUTH2),
        (greeting("SASL-IR", "AUTH=OAUTHBEARER", "AUTH=XOAUTH2"), "XOAUTH2", XOAUTH2),
        (greeting("SASL-IR", "AUTH=OAUTHBEARER", "AUTH=PLAIN"), "OAUTHBEARER", OAUTHBEARER),
    ],
)
def test_the_token_goes_with_the_command(
    dovecot: Dovecot, answers: Answers, mechanism: str, response: bytes
) -> None:
    with opened(dovecot, answers) as server:
        command, named, said = server.commands[0].split()
    assert (command, named.decode(), b64decode(said)) == (b"AUTHENTICATE", mechanism, response)


def test_or_after_an_invitation(dovecot: Dovecot) -> None:
    invited = greeting("AUTH=XOAUTH2") | {b"AUTHENTICATE": b"+", b"dXNlcj": b"{tag} OK in"}
    with opened(dovecot, invited) as server:
        assert server.commands[0] == b"AUTHENTICATE XOAUTH2"
        assert b64decode(server.commands[1]) == XOAUTH2


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"NO AUTHENTICATE failed.", CredentialsRefused),
        (b"NO [ALERT] Your account is not enabled for IMAP use. (Failure)", CredentialsRefused),
        (b"NO [AUTHENTICATIONFAILED] Invalid credentials (Failure)", CredentialsRefused),
        (b"NO [UNAVAILABLE] Temporary authentication failure.", HostUnreachable),
        (b"BAD User is authenticated but not connected.", HostUnreachable),
        (b"BAD Request is throttled. Suggested Backoff Time: 277000 milliseconds", HostUnreachable),
        (b"BAD Command Argument Error. 12", MailProtocolError),
        (f"BAD what is {TOKEN[200:260]}?".encode(), MailProtocolError),
        (b"BAD what is " + b64encode(XOAUTH2)[90:200], MailProtocolError),
    ],
)
def test_refusals(dovecot: Dovecot, said: bytes, error: type[MailboxError]) -> None:
    told = refusal(dovecot, {b"AUTHENTICATE": b"{tag} " + said})
    assert type(told) is error
    assert ("IMAP está ligado" in told.detail) is (error is CredentialsRefused)


@pytest.mark.parametrize(
    ("challenge", "error"),
    [
        ({"status": "400", "schemes": "Bearer", "scope": "https://x/"}, CredentialsRefused),
        ({"status": "invalid_token"}, CredentialsRefused),
        ({"status": 401}, CredentialsRefused),
        ({"status": "503"}, HostUnreachable),
        ({"status": "429"}, HostUnreachable),
        ([], CredentialsRefused),
        (["[" * 9000], CredentialsRefused),
    ],
)
@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_a_reason_is_answered_so_that_the_server_goes_on(
    dovecot: Dovecot, challenge: object, error: type[MailboxError], mechanism: str
) -> None:
    answers = greeting("SASL-IR", f"AUTH={mechanism}")
    answers[b"AUTHENTICATE"] = b"+ " + b64encode(json.dumps(challenge).encode())
    answers[b"$" if mechanism == "XOAUTH2" else b"AQ==$"] = NO
    assert type(refusal(dovecot, answers)) is error


@pytest.mark.parametrize("challenge", [b"+ not base64!", b"+ AAAA", b"+", b"+ " + b"W1tb" * 20_000])
def test_a_reason_that_makes_no_sense(dovecot: Dovecot, challenge: bytes) -> None:
    answers = UNTOLD | {b"AUTHENTICATE": challenge, b"$": NO}
    assert type(refusal(dovecot, answers)) is CredentialsRefused


def test_challenges_without_end(dovecot: Dovecot) -> None:
    def end(talk: Conversation) -> None:
        ended.append(talk.commands[-1])
        talk.say(b"{tag} BAD as you like")

    ended: list[bytes] = []
    again = b"+ e30="
    answers = UNTOLD | {b"AUTHENTICATE": again, b"$": again, rb"\*": end}
    assert type(refusal(dovecot, answers)) is MailProtocolError
    assert ended == [b"*"]

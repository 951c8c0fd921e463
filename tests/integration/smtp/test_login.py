"""Logging in: which way is taken, what is said, and how refusals are taken."""

from base64 import b64decode, b64encode
from collections.abc import Callable

import pytest

from local.ca import CertificateFiles
from malote.errors import (
    CredentialsRefused,
    HostUnreachable,
    MailboxError,
    MailDeferred,
    MailProtocolError,
)
from tests.integration.smtp.client import Client
from tests.integration.smtp.servers import PASSWORD, TOKEN, USER, smtp_server
from tests.integration.smtp.talk import Answers, Talk

PLAIN = f"\0{USER}\0{PASSWORD}".encode()
XOAUTH2 = f"user={USER}\1auth=Bearer {TOKEN}\1\1".encode()
OAUTHBEARER = f"n,a={USER},\1auth=Bearer {TOKEN}\1\1".encode()


def offering(mechanisms: str, auth: bytes | Callable[[Talk], object] | None = None) -> Answers:
    answers: Answers = {b"EHLO": f"250-localhost\r\n250 AUTH {mechanisms}".encode()}
    return {**answers, b"AUTH": auth} if auth else answers


@pytest.mark.parametrize(
    ("offered", "secret", "said"),
    [
        ("PLAIN LOGIN XOAUTH2", PASSWORD, [b"AUTH PLAIN " + b64encode(PLAIN)]),
        ("LOGIN PLAIN", PASSWORD, [b"AUTH PLAIN " + b64encode(PLAIN)]),
        ("xoauth2 login", PASSWORD, [b"AUTH LOGIN"]),
        ("NTLM LOGIN GSSAPI", PASSWORD, [b"AUTH LOGIN"]),
        ("LOGIN PLAIN XOAUTH2", TOKEN, [b"AUTH XOAUTH2 " + b64encode(XOAUTH2)]),
        ("OAUTHBEARER XOAUTH2", TOKEN, [b"AUTH XOAUTH2 " + b64encode(XOAUTH2)]),
        ("PLAIN OAUTHBEARER", TOKEN, [b"AUTH OAUTHBEARER " + b64encode(OAUTHBEARER)]),
        ("XOAUTH2", TOKEN + "x" * 2000, [b"AUTH XOAUTH2"]),  # a command has 512 bytes (RFC 4954 4)
        ("PLAIN", PASSWORD * 10, [b"AUTH PLAIN"]),
    ],
)
def test_the_way_that_is_taken(
    files: CertificateFiles, client: Client, offered: str, secret: str, said: list[bytes]
) -> None:
    with smtp_server(files, offering(offered), security="tls", users={USER: secret}) as server:
        assert client.send(server, secret).reply == 250
        assert server.said(b"AUTH") == said


def test_the_old_way_of_offering_it(files: CertificateFiles, client: Client) -> None:
    with smtp_server(files, {b"EHLO": b"250-x\r\n250 AUTH=LOGIN"}, security="tls") as server:
        assert client.send(server).reply == 250


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("535 5.7.8 Username and Password not accepted", CredentialsRefused),
        ("535 5.7.3 Authentication unsuccessful", CredentialsRefused),
        ("535 5.7.139 Authentication unsuccessful, basic authentication is disabled.", CredentialsRefused),
        ("534-5.7.14 Please log in via your web browser and then try again.\r\n534 5.7.14 later", CredentialsRefused),
        ("534 5.7.9 Application-specific password required", CredentialsRefused),
        ("530 5.7.0 Authentication required", CredentialsRefused),
        ("538 5.7.11 Encryption required", CredentialsRefused),
        ("504 5.5.4 Unrecognized authentication type", CredentialsRefused),
        ("535 4.7.8 failure", HostUnreachable),
        ("535-4.7.8 failure\r\n535 4.7.8 again", HostUnreachable),
        ("535 5.7.0 (#AUTH005) Too many bad auth attempts.", HostUnreachable),
        ("550 5.7.0 Temporarily blocked: try again later", HostUnreachable),
        ("554 5.7.0 Request is throttled", HostUnreachable),
        ("535 Tente mais tarde", HostUnreachable),
        ("454 4.7.0 Temporary authentication failure", MailDeferred),
        ("454 4.7.0 Too many login attempts, please try again later.", MailDeferred),
        ("432 4.7.12 A password transition is needed", MailDeferred),
        ("421 4.7.0 Try again later, closing connection", MailDeferred),
        ("250 2.0.0 ok", MailProtocolError),
        ("354 go", MailProtocolError),
    ],
)  # fmt: skip
def test_refusals(
    files: CertificateFiles, client: Client, said: str, error: type[MailboxError]
) -> None:
    answers = offering("PLAIN", lambda talk: talk.say(said.encode()))
    with smtp_server(files, answers, security="tls") as server:
        told = client.failure(server)
    assert (type(told), told.step) == (error, "login")
    assert (told.said, told.said[:3]) == (told.detail, said[:3])


@pytest.mark.parametrize(
    ("status", "error"),
    [("400", CredentialsRefused), ("invalid_token", CredentialsRefused), ("503", HostUnreachable)],
)
@pytest.mark.parametrize("mechanism", ["XOAUTH2", "OAUTHBEARER"])
def test_a_token_is_refused_with_a_reason(
    files: CertificateFiles, client: Client, mechanism: str, status: str, error: type[MailboxError]
) -> None:
    answered: list[bytes] = []

    def refuse(talk: Talk) -> None:
        talk.say(b"334 " + b64encode(b'{"status":"%b"}' % status.encode()))
        answered.append(b64decode(talk.line()))
        talk.say(b"535 5.7.8 no")

    with smtp_server(files, offering(mechanism, refuse), security="tls") as server:
        assert type(client.failure(server, TOKEN)) is error
    assert answered == [b"" if mechanism == "XOAUTH2" else b"\1"]


@pytest.mark.parametrize("secret", [PASSWORD, TOKEN])
@pytest.mark.parametrize(
    "challenge", [b"334", b"334 Li4u", b"334 not base64!", b"334 " + b"W1tb" * 1500]
)
def test_challenges_without_end(
    files: CertificateFiles, client: Client, challenge: bytes, secret: str
) -> None:
    def ask(talk: Talk) -> None:
        while True:
            talk.say(challenge)
            answered.append(talk.line())

    answered: list[bytes] = []
    with smtp_server(files, offering("LOGIN XOAUTH2", ask), security="tls") as server:
        assert type(client.failure(server, secret)) is MailProtocolError
    assert len(answered) <= 5
    assert answered[-1] == b"*"


@pytest.mark.parametrize(
    "secret", ["canaryPassword1\r\nQUIT", "canaryPassword1\n", "canaryPassword1\0"]
)
def test_a_password_is_one_line(files: CertificateFiles, client: Client, secret: str) -> None:
    with smtp_server(files) as server:
        assert type(client.failure(server, secret)) is CredentialsRefused
        assert not server.said(b"AUTH")

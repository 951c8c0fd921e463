"""What real servers say, and what their users read: the step, the cause, what to do there."""

import pytest

from malote.diagnosis import explain
from malote.errors import (
    ConsentWithdrawn,
    CredentialsRefused,
    HostUnknown,
    HostUnreachable,
    MailboxError,
    SenderRefused,
    SmtpError,
    Step,
    TlsFailed,
)
from malote.mail_accounts import Auth
from tests.unit.diagnosis.examples import (
    GMAIL,
    LOGINS,
    M365,
    OPENSSL,
    OTHER,
    OTHERS,
    SENT,
    UNREACHABLE,
    ours,
    said,
    told,
)


@pytest.mark.parametrize(("protocol", "at", "words", "cause", "action"), LOGINS)
def test_a_refused_login(
    protocol: str, at: tuple[str, str], words: str, cause: str, action: str
) -> None:
    found = told(protocol, at, said(CredentialsRefused, words))
    assert (found.status, found.step, found.code) == ("failed", "login", "credentials_refused")
    assert found.server_said == words
    assert found.message == "Falhou no login. O servidor de e-mail recusou o usuário ou a senha."
    assert cause in found.cause
    assert action in found.action
    assert bool(found.help_url) is (at is not OTHER)


@pytest.mark.parametrize(("at", "kind", "words", "step", "cause", "action"), SENT)
def test_a_mail_that_is_not_taken(
    at: tuple[str, str], kind: type[SmtpError], words: str, step: Step, cause: str, action: str
) -> None:
    found = told("smtp", at, said(kind, words, step))
    assert (found.step, found.code, found.server_said) == (step, kind.code, words)
    assert cause in found.cause
    assert action in found.action


@pytest.mark.parametrize("protocol", ["imap", "smtp"])
@pytest.mark.parametrize(("detail", "cause", "action"), OPENSSL)
def test_tls(protocol: str, detail: str, cause: str, action: str) -> None:
    found = told(protocol, OTHER, ours(TlsFailed, detail))
    assert (found.step, found.code, found.server_said) == ("tls", "tls_failed", "")
    assert cause in found.cause
    assert action in found.action


def test_a_server_s_refusal_of_tls_is_its_own_words() -> None:
    found = told("smtp", OTHER, said(TlsFailed, "454 4.7.0 TLS not available"))
    assert (found.step, found.server_said) == ("tls", "454 4.7.0 TLS not available")


def test_a_name_that_is_not_there_and_the_one_that_is() -> None:
    found = told("imap", ("gmial.com", "ana@gmail.com"), ours(HostUnknown, "este nome não tem"))
    assert (found.step, found.code, found.server_said) == ("resolve", "host_unknown", "")
    assert "digitado certo" in found.action
    assert "Gmail usa imap.gmail.com, porta 993 (TLS)" in found.action
    assert found.provider == "gmail"


def test_of_what_is_unreachable_nothing_is_told_that_depends_on_the_host() -> None:
    hosts = ("127.0.0.1", "169.254.169.254", "servidor.interno", "imap.empresa.com.br", "{host}")
    found = [
        explain.report("imap", host, "nf@empresa.com.br", ours(HostUnreachable, UNREACHABLE), 1)
        for host in hosts
    ]
    assert all(each == found[0] for each in found)
    assert (found[0].step, found[0].code) == ("connect", "host_unreachable")


@pytest.mark.parametrize(("protocol", "at", "error", "cause", "action"), OTHERS)
def test_the_rest(
    protocol: str, at: tuple[str, str], error: MailboxError, cause: str, action: str
) -> None:
    found = told(protocol, at, error)
    assert (found.step, found.server_said) == (error.step, error.said)
    assert cause in found.cause
    assert action in found.action


@pytest.mark.parametrize(("protocol", "at"), [("imap", GMAIL), ("imap", M365), ("smtp", M365)])
def test_a_token_that_is_refused_is_not_told_as_a_password(
    protocol: str, at: tuple[str, str]
) -> None:
    refusal = said(CredentialsRefused, "535 5.7.8 Username and Password not accepted.", "login")
    found = told(protocol, at, refusal, Auth.MICROSOFT)
    assert "OAuth 2" in found.cause
    assert "esta mesma conta" in found.action


def test_a_provider_s_address_at_somebody_else_s_server() -> None:
    """What its own provider wants is no matter there."""
    found = told("smtp", ("empresa.com.br", "ana@gmail.com"), said(CredentialsRefused, "535 no"))
    assert (found.provider, found.help_url) == (None, None)
    assert "apppasswords" not in found.action


def test_success() -> None:
    found = explain.report("smtp", "smtp.gmail.com", "ana@gmail.com", None, 0.5)
    assert (found.status, found.message) == ("ok", "Configurações de e-mail ok.")
    assert {each.status for each in found.steps} == {"ok"}
    assert [each.step for each in found.steps] == [
        "resolve", "connect", "tls", "login", "sender", "recipient", "message",
    ]  # fmt: skip
    mailbox = explain.report("imap", "imap.gmail.com", "ana@gmail.com", None, 0.5)
    assert mailbox.message == "Caixa de e-mail ok."
    assert [each.step for each in mailbox.steps] == ["resolve", "connect", "tls", "login", "folder"]


def test_the_steps_tell_how_far_it_came() -> None:
    found = told("smtp", OTHER, said(SenderRefused, "553 no"))
    assert [each.status for each in found.steps] == [*["ok"] * 4, "failed", "skipped", "skipped"]
    withdrawn = told("imap", GMAIL, ours(ConsentWithdrawn, "invalid_grant"), Auth.GOOGLE)
    assert [each.status for each in withdrawn.steps] == [*["skipped"] * 3, "failed", "skipped"]
    assert withdrawn.server_said == ""

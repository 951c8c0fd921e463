"""The table of rules itself: whole, in an order in which each can be reached, and for every error."""

import re
from itertools import product

import pytest

from malote.diagnosis import explain
from malote.diagnosis.authorizing import AUTHORIZING
from malote.diagnosis.general import GENERAL
from malote.diagnosis.logging_in import LOGGING_IN
from malote.diagnosis.reaching import REACHING
from malote.diagnosis.rules import Protocol, Rule
from malote.diagnosis.sending import SENDING
from malote.errors import (
    ConsentWithdrawn,
    CredentialsRefused,
    HostUnknown,
    HostUnreachable,
    MailboxError,
    MailDeferred,
    TlsFailed,
    known_codes,
)
from malote.mail_accounts import Auth
from malote.providers.table import PROVIDERS
from tests.unit.diagnosis.examples import (
    GMAIL,
    LOGINS,
    OPENSSL,
    OTHER,
    OTHERS,
    SENT,
    UNREACHABLE,
    ours,
    said,
    told,
)

RULES = [*REACHING, *AUTHORIZING, *LOGGING_IN, *SENDING, *GENERAL]
KINDS = sorted(known_codes(MailboxError).items())
PROTOCOLS: list[Protocol] = ["imap", "smtp"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.cause[:40])
def test_a_rule_is_whole(rule: Rule) -> None:
    re.compile(rule.words)
    assert set(rule.codes) <= {code for code, _ in KINDS}
    assert set(rule.providers) <= {provider.id for provider in PROVIDERS}
    names = set(re.findall(r"\{(\w*)\}", rule.action))
    assert names <= {"login", "enabling", "sender", "limits", "servers"}
    for text in (rule.cause, rule.action):
        assert text[0].isupper() or text.startswith("{")
        assert text.endswith((".", "}"))


@pytest.mark.parametrize(("code", "kind"), KINDS)
def test_no_error_at_any_step_of_anybody_s_is_without_cause_and_advice(
    code: str, kind: type[MailboxError]
) -> None:
    hosts = [provider.imap.host for provider in PROVIDERS] + ["mail.empresa.com.br"]
    steps = [*explain._STEPS["smtp"], "folder", None]
    for protocol, host, step, auth, words in product(
        PROTOCOLS, hosts, steps, Auth, ("", "{0} {x} %s", "550 5.7.1 no")
    ):
        error = kind(words)
        error.step, error.said = step, words
        found = explain.report(protocol, host, "nf@empresa.com.br", error, 1, auth=auth)
        assert (found.code, found.server_said) == (code, words)
        assert found.step in explain._STEPS[protocol]
        assert found.cause
        assert found.action
        assert not re.search(r"[{}]|  |None", found.action)


def test_each_is_the_answer_to_something_that_is_said() -> None:
    """None is dead: hidden behind another, or for words that nobody says."""
    reports = [
        *(
            told(protocol, at, said(CredentialsRefused, words))
            for protocol, at, words, *_ in LOGINS
        ),
        *(told("smtp", at, said(kind, words, step)) for at, kind, words, step, *_ in SENT),
        *(told("imap", OTHER, ours(TlsFailed, words)) for words, *_ in OPENSSL),
        *(told(protocol, at, error) for protocol, at, error, *_ in OTHERS),
        *(told("imap", OTHER, ours(kind, UNREACHABLE)) for kind in (HostUnknown, HostUnreachable)),
        told("imap", GMAIL, ours(ConsentWithdrawn, "invalid_grant")),
        told("imap", GMAIL, said(CredentialsRefused, "no"), Auth.GOOGLE),
        told("smtp", OTHER, said(MailDeferred, "454 4.7.0 no TLS now", "tls")),
    ]
    causes = [rule.cause for rule in RULES]
    assert len(set(causes)) == len(causes)
    assert set(causes) == {report.cause for report in reports}


@pytest.mark.parametrize("words", ["a" * 200, " " * 200, "5.7." * 50, "daily " * 33, "IMAP " * 40])
def test_no_words_take_long_to_read(words: str) -> None:
    """200 characters are the most that a server is quoted with; a bound against backtracking."""
    for rule in RULES:
        re.search(rule.words, words, re.IGNORECASE)

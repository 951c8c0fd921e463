"""The test of an account: the mail, its time, what is told of it."""

import pytest
from pydantic import ValidationError

from malote.audit import Actor
from malote.errors import (
    DeliveryUncertain,
    HostUnreachable,
    InvalidInput,
    MailboxError,
    MailSettingsMissing,
    RecipientsRefused,
    SenderRefused,
    TlsFailed,
)
from malote.smtp.trial import trial_mail
from tests.fakes.stores import NOON
from tests.hostile_mail import HOSTILE
from tests.unit.smtp.office import ASKED, BRANCH, Office
from tests.wire import strictly_read


def test_what_is_stored(office: Office) -> None:
    with pytest.raises(MailSettingsMissing):
        office.test()
    office.save()
    before = office.settings()
    assert office.test().status == "ok"
    assert office.transport.opened[-1] == (before, "p1")
    assert office.test(to="cliente@x.test").status == "ok"
    assert office.transport.sent[-1][0].recipients == ("cliente@x.test",)
    assert office.settings() == before


def test_what_is_described_is_tested_and_not_saved(office: Office) -> None:
    assert office.test(**ASKED, to="cliente@x.test").status == "ok"
    assert office.transport.opened[0][1] == "p1"
    assert office.store.list("acme") == []
    assert not office.vault.kept


@pytest.mark.parametrize(
    ("where", "error", "step"),
    [
        ("open", HostUnreachable("x"), "connect"),
        ("open", TlsFailed("x"), "tls"),
        ("send", SenderRefused("553 no", 553), "sender"),
        ("send", RecipientsRefused("550 no", 550), "recipient"),
        ("send", DeliveryUncertain("x"), "message"),
    ],
)
def test_a_failure_is_an_answer(office: Office, where: str, error: MailboxError, step: str) -> None:
    office.save()
    if where == "open":
        office.transport.refusals = [error]
    else:
        office.transport.error = error
    report = office.test()
    assert (report.status, report.step, report.code) == ("failed", step, error.code)
    assert office.settings().paused is None


def test_bugs_go_through(office: Office) -> None:
    office.save()
    office.vault.kept.clear()
    with pytest.raises(KeyError):
        office.test()


def test_it_is_over_in_time(office: Office) -> None:
    office.save()
    office.test()
    assert office.transport.deadlines == [118.0, 118.0]  # of a clock that shows 100


@pytest.mark.parametrize("email", [None, "", "ana", "ana@x.test\r\nRCPT TO:<eve@x.test>"])
def test_whoever_asks_has_an_address(office: Office, email: str | None) -> None:
    office.actor = Actor("user", "u-1", email)
    with pytest.raises(InvalidInput):
        office.save()
    assert not office.transport.opened


@pytest.mark.parametrize("name", HOSTILE)
def test_the_mail_is_what_it_should_be_under_any_name(office: Office, name: str) -> None:
    try:
        office.save(display_name=name)
    except ValidationError:
        assert not name.isprintable() or len(name) > 200
        return
    mail = strictly_read(trial_mail(office.settings(), "cliente@x.test", NOON))
    assert sorted(map(str.lower, mail.names)) == [
        "auto-submitted", "content-transfer-encoding", "content-type", "date", "from",
        "message-id", "mime-version", "subject", "to",
    ]  # fmt: skip
    assert mail.named("From") == (name if name.strip() else "", "notas@acme.test")
    assert mail.addresses("To") == ["cliente@x.test"]
    assert mail.text("Subject") == "Teste de envio do Malote"
    text = mail.content.decode()
    assert "e-mail de teste do Malote" in text
    assert f"cobranças de {BRANCH}" in text

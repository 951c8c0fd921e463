"""What is saved, after which test; which secret is used for what."""

from typing import Any

import pytest

from malote.errors import (
    AccountTestFailed,
    ConsentWithdrawn,
    CredentialsRefused,
    HostUnreachable,
    InvalidInput,
    MailboxError,
    NotFound,
)
from malote.mail_settings import MailSettings
from tests.unit.smtp.office import ASKED, BRANCH, GRANT, OTHER, Office


def test_a_new_account(office: Office) -> None:
    saved = office.save(display_name="Padaria São João")
    settings = office.settings()
    assert (settings.host, settings.port, settings.security) == ("smtp.acme.test", 587, "starttls")
    assert settings.username == settings.from_address == "notas@acme.test"
    assert office.vault.kept == {settings.secret_name: {"password": "p1"}}
    assert saved.report.status == "ok"
    assert saved.report.message == "Configurações de e-mail ok."
    ((envelope, mime),) = office.transport.sent
    assert envelope.recipients == ("ana@acme.test",)
    assert b"Teste de envio do Malote" in mime
    shown = saved.model_dump_json()
    assert "p1" not in shown
    assert settings.secret_name not in shown


def test_what_fails_its_test_is_not_saved(office: Office) -> None:
    office.save()
    before = office.settings()
    office.transport.refusals = [CredentialsRefused("535 no")]
    with pytest.raises(AccountTestFailed) as failed:
        office.save(password="p2")
    assert failed.value.report.step == "login"  # type: ignore[attr-defined]
    assert office.settings() == before
    assert list(office.vault.kept.values()) == [{"password": "p1"}]


def test_a_new_password_takes_the_place_of_the_old(office: Office) -> None:
    office.save()
    before = office.settings()
    office.store.pause(before, "credentials_refused")
    office.save(password="p2")
    after = office.settings()
    assert after.paused is None
    assert after.revision != before.revision
    assert office.vault.kept == {after.secret_name: {"password": "p2"}}


def test_without_a_password_the_stored_one_is_tested_and_kept(office: Office) -> None:
    office.save()
    before = office.settings()
    office.save(password=None, display_name="Outra", from_address="outra@acme.test",
                username="notas@acme.test")  # fmt: skip
    after = office.settings()
    assert after.secret_name == before.secret_name
    assert (after.display_name, after.from_address) == ("Outra", "outra@acme.test")
    assert after.revision != before.revision
    assert [secret for _, secret in office.transport.opened] == ["p1", "p1"]
    assert office.unnamed == []


@pytest.mark.parametrize(
    "change",
    [
        {"host": "smtp.evil.test"},
        {"host": "SMTP.acme.test"},
        {"port": 465, "security": "tls"},
        {"username": "outro@acme.test"},
        {"from_address": "outro@acme.test"},  # which is the user name, too
        {"auth": "google"},
    ],
    ids=lambda change: next(iter(change)),
)
@pytest.mark.parametrize("way", ["save", "test"])
def test_a_stored_password_goes_nowhere_else(
    office: Office, change: dict[str, Any], way: str
) -> None:
    office.save()
    before, trail = office.settings(), len(office.trail.kept)
    with pytest.raises(InvalidInput, match="a guardada só serve"):
        getattr(office, way)(**ASKED | {"password": None} | change)
    assert len(office.transport.opened) == 1
    assert len(office.trail.kept) == trail
    assert office.settings() == before


@pytest.mark.parametrize(
    ("fields", "detail"),
    [
        ({"branch": "99999999000191"}, "branch: "),
        ({"branch": OTHER, "password": None}, "password: falta"),
        ({"auth": "google", "password": None}, "grant: falta"),
        ({"port": 25}, "port: "),
        ({"port": 465, "security": "starttls"}, "port: "),
        ({"port": 6379, "security": "tls"}, "port: "),
        ({"host": None}, "host: falta"),
    ],
)
def test_what_cannot_be_saved(office: Office, fields: dict[str, Any], detail: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        office.save(**fields)
    assert refused.value.detail.startswith(detail)
    assert not office.transport.opened
    assert not office.vault.kept


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"port": 465}, ("smtp.acme.test", 465, "tls")),
        ({"security": "tls"}, ("smtp.acme.test", 465, "tls")),
        ({"port": 587}, ("smtp.acme.test", 587, "starttls")),
        ({"host": None, "from_address": "a@gmail.com"}, ("smtp.gmail.com", 465, "tls")),
        (
            {"host": None, "from_address": "a@gmail.com", "port": 587},
            ("smtp.gmail.com", 587, "starttls"),
        ),
        ({"from_address": "a@gmail.com"}, ("smtp.acme.test", 587, "starttls")),
    ],
)
def test_what_is_left_out_is_filled_in(
    office: Office, fields: dict[str, Any], expected: tuple[str, int, str]
) -> None:
    view = office.save(**fields).settings
    assert (view.host, view.port, view.security) == expected


def test_a_grant_is_kept_as_it_was_renewed(office: Office) -> None:
    office.transport.refusals = [CredentialsRefused("535 a token that was revoked")]
    office.save(auth="google", password=None, grant=GRANT)
    assert [secret for _, secret in office.transport.opened] == ["token 1", "token 2"]
    assert [grant.refresh_token.get_secret_value() for grant in office.tokens.asked] == [
        "refresh 0", "refresh 1",
    ]  # fmt: skip
    kept = office.vault.kept[office.settings().secret_name]
    assert kept == {"client_id": "c", "refresh_token": "refresh 2", "directory": "common"}
    office.save(auth="google", password=None, display_name="x")
    assert office.transport.opened[-1][1] == "token of refresh 2"


@pytest.mark.parametrize("error", [ConsentWithdrawn("x"), HostUnreachable("x")])
def test_a_grant_that_gives_nothing_is_not_kept(office: Office, error: MailboxError) -> None:
    office.tokens.error = error
    with pytest.raises(AccountTestFailed):
        office.save(auth="google", password=None, grant=GRANT)
    assert not office.vault.kept
    assert not office.transport.opened


def test_another_branch_is_another_account(office: Office) -> None:
    office.save()
    office.save(branch=OTHER, password="p2")
    office.delete()
    assert office.store.list("acme") == [office.settings(OTHER)]
    assert list(office.vault.kept.values()) == [{"password": "p2"}]
    with pytest.raises(NotFound):
        office.delete()


def test_the_trail_tells_it_before_it_is_done(office: Office) -> None:
    told: list[tuple[str, str]] = []

    def note(step: str) -> None:
        told.append((step, office.trail.kept[-1].action.value))

    office.watch(note)
    office.save()
    office.delete()
    assert told == [
        ("secret added", "mail_settings.changed"),
        ("before save", "mail_settings.changed"),
        ("saved", "mail_settings.changed"),
        ("before secret deleted", "mail_settings.deleted"),
        ("secret deleted", "mail_settings.deleted"),
        ("before delete", "mail_settings.deleted"),
        ("deleted", "mail_settings.deleted"),
    ]
    entries = office.trail.kept
    assert entries[0].action.value == "mail_settings.tested"
    assert {each.target for each in entries} == {BRANCH}
    assert len({each.entry_id for each in entries}) == len(entries) == 3
    assert entries[0].details["to"] == "ana@acme.test"
    assert "p1" not in repr(entries)


def test_a_view_says_why_it_is_paused_and_what_to_do(office: Office) -> None:
    from malote.smtp.views import MailSettingsPage

    office.save()
    office.store.pause(office.settings(), "credentials_refused")
    gone = MailSettings.model_validate(
        office.settings().model_dump() | {"branch": "11222333000181"}
    )
    page = MailSettingsPage.of({BRANCH, OTHER}, [office.settings(), gone])
    assert [view.branch for view in page.items] == ["11222333000181", BRANCH, OTHER]
    view = page.branch(BRANCH).settings
    assert view
    assert view.paused
    assert (view.status, view.paused.code) == ("paused", "credentials_refused")
    assert view.paused.action == CredentialsRefused.action
    assert page.branch(OTHER).settings is None
    with pytest.raises(NotFound):
        page.branch("1")
    assert "secret_name" not in page.model_dump_json()

"""What a secret must hold to be a grant, and which mailboxes may be opened by one."""

import pytest

from malote.errors import AppRefused
from malote.grants import Grant
from malote.mail_accounts import Auth
from malote.mailboxes.models import Mailbox


def mailbox(**settings: object) -> Mailbox:
    defaults = {"tenant": "t", "mailbox_id": "m", "host": "h", "username": "u", "secret_name": "s"}
    return Mailbox.model_validate(defaults | settings)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("", "não é JSON"),
        ("[]", "não é JSON"),
        ('{"password": "canary"}', "client_id, refresh_token"),
        ('{"client_id": "a", "refresh_token": "canary\\n"}', "refresh_token"),
        ('{"client_id": "a", "refresh_token": "canaryé"}', "refresh_token"),
        ('{"client_id": "a", "refresh_token": ""}', "refresh_token"),
        ('{"client_id": "a", "refresh_token": "b", "directory": "x/../canary"}', "directory"),
        ('{"client_id": "a", "refresh_token": "b", "directory": "x@canary"}', "directory"),
    ],
)
def test_a_secret_that_is_no_grant(text: str, named: str) -> None:
    with pytest.raises(AppRefused) as caught:
        Grant.from_secret(text)
    assert caught.value.detail.endswith(f": {named}")
    assert "canary" not in repr(caught.value)


def test_a_grant_hides_itself() -> None:
    grant = Grant.from_secret('{"client_id": "canary", "refresh_token": "canary", "note": 1}')
    assert "canary" not in repr(grant)
    assert grant.fields() == {
        "client_id": "canary",
        "refresh_token": "canary",
        "directory": "common",
    }


@pytest.mark.parametrize("name", ["ana\1auth=Bearer x", "joão@x.test", "ana\x7f", "a\tb"])
def test_a_name_that_would_end_early(name: str) -> None:
    with pytest.raises(ValueError, match="ASCII"):
        mailbox(username=name, auth="google")
    mailbox(username=name, auth="password")


def test_mailboxes_of_before_open_by_password() -> None:
    before = mailbox(auth="google").model_dump(exclude={"auth"})
    assert Mailbox.model_validate(before).auth is Auth.PASSWORD

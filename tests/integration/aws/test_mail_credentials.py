"""Secrets Manager: a grant that renews itself never overwrites one that came meanwhile."""

import json
import re
from concurrent.futures import ThreadPoolExecutor

import pytest

from local.cloud import Cloud
from malote.adapters.aws import client
from malote.adapters.secrets import SecretsManager, SecretVault
from malote.bootstrap import mail_credentials
from malote.errors import AppRefused, CredentialsRefused
from malote.mailboxes.models import Mailbox

secrets = SecretsManager()


@pytest.fixture
def name(cloud: Cloud) -> str:
    return SecretVault("test").add("mailbox", "acme", "notas", {"refresh_token": "0"})


def give(name: str, fields: dict[str, str]) -> None:
    """A new value under the same name, as somebody else may."""
    client("secretsmanager").put_secret_value(SecretId=name, SecretString=json.dumps(fields))


def kept(name: str) -> str:
    return str(json.loads(secrets.read(name).text)["refresh_token"])


def test_what_is_read_does_not_show_itself(name: str) -> None:
    assert kept(name) == "0"
    assert "refresh" not in repr(secrets.read(name))


def test_one_after_the_other(name: str) -> None:
    for number in range(1, 30):  # a secret has 20 labels at most
        version = secrets.read(name).version
        assert secrets.replace(name, f'{{"refresh_token": "{number}"}}', instead_of=version)
        assert kept(name) == str(number)


def test_what_came_first_stays(name: str) -> None:
    seen = secrets.read(name).version
    give(name, {"refresh_token": "admin's"})
    assert not secrets.replace(name, '{"refresh_token": "1"}', instead_of=seen)
    assert kept(name) == "admin's"


def test_one_of_many_wins(name: str) -> None:
    seen = secrets.read(name).version

    def replace(number: int) -> bool:
        return secrets.replace(name, f'{{"refresh_token": "{number}"}}', instead_of=seen)

    with ThreadPoolExecutor(8) as threads:
        won = list(threads.map(replace, range(1, 9)))
    assert won.count(True) == 1
    assert kept(name) == str(won.index(True) + 1)


@pytest.mark.parametrize("text", ['{"refresh_token": "0"}', '{"password": ["x"]}', "null", "x"])
def test_a_secret_that_opens_nothing(name: str, text: str) -> None:
    secrets.replace(name, text, instead_of=secrets.read(name).version)
    mailbox = Mailbox(
        tenant="t", mailbox_id="m", host="h", username="u", secret_name=name, revision="1"
    )
    with pytest.raises(CredentialsRefused):
        mail_credentials().get(mailbox)
    with pytest.raises(AppRefused):
        mail_credentials().get(mailbox.model_copy(update={"auth": "google"}))


def test_a_new_password_counts_at_once(name: str) -> None:
    mailbox = Mailbox(
        tenant="t", mailbox_id="m", host="h", username="u", secret_name=name, revision="1"
    )
    for password in ("senha 1", "ção"):
        give(name, {"password": password})
        found = mail_credentials().get(mailbox)
        assert (found.secret.get_secret_value(), found.bearer) == (password, False)


def test_no_name_is_used_twice(cloud: Cloud) -> None:
    vault = SecretVault("test")
    names = [vault.add("smtp", "acme", "52998224725", {"password": f"ção {n}"}) for n in range(2)]
    for number, kept_as in enumerate(names):
        assert re.fullmatch(r"malote/test/smtp/acme/52998224725/[0-9a-f]{32}", kept_as)
        assert json.loads(secrets.read(kept_as).text) == {"password": f"ção {number}"}


def test_what_is_deleted_is_gone_at_once_and_its_owner_may_come_back(cloud: Cloud) -> None:
    vault = SecretVault("test")
    name = vault.add("mailbox", "acme", "notas", {"password": "x"})
    for _ in range(2):  # as a request that is asked again does
        vault.delete(name)
        with pytest.raises(client("secretsmanager").exceptions.ResourceNotFoundException):
            secrets.read(name)
    again = vault.add("mailbox", "acme", "notas", {"password": "y"})
    assert json.loads(secrets.read(again).text) == {"password": "y"}


def test_a_secret_is_of_a_tenant() -> None:
    with pytest.raises(ValueError, match="tenant"):
        SecretVault("test").add("smtp", "../prod", "1", {})

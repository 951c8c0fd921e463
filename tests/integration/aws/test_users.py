"""Who gets notices: whoever may log in, as malote-admin keeps it."""

from collections.abc import Iterator

import boto3
import pytest
from typer.testing import CliRunner

from malote.adapters.table import Table
from malote.adapters.tenants import TenantStore
from malote.adapters.user_directory import UserItems
from malote.admin import users
from malote.notices.models import NoticeKind, User
from tests.fakes.stores import NOON
from tests.integration.aws.deployed import deployed

PASSWORD = "Senha-de-teste-1"


@pytest.fixture
def pool(table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A pool of users as template.yaml has it, of a deployment with two tenants."""
    cognito = boto3.client("cognito-idp")
    tenant = {"Name": "tenant", "AttributeDataType": "String", "Mutable": False}
    pool_id = cognito.create_user_pool(
        PoolName="users",
        UsernameAttributes=["email"],
        Schema=[tenant],  # type: ignore[list-item]
    )["UserPool"]["Id"]
    for group in users.Group:
        cognito.create_group(UserPoolId=pool_id, GroupName=group)
    with deployed(table, monkeypatch, UserPoolId=pool_id):
        for name in ("acme", "outra"):
            TenantStore(table).create(name, name, NOON)
        yield pool_id


def run(*arguments: str) -> list[str]:
    done = CliRunner().invoke(users.app, arguments, input=f"{PASSWORD}\n")
    assert done.exit_code == 0, done.output
    return sorted(line for line in done.output.splitlines() if "avisos" in line)


def known(table: Table, tenant: str = "acme") -> dict[str, str]:
    return {each.email: each.group for each in UserItems(table).list(tenant)}


def test_whoever_is_made_gets_notices_at_once(pool: str, table: Table) -> None:
    run("create", "acme", "ana@acme.test", "--group", "admin", "--password-stdin")
    run("create", "outra", "bia@outra.test", "--password-stdin")
    assert known(table) == {"ana@acme.test": "admin"}
    assert known(table, "outra") == {"bia@outra.test": "operator"}
    (ana,) = UserItems(table).list("acme")
    found = boto3.client("cognito-idp").admin_get_user(UserPoolId=pool, Username="ana@acme.test")
    assert {"Name": "sub", "Value": ana.sub} in found["UserAttributes"]
    assert run("sync") == []


def test_sync_brings_who_is_missing_and_drops_who_is_gone(pool: str, table: Table) -> None:
    cognito, directory = boto3.client("cognito-idp"), UserItems(table)
    for name in ("ana", "bia", "cau"):
        run("create", "acme", f"{name}@acme.test", "--password-stdin")
    by_email = {each.email: each.sub for each in directory.list("acme")}
    directory.delete("acme", by_email["ana@acme.test"])  # as if made before there were notices
    directory.choose("acme", by_email["bia@acme.test"], {NoticeKind.MAILBOX_PAUSED: False})
    cognito.admin_add_user_to_group(UserPoolId=pool, Username="bia@acme.test", GroupName="admin")
    cognito.admin_disable_user(UserPoolId=pool, Username="cau@acme.test")
    directory.save(User("outra", "gone", "eve@outra.test", "operator", NOON))
    assert run("sync") == [
        "acme: ana@acme.test (operator) recebe os avisos.",
        "acme: bia@acme.test (admin) recebe os avisos.",
        "acme: cau@acme.test não recebe mais os avisos.",
        "outra: eve@outra.test não recebe mais os avisos.",
    ]
    assert known(table) == {"ana@acme.test": "operator", "bia@acme.test": "admin"}
    kept = directory.get("acme", by_email["bia@acme.test"])
    assert kept
    assert kept.off == {NoticeKind.MAILBOX_PAUSED}
    assert known(table, "outra") == {}
    assert run("sync") == []

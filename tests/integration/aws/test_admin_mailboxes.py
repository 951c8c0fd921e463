"""``malote-admin mailbox``, for mailboxes that are opened by OAuth 2."""

import json
from collections.abc import Iterator

import pytest
from botocore.exceptions import ClientError
from typer.testing import CliRunner, Result

from malote.adapters.mailbox_store import MailboxStore
from malote.adapters.secrets import SecretsManager
from malote.adapters.table import Table
from malote.adapters.tenants import TenantStore
from malote.admin import mailboxes
from malote.errors import ConsentWithdrawn, InvalidInput
from malote.mail_accounts import Auth
from malote.mailboxes.models import Mailbox
from tests.fakes.stores import NOON
from tests.integration.aws.deployed import deployed

GRANT = {"client_id": "app", "client_secret": "canary-1", "refresh_token": "canary-2"}


@pytest.fixture
def tenant(table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A tenant of a deployment that has this table."""
    with deployed(table, monkeypatch):
        TenantStore(table).create("acme", "Acme", NOON)
        yield "acme"


def run(*arguments: str, stdin: object = GRANT) -> Result:
    return CliRunner().invoke(mailboxes.app, arguments, input=json.dumps(stdin))


def box(table: Table) -> Mailbox:
    found = MailboxStore(table).get("acme", "notas")
    assert found
    return found


def secret(table: Table) -> dict[str, str]:
    found: dict[str, str] = json.loads(SecretsManager().read(box(table).secret_name).text)
    return found


@pytest.mark.parametrize(
    ("auth", "host"), [("google", "imap.gmail.com"), ("microsoft", "outlook.office365.com")]
)
def test_a_mailbox_by_oauth(tenant: str, table: Table, auth: str, host: str) -> None:
    done = run("add", tenant, "notas", "--username", "ana@x.test", "--auth", auth)
    assert done.exit_code == 0, done.exception
    assert (box(table).auth, box(table).host) == (auth, host)
    assert secret(table) == {**GRANT, "directory": "common"}
    assert "canary" not in done.output


@pytest.mark.parametrize("stdin", [{}, {"password": "x"}, GRANT | {"client_id": "a\1"}])
def test_what_is_no_grant_is_not_kept(tenant: str, table: Table, stdin: object) -> None:
    done = run("add", tenant, "notas", "--username", "a@x", "--auth", "google", stdin=stdin)
    assert isinstance(done.exception, InvalidInput)
    assert MailboxStore(table).get("acme", "notas") is None


def test_a_password_needs_a_host(tenant: str) -> None:
    done = run("add", tenant, "notas", "--username", "ana@x.test")
    assert "host" in str(done.exception)


def test_a_new_grant_resumes_a_paused_mailbox(tenant: str, table: Table) -> None:
    run("add", tenant, "notas", "--username", "ana@x.test", "--auth", "google")
    before = box(table)
    MailboxStore(table).pause(before, ConsentWithdrawn(), NOON)
    assert box(table).paused
    run("set-credential", tenant, "notas", "--auth", "google", stdin=GRANT | {"directory": "d"})
    assert not box(table).paused
    assert box(table).revision != before.revision
    assert secret(table)["directory"] == "d"
    with pytest.raises(ClientError, match="ResourceNotFound"):
        SecretsManager().read(before.secret_name)


def test_from_password_to_oauth_and_back(tenant: str, table: Table) -> None:
    run("add", tenant, "notas", "--username", "ana@x.test", "--host", "h.test", stdin="x")
    assert box(table).auth is Auth.PASSWORD
    run("set-credential", tenant, "notas", "--auth", "microsoft")
    assert (box(table).auth, box(table).host) == (Auth.MICROSOFT, "h.test")
    run("set-password", tenant, "notas", stdin="y")
    assert box(table).auth is Auth.PASSWORD
    assert secret(table) == {"password": '"y"'}


def test_a_password_is_no_credential(tenant: str, table: Table) -> None:
    run("add", tenant, "notas", "--username", "ana@x.test", "--auth", "google")
    done = run("set-credential", tenant, "notas", "--auth", "password")
    assert isinstance(done.exception, InvalidInput)
    assert secret(table)["client_id"] == "app"

"""Every endpoint: nobody but the tenant itself gets in, learns anything, or does anything."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from local.cloud import admin
from local.efi.server import Efi
from local.sefaz.server import Sefaz
from tests.e2e import certificates
from tests.e2e.accounts import ask, set_up, unhurried
from tests.e2e.asking import Asking, box_at
from tests.e2e.billing import Desk
from tests.e2e.ids import ids_of
from tests.e2e.openapi import ENDPOINTS, with_ids
from tests.e2e.samples import KEYS, mail, nfe
from tests.e2e.sefaz import Company
from tests.e2e.stack import Stack
from tests.e2e.strangers import (
    PASSWORD,
    access_token,
    forged,
    texts,
    token_of_another_pool,
    token_of_no_tenant,
)
from tests.e2e.tenants import ALIMENTOS, Tenant
from tests.integration.dovecot import Dovecot
from tests.integration.smtp.servers import SmtpTestServer

pytestmark = [
    pytest.mark.usefixtures("schedule"),
    pytest.mark.parametrize(
        ("method", "path"), ENDPOINTS, ids=[f"{method} {path}" for method, path in ENDPOINTS]
    ),
]

type Request = Callable[[str | None, str, str], tuple[int, dict[str, Any]]]

OURS = "34128745000152"
BRANCH = "75277525000178"
"""The other tenant's alone."""
AT_SEFAZ = {OURS: "34128745000233", BRANCH: "75277525000259"}
"""Another one of each, which stays, and for which SEFAZ is asked."""

FOR_ADMINS = {
    *((method, f"/mailboxes/{{mailbox_id}}{doing}") for method, doing in (
        ("PUT", ""), ("DELETE", ""), ("POST", "/test"), ("POST", "/pause"), ("POST", "/resume"),
    )),
    ("POST", "/mailboxes"), ("POST", "/mailboxes/test"),
    ("PUT", "/mail-settings"), ("POST", "/mail-settings/test"), ("DELETE", "/mail-settings/{branch}"),
    ("PUT", "/mail-templates/{name}"), ("DELETE", "/mail-templates/{name}"),
    ("PUT", "/send-rules/{name}"), ("GET", "/audit"),
    *((method, path) for method, path in ENDPOINTS
      if path.startswith(("/certificates", "/branches", "/modules"))
      or (method, path) in {
          ("PUT", "/sefaz/settings/{tax_id}"), ("POST", "/remote/enrolments"),
          ("DELETE", "/remote/devices/{device_id}"),
      }
      or (path.startswith("/billing/accounts") and method != "GET")),
}  # fmt: skip


@pytest.fixture(scope="module")
def mine(new_tenant: Callable[..., Tenant], smtp: SmtpTestServer, schedule: object) -> Tenant:
    tenant = new_tenant(tax_ids=(ALIMENTOS, AT_SEFAZ[OURS]))
    certificates.license_modules(tenant)
    set_up(tenant, smtp, OURS)
    tenant.upload(nfe(KEYS[0]))
    tenant.wait_for(KEYS[0])
    return tenant


@pytest.fixture(scope="module")
def theirs(
    new_tenant: Callable[..., Tenant], dovecot: Dovecot, smtp: SmtpTestServer, schedule: object
) -> Tenant:
    tenant = new_tenant(tax_ids=(ALIMENTOS, BRANCH, AT_SEFAZ[BRANCH]))
    certificates.license_modules(tenant)
    set_up(tenant, smtp, BRANCH)
    smtp.answers = {rb"RCPT TO:<lento@": b"451 4.7.1 greylisted"}
    dovecot.deliver(tenant.address, mail(nfe(KEYS[1])), mail(nfe(KEYS[2])))
    dovecot.deliver(tenant.address, mail(nfe(KEYS[1])[:999]), mail(nfe(KEYS[2])[:999]))
    tenant.poll()
    tenant.wait_for(*KEYS[1:3])
    return tenant


@pytest.fixture(scope="module")
def companies(mine: Tenant, theirs: Tenant, sefaz: Sefaz) -> dict[str, Company]:
    """What each tenant has at SEFAZ: a device, and a feed that asks nothing."""
    made = {
        each.name: Company(each, sefaz, AT_SEFAZ[branch])
        for each, branch in ((mine, OURS), (theirs, BRANCH))
    }
    for company in made.values():
        company.set_up("A3")
        assert company.feed()["last_answer"]["error"]["code"] == "device_offline"
    return made


@pytest.fixture(scope="module")
def ids(theirs: Tenant, desks: dict[str, Desk], companies: dict[str, Company]) -> dict[str, str]:
    return ids_of(theirs, BRANCH, desks[theirs.name], companies[theirs.name])


@pytest.fixture(scope="module")
def desks(mine: Tenant, theirs: Tenant, efi: Efi) -> dict[str, Desk]:
    """Each tenant has an account at Efí, under another id."""
    made = {each.name: Desk(each, efi, f"efi-{each.name}") for each in (mine, theirs)}
    for desk in made.values():
        desk.set_up()
    return made


@pytest.fixture
def request_as(
    stack: Stack,
    ids: dict[str, str],
    mine: Tenant,
    theirs: Tenant,
    dovecot: Dovecot,
    smtp: SmtpTestServer,
    desks: dict[str, Desk],
) -> Request:
    def request(token: str | None, method: str, path: str) -> tuple[int, dict[str, Any]]:
        owner, branch = (mine, OURS) if token == mine.token else (theirs, BRANCH)
        desk = desks[owner.name]
        asking = Asking(owner, branch, AT_SEFAZ[branch], dovecot, smtp, ids, desk)
        body = asking.body(method, path)
        headers = {"Content-Type": "application/octet-stream"}
        answer = stack.call(method, with_ids(method, path, ids), token, body, headers)
        if path.startswith("/billing/"):
            desk.rest()
        return answer

    return request


def test_a_tenant_gets_in_with_its_own_ids(
    theirs: Tenant,
    dovecot: Dovecot,
    smtp: SmtpTestServer,
    request_as: Request,
    method: str,
    path: str,
) -> None:
    """Or the refusals below would show nothing."""
    unhurried(theirs)
    status, answer = request_as(theirs.token, method, path)
    assert status in {200, 201, 202}, answer
    if (method, path) == ("DELETE", "/mailboxes/{mailbox_id}"):  # the next test wants it there
        again = {**box_at(dovecot, theirs, new=True), "id": theirs.box}
        assert ask(theirs, "POST", "/mailboxes", again)[0] == 201
    if (method, path) == ("DELETE", "/mail-settings/{branch}"):
        set_up(theirs, smtp, BRANCH)
    if path.endswith("/pause"):
        assert (
            theirs.call("POST", path.replace("{mailbox_id}/pause", f"{theirs.box}/resume"))[0]
            == 200
        )
    theirs.stack.wait_until_idle()


def test_the_ids_of_another_tenant_show_nothing_and_do_nothing(
    mine: Tenant, theirs: Tenant, ids: dict[str, str], request_as: Request, method: str, path: str
) -> None:
    unhurried(mine)
    before = everything_of(theirs)
    status, answer = request_as(mine.token, method, path)
    if path.startswith("/sefaz/nsu") or ("{" in path and "{name}" not in path):
        assert (status, answer.get("code")) == (404, "not_found")
    else:
        assert status in {200, 201, 202}, answer  # its own, wherever the cursor points

    known = repr((everything_of(mine), ids))
    secrets = {text for text in texts(before) if text not in known}
    told = json.dumps(answer, ensure_ascii=False)
    assert len(secrets) > 20
    assert not [text for text in secrets if text in told]
    mine.stack.wait_until_idle()
    assert everything_of(theirs) == before


def everything_of(tenant: Tenant) -> list[Any]:
    return [*tenant.stack.items(tenant.name), *tenant.stack.objects(tenant.name)]


def test_an_operator_works_and_manages_nothing(
    operator: str, theirs: Tenant, request_as: Request, method: str, path: str
) -> None:
    before = everything_of(theirs)
    status, answer = request_as(operator, method, path)
    if (method, path) in FOR_ADMINS:
        assert (status, answer["code"]) == (403, "forbidden")
        assert everything_of(theirs) == before
    else:
        assert status in {200, 201, 202}, answer
        theirs.stack.wait_until_idle()


@pytest.fixture(scope="module")
def operator(stack: Stack, theirs: Tenant) -> str:
    """The ID token of another user of the tenant, who is in no group but that of operators."""
    user = f"operador@{theirs.name}.test"
    command = ("user", "create", theirs.name, user, "--group", "operator", "--password-stdin")
    admin(stack.cloud, *command, password=PASSWORD)
    return stack.cloud.token(user, PASSWORD)


def test_nobody_gets_in_without_a_token(request_as: Request, method: str, path: str) -> None:
    assert request_as(None, method, path)[0] == 401


@pytest.mark.parametrize("forge", ["tenant", "expiry", "unsigned", "bearer of nothing"])
def test_nobody_gets_in_with_a_forged_token(
    mine: Tenant, theirs: Tenant, request_as: Request, method: str, path: str, forge: str
) -> None:
    assert request_as(forged(mine.token, theirs.name)[forge], method, path)[0] == 401


def test_nobody_gets_in_from_another_user_pool(
    stranger: str, request_as: Request, method: str, path: str
) -> None:
    assert request_as(stranger, method, path)[0] == 401


@pytest.fixture(scope="module")
def stranger(stack: Stack, theirs: Tenant) -> str:
    return token_of_another_pool(stack, theirs)


@pytest.mark.parametrize("token", ["access token", "of no tenant"])
def test_a_token_that_names_no_tenant_is_refused(
    nameless: dict[str, str], request_as: Request, method: str, path: str, token: str
) -> None:
    status, answer = request_as(nameless[token], method, path)
    assert (status, answer["code"]) == (403, "forbidden")


@pytest.fixture(scope="module")
def nameless(stack: Stack, theirs: Tenant) -> dict[str, str]:
    return {"access token": access_token(stack, theirs), "of no tenant": token_of_no_tenant(stack)}

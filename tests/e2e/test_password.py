"""A password changed behind Malote's back: the mailbox says so, waits, and misses nothing."""

from collections.abc import Callable

import pytest

from local.cloud import admin
from tests.e2e.samples import KEYS, mail, nfe
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant
from tests.e2e.waiting import until
from tests.integration.dovecot import Dovecot

pytestmark = pytest.mark.usefixtures("schedule")

NEW = 'senha nova 7hZq2LmX9wRk " \\ ção'


def test_a_refused_password_pauses_and_the_new_one_resumes(
    stack: Stack, new_tenant: Callable[..., Tenant], dovecot: Dovecot
) -> None:
    tenant = new_tenant()
    stack.secrets.adopt("a new mail password", NEW)
    dovecot.deliver(tenant.address, mail(nfe(KEYS[0])))
    tenant.poll()
    tenant.wait_for(KEYS[0])
    active = stack.fan_out()
    stack.wait_until_idle()

    dovecot.set_password(tenant.address, NEW)
    dovecot.deliver(tenant.address, mail(nfe(KEYS[1])))
    result = tenant.poll()
    assert (result["outcome"], result["error"]) == ("error", "credentials_refused")
    assert "recusou o usuário ou a senha" in result["message"]
    assert "cadastre a nova" in result["action"]
    until("the pause", lambda: tenant.mailbox()["status"], lambda status: status == "paused")

    dovecot.deliver(tenant.address, mail(nfe(KEYS[2])))
    assert stack.fan_out() == active - 1
    status, problem = tenant.call("POST", f"/mailboxes/{tenant.box}/poll")
    assert (status, problem["code"]) == (409, "mailbox_paused")
    assert problem["detail"] == "credentials_refused"
    stack.wait_until_idle()
    assert tenant.mailbox()["last_result"] == result  # nobody tried again
    assert tenant.documents() == [KEYS[0]]

    admin(
        stack.cloud,
        "mailbox",
        "set-password",
        tenant.name,
        tenant.box,
        "--password-stdin",
        password=NEW,
    )
    assert tenant.mailbox()["status"] == "active"
    assert stack.fan_out() == active
    tenant.wait_for(*KEYS[:3])
    assert [len(tenant.sources(key)) for key in KEYS[:3]] == [1, 1, 1]
    assert tenant.mailbox()["last_result"]["outcome"] == "ok"

"""Tenants set up their own mailboxes, through the deployed stack and a real Dovecot."""

from collections.abc import Callable

import pytest

from tests.e2e.accounts import ask
from tests.e2e.samples import KEYS, mail, nfe
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant
from tests.e2e.waiting import until
from tests.integration.dovecot import Dovecot

pytestmark = pytest.mark.usefixtures("schedule")


def test_the_life_of_a_mailbox(
    stack: Stack, new_tenant: Callable[..., Tenant], dovecot: Dovecot
) -> None:
    tenant = new_tenant()
    address, password = (
        "compras@vida.test",
        stack.secrets.plant("a mailbox's own", marks='"+/=% &<'),
    )
    dovecot.set_password(address, password)
    dovecot.deliver(address, mail(nfe(KEYS[0])))
    box = {"id": "compras", "host": "localhost", "port": dovecot.port, "username": address}

    status, answer = ask(tenant, "POST", "/mailboxes", {**box, "password": "errada"})
    assert (status, answer["report"]["step"]) == (422, "login")
    assert ask(tenant, "GET", "/mailboxes/compras")[0] == 404

    status, answer = ask(tenant, "POST", "/mailboxes", {**box, "password": password})
    assert (status, answer["status"]) == (201, "active")
    tenant.wait_for(KEYS[0])
    (poll, *_) = until("a poll", lambda: tenant.get("/mailboxes/compras/polls")["items"], bool)
    assert (poll["outcome"], poll["stored"]) == ("ok", 1)

    changed = {**box, "folder": "Não existe"}
    changed.pop("id")
    status, answer = ask(tenant, "PUT", "/mailboxes/compras", changed)
    assert (status, answer["report"]["step"]) == (422, "folder")
    elsewhere = {**changed, "folder": "INBOX", "host": "127.0.0.1"}
    status, answer = ask(tenant, "PUT", "/mailboxes/compras", elsewhere)
    assert (status, answer["code"]) == (400, "invalid_input")  # the password is wanted again

    for doing, then in (("pause", "paused"), ("resume", "active")):
        status, answer = ask(tenant, "POST", f"/mailboxes/compras/{doing}")
        assert (status, answer["status"]) == (200, then)
    status, tested = ask(tenant, "POST", "/mailboxes/compras/test")
    assert (status, tested["status"]) == (200, "ok")
    stack.wait_until_idle()
    assert ask(tenant, "DELETE", "/mailboxes/compras")[0] == 200
    assert ask(tenant, "GET", "/mailboxes/compras")[0] == 404
    assert tenant.documents() == [KEYS[0]]  # what it brought stays

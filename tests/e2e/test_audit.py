"""The audit trail: what a tenant's people, the cloud admin and Malote did is there, for admins."""

import json
from collections.abc import Callable

import pytest

from local.cloud import admin
from tests.e2e.samples import KEYS, nfe
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant
from tests.integration.dovecot import Dovecot

pytestmark = pytest.mark.usefixtures("schedule")


def test_who_did_what_is_told_newest_first(
    stack: Stack, new_tenant: Callable[..., Tenant], dovecot: Dovecot
) -> None:
    tenant = new_tenant()
    tenant.upload(nfe(KEYS[0]))
    tenant.upload(nfe(KEYS[0])[:999])
    tenant.wait_for(KEYS[0])
    (half,) = tenant.all("/quarantine")
    tenant.call("PATCH", f"/documents/{KEYS[0]}", json.dumps({"status": "accepted"}).encode())
    tenant.call("POST", f"/quarantine/{half['id']}/retry")
    tenant.poll()
    dovecot.set_password(tenant.address, "trocada")
    assert tenant.poll()["error"] == "credentials_refused"

    trail = tenant.all("/audit")
    assert [(each["actor_kind"], each["action"], each["target"]) for each in trail] == [
        ("malote", "mailbox.paused", tenant.box),
        ("user", "mailbox.poll_requested", tenant.box),
        ("user", "mailbox.poll_requested", tenant.box),
        ("user", "quarantine.retried", half["id"]),
        ("user", "document.decided", KEYS[0]),
        ("user", "documents.uploaded", trail[5]["target"]),
        ("user", "documents.uploaded", trail[6]["target"]),
        *sorted(
            [
                ("cloud_admin", "mailbox.created", tenant.box),
                ("cloud_admin", "user.created", tenant.user),
            ],
            key=lambda each: each[2] != trail[7]["target"],
        ),
        ("cloud_admin", "tenant.created", tenant.name),
    ]
    assert trail[0]["details"] == {"reason": "credentials_refused"}
    assert trail[4]["details"] == {"status": "accepted"}
    assert trail[4]["email"] == tenant.user
    assert trail[9]["actor"].startswith("arn:aws:")
    mine = tenant.get(f"/audit?actor={trail[4]['actor']}&action=document.decided")["items"]
    assert mine == [trail[4]]


def test_an_operator_does_not_see_it(stack: Stack, new_tenant: Callable[..., Tenant]) -> None:
    tenant = new_tenant()
    email = f"op@{tenant.name}.test"
    password = stack.secrets.plant("an operator's password", marks="-")
    admin(stack.cloud, "user", "create", tenant.name, email, "--password-stdin", password=password)
    token = stack.secrets.adopt("an operator's token", stack.cloud.token(email, password))
    assert stack.call("GET", "/documents", token)[0] == 200
    status, problem = stack.call("GET", "/audit", token)
    assert (status, problem["code"]) == (403, "forbidden")

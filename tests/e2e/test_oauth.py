"""A mailbox by OAuth 2: its grant goes in by a pipe, and is never seen again."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from local.cloud import admin
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant
from tests.e2e.waiting import until

pytestmark = pytest.mark.usefixtures("schedule")


def test_a_grant_that_gives_no_token_is_told_and_stays_secret(
    stack: Stack, new_tenant: Callable[..., Tenant]
) -> None:
    """The provider is out of reach from here, or does not know this app: both have a name."""
    tenant, marks = new_tenant(), '"\\+/=%&<'
    grant = {
        "client_id": "malote-test",
        "client_secret": stack.secrets.plant("an OAuth client secret", marks),
        "refresh_token": stack.secrets.plant("an OAuth refresh token", marks),
    }
    admin(
        stack.cloud, "mailbox", "add", tenant.name, "google", "--username", "notas@acme.test",
        "--auth", "google", "--password-stdin", password=json.dumps(grant),
    )  # fmt: skip
    assert tenant.call("POST", "/mailboxes/google/poll")[0] == 202

    def polled() -> dict[str, Any]:
        (box,) = (each for each in tenant.get("/mailboxes")["items"] if each["id"] == "google")
        return dict(box)

    box = until("a poll by OAuth", polled, lambda box: box["last_result"], seconds=60)
    assert box["auth"] == "google"
    assert box["host"] == "imap.gmail.com"
    assert box["last_result"]["error"] in {"token_unavailable", "app_refused", "consent_withdrawn"}
    stack.wait_until_idle()

"""A tenant's account to send through, at a real SMTP server of the tests."""

import json
import time
from typing import Any

from malote.adapters import keys
from malote.adapters.items import to_item
from tests.e2e.tenants import Tenant
from tests.e2e.waiting import until
from tests.integration.smtp.servers import PASSWORD, USER, SmtpTestServer

JSON = {"Content-Type": "application/json"}


def ask(tenant: Tenant, method: str, path: str, body: object = None) -> tuple[int, dict[str, Any]]:
    """The API's answer to this JSON."""
    return tenant.call(method, path, json.dumps(body).encode(), JSON)


def account(smtp: SmtpTestServer, branch: str, **others: object) -> dict[str, object]:
    """What PUT /mail-settings takes."""
    return {
        "branch": branch, "host": smtp.host, "port": smtp.port, "security": smtp.security,
        "from_address": USER, "display_name": "Alimentos Ltda.", "username": USER,
        "password": PASSWORD, **others,
    }  # fmt: skip


def set_up(tenant: Tenant, smtp: SmtpTestServer, branch: str) -> None:
    """Save it, which sends a test mail."""
    status, answer = ask(tenant, "PUT", "/mail-settings", account(smtp, branch))
    assert status == 200, answer


def settled(tenant: Tenant, message_id: str) -> dict[str, Any]:
    """The message, once it is tried."""
    return until(
        f"an attempt at {message_id}",
        lambda: tenant.get(f"/messages/{message_id}"),
        lambda message: message["attempts"] and message["status"] != "sending",
    )


def unhurried(tenant: Tenant) -> None:
    """As if this tenant had tested nothing in this minute."""
    minute, table = int(time.time()) // 60, tenant.stack.table
    for each in (minute, minute + 1):
        key = to_item(dict(keys.pace(tenant.name, "account_test", "", each)))
        tenant.stack.cloud.client("dynamodb").delete_item(TableName=table, Key=key)

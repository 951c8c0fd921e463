"""What needs the grants of the functions' roles: each does one thing, and says whether it worked."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError
from urllib.request import urlopen

from malote.adapters import keys
from malote.adapters.items import to_item
from malote.mailboxes.models import PollRequest
from tests.e2e.samples import KEYS, RAR, nfe
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant

type Exercise = Callable[["Rig"], bool]


@dataclass
class Rig:
    """A tenant whose mailbox holds a mail with KEYS[0] and one with RAR, both read already."""

    stack: Stack
    tenant: Tenant

    def ok(self, method: str, path: str, body: bytes | None = None) -> bool:
        headers = {"Content-Type": "application/octet-stream"}
        status, _ = self.tenant.call(method, path, body, headers)
        self.stack.wait_until_idle()
        return status < 300


def fan_out(rig: Rig) -> bool:
    try:
        queued = rig.stack.fan_out()
    except AssertionError:
        return False
    rig.stack.wait_until_idle()
    return queued > 0


def poll(rig: Rig, **state: object) -> bool:
    """Read the whole mailbox anew, in this call."""
    stack, tenant = rig.stack, rig.tenant
    state_key = keys.mailbox_state(tenant.name, tenant.box)
    stack.cloud.client("dynamodb").put_item(
        TableName=stack.table,
        Item=to_item({**state_key, **state}),  # type: ignore[dict-item]
    )
    request = PollRequest(tenant=tenant.name, mailbox_id=tenant.box, requested_at=datetime.now(UTC))
    if stack.handle("PollFunction", request.model_dump_json()):
        return False
    result = tenant.mailbox()["last_result"]
    return bool(result and result["outcome"] == "ok" and result["mails"] == 2)


def poll_that_is_asked_for_again(rig: Rig) -> bool:
    """Somebody asks for it while it runs: it has to queue another."""
    done = poll(rig, asked_again_at=datetime.now(UTC) + timedelta(seconds=0.2))
    rig.stack.wait_until_idle()
    return done


def parse(rig: Rig) -> bool:
    key = keys.inbox(rig.tenant.name, hashlib.sha256(nfe(KEYS[0])).hexdigest())
    event = {"Records": [{"s3": {"object": {"key": key}}}]}
    return rig.stack.handle("ParseFunction", json.dumps(event)) == 0


def list_documents(rig: Rig) -> bool:
    return rig.ok("GET", "/documents")


def show_document(rig: Rig) -> bool:
    return rig.ok("GET", f"/documents/{KEYS[0]}")


def link_to_the_xml(rig: Rig) -> bool:
    return rig.ok("GET", f"/documents/{KEYS[0]}/xml")


def download(rig: Rig) -> bool:
    url = rig.tenant.get(f"/documents/{KEYS[0]}/xml")["url"]
    try:
        with urlopen(url, timeout=10) as answer:
            return bool(answer.read() == nfe(KEYS[0]))
    except HTTPError:
        return False


def upload(rig: Rig) -> bool:
    return rig.ok("POST", "/documents", nfe(KEYS[0]))


def upload_what_is_refused(rig: Rig) -> bool:
    return rig.ok("POST", "/documents", RAR)


def list_mailboxes(rig: Rig) -> bool:
    return rig.ok("GET", "/mailboxes")


def ask_for_a_poll(rig: Rig) -> bool:
    return rig.ok("POST", f"/mailboxes/{rig.tenant.box}/poll")

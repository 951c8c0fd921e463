"""What needs the grants of the functions' roles: each does one thing, and says whether it worked."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.error import HTTPError
from urllib.request import urlopen
from uuid import uuid4

from malote.adapters import keys
from malote.adapters.items import Value, to_item
from malote.exports.models import ExportTask
from malote.exports.names import PLAN
from malote.mailboxes.models import PollRequest
from tests.e2e.billing import Desk
from tests.e2e.remote import Device
from tests.e2e.samples import KEYS, MONTH, RAR, batch, nfe
from tests.e2e.sefaz import Company
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant
from tests.integration.smtp.servers import SmtpTestServer

type Exercise = Callable[["Rig"], bool]


@dataclass
class Rig:
    """A tenant whose mailbox holds a mail with KEYS[0] and one with RAR, both read already.

    It sends through ``smtp``, and issues charges by ``desk``, of which ``charge`` waits for payment.
    SEFAZ is asked for ``company`` with an A1, and by ``device`` for another.
    """

    stack: Stack
    tenant: Tenant
    smtp: SmtpTestServer
    desk: Desk
    charge: str
    company: Company
    device: Device

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
        Item=to_item({**state_key, "lease_token": 1, **state}),  # type: ignore[dict-item]
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


def parse(rig: Rig, content: bytes = nfe(KEYS[0])) -> bool:
    key = keys.inbox(rig.tenant.name, hashlib.sha256(content).hexdigest())
    event = {"Records": [{"s3": {"object": {"key": key}}}]}
    return rig.stack.handle("ParseFunction", json.dumps(event)) == 0


def unpack(rig: Rig) -> bool:
    """A batch of two documents, which the rig's tenant has in the inbox."""
    return parse(rig, batch(*KEYS[:2]))


def list_documents(rig: Rig) -> bool:
    return rig.ok("GET", "/documents")


def show_document(rig: Rig) -> bool:
    return rig.ok("GET", f"/documents/{KEYS[0]}")


def link_to_the_xml(rig: Rig) -> bool:
    return rig.ok("GET", f"/documents/{KEYS[0]}/xml")


def download(rig: Rig) -> bool:
    return downloaded(rig.tenant.get(f"/documents/{KEYS[0]}/xml")["url"]) == nfe(KEYS[0])


def downloaded(url: str) -> bytes:
    try:
        with urlopen(url, timeout=10) as answer:
            return bytes(answer.read())
    except HTTPError:
        return b""


def draw(rig: Rig) -> bool:
    """A PDF that was not drawn before."""
    s3, bucket = rig.stack.cloud.client("s3"), rig.stack.cloud.outputs["BucketName"]
    drawn = s3.list_objects_v2(Bucket=bucket, Prefix=f"pdf/{rig.tenant.name}/")
    for each in drawn.get("Contents", []):
        s3.delete_object(Bucket=bucket, Key=each["Key"])
    return rig.ok("GET", f"/documents/{KEYS[0]}/pdf")


def download_the_pdf(rig: Rig) -> bool:
    return downloaded(rig.tenant.get(f"/documents/{KEYS[0]}/pdf")["url"]).startswith(b"%PDF")


_EMPTY_MONTHS = (f"20{year}-01" for year in range(19, 99))


def ask_for_a_package(rig: Rig) -> bool:
    return rig.ok("GET", f"/documents/export?month={next(_EMPTY_MONTHS)}")


def download_a_package(rig: Rig) -> bool:
    make_part(rig)
    (link,) = rig.tenant.get(f"/documents/export?month={MONTH}")["links"]
    return downloaded(link["url"]).startswith(b"PK")


def list_a_month(rig: Rig) -> bool:
    """The first step of a package, which queues the other."""
    done = _step(rig, 0)
    rig.stack.wait_until_idle()
    return done


def make_part(rig: Rig) -> bool:
    return _step(rig, 1, parts=1, documents=1)


def _step(rig: Rig, part: int, **state: int) -> bool:
    """One step of a new package of the month that KEYS are of."""
    task = ExportTask(tenant=rig.tenant.name, month=MONTH, export_id=uuid4().hex, part=part)
    begun: dict[str, Value] = {
        "export_id": task.export_id,
        "status": "preparing",
        "touched_at": datetime.now(UTC),
    }
    rig.stack.cloud.client("dynamodb").put_item(
        TableName=rig.stack.table,
        Item=to_item({**keys.export(task.tenant, MONTH), **begun, **state}),
    )
    plan = keys.export_file(task.tenant, MONTH, task.export_id, PLAN)
    if part:
        rig.stack.cloud.client("s3").put_object(
            Bucket=rig.stack.cloud.outputs["BucketName"], Key=plan, Body=json.dumps(KEYS[:1])
        )
    return rig.stack.handle("MakeExportFunction", task.model_dump_json()) == 0


def upload(rig: Rig) -> bool:
    return rig.ok("POST", "/documents", nfe(KEYS[0]))


def upload_what_is_refused(rig: Rig) -> bool:
    return rig.ok("POST", "/documents", RAR)


def decide(rig: Rig) -> bool:
    return rig.ok("PATCH", f"/documents/{KEYS[0]}", b'{"note": "Conferida"}')


def list_quarantine(rig: Rig) -> bool:
    return rig.ok("GET", "/quarantine")


def retry(rig: Rig) -> bool:
    """Of half a document, which the rig's tenant has in quarantine."""
    half = hashlib.sha256(nfe(KEYS[0])[:999]).hexdigest()
    return rig.ok("POST", f"/quarantine/{half}/retry")


def list_mailboxes(rig: Rig) -> bool:
    return rig.ok("GET", "/mailboxes")


def ask_for_a_poll(rig: Rig) -> bool:
    return rig.ok("POST", f"/mailboxes/{rig.tenant.box}/poll")


def preview(rig: Rig) -> bool:
    return rig.ok("POST", f"/mailboxes/{rig.tenant.box}/preview?from_start=true")


def list_audit(rig: Rig) -> bool:
    return rig.ok("GET", "/audit")

"""What needs the grants of the roles of messages, templates and sending: see exercises.py."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from malote.adapters import keys
from malote.adapters.items import Item, Value, to_item
from malote.adapters.outbox import _item
from malote.messages.identity import mime_id, new_id
from malote.messages.models import Attached, Message, SendRequest, Status
from tests.documents import KEY, NFE
from tests.e2e.accounts import ask
from tests.e2e.exercises import Rig, downloaded
from tests.integration.smtp.servers import USER

BRANCH = "34128745000152"
"""Whose account the rig's tenant sends through."""
CUSTOMER = "compras@cliente.test"
FILE = b"contrato"
_FILE_ID, _XML_ID = (hashlib.sha256(content).hexdigest() for content in (FILE, NFE))
_MAIL = {"branch": BRANCH, "to": [CUSTOMER], "subject": "Oi", "text": "Segue."}
_ATTACHED = (
    Attached(kind="xml", id=KEY, sha256=_XML_ID, name="nfe.xml"),
    Attached(kind="pdf", id=KEY, sha256=_XML_ID, name="nfe.pdf"),
    Attached(kind="file", id=_FILE_ID, sha256=_FILE_ID, name="contrato.txt"),
)


def works(rig: Rig, method: str, path: str, body: object = None) -> bool:
    """Whether the API does it, and all that follows is done."""
    status, _ = ask(rig.tenant, method, path, body)
    rig.stack.wait_until_idle()
    return status < 300


def put(rig: Rig, item: Item) -> None:
    """Into the table, with the rights of the cloud's admin."""
    known = {name: value for name, value in item.items() if value is not None}
    rig.stack.cloud.client("dynamodb").put_item(TableName=rig.stack.table, Item=to_item(known))


def change(rig: Rig, key: keys.Key, **values: Value) -> None:
    """Of an item that is there."""
    given = to_item({f":{name}": value for name, value in values.items()})
    rig.stack.cloud.client("dynamodb").update_item(
        TableName=rig.stack.table, Key=to_item(dict(key)), ExpressionAttributeValues=given,
        UpdateExpression="SET " + ", ".join(f"{name} = :{name}" for name in values),
    )  # fmt: skip


def there(rig: Rig, key: keys.Key) -> bool:
    table = rig.stack.cloud.client("dynamodb")
    return "Item" in table.get_item(TableName=rig.stack.table, Key=to_item(dict(key)))


def store(rig: Rig, key: str, content: bytes) -> None:
    bucket = rig.stack.cloud.outputs["BucketName"]
    rig.stack.cloud.client("s3").put_object(Bucket=bucket, Key=key, Body=content)


def message(
    rig: Rig, status: Status = Status.QUEUED, attached: tuple[Attached, ...] = (), late: int = 0
) -> Message:
    """One that nothing was queued for, due since so many seconds."""
    at = datetime.now(UTC) - timedelta(seconds=late)
    made = Message(
        tenant=rig.tenant.name, message_id=new_id(at), created_at=at, branch=BRANCH,
        to=(CUSTOMER,), subject="Oi", text="Segue.", attachments=attached, customer=CUSTOMER,
        mime_id="", status=status, due_at=at if status is Status.QUEUED else None,
    )  # fmt: skip
    made = made.model_copy(update={"mime_id": mime_id(made.message_id, USER)})
    put(rig, _item(made))
    pointer = {"due_at": at, "after_token": -1}
    put(rig, {**keys.unsettled(rig.tenant.name, made.message_id), **pointer})
    return made


def upload_file(rig: Rig) -> bool:
    return rig.ok("POST", "/files", FILE)


def list_messages(rig: Rig) -> bool:
    return works(rig, "GET", "/messages")


def list_a_customers(rig: Rig) -> bool:
    return works(rig, "GET", f"/messages?customer={CUSTOMER}")


def show_message(rig: Rig) -> bool:
    return works(rig, "GET", f"/messages/{message(rig, Status.SENT).message_id}")


def download_the_mail(rig: Rig) -> bool:
    sent = message(rig, Status.SENT)
    store(rig, keys.sent_mail(rig.tenant.name, sent.message_id), b"From: ana")
    return downloaded(rig.tenant.get(f"/messages/{sent.message_id}")["mime_url"]) == b"From: ana"


def post(rig: Rig) -> bool:
    return works(rig, "POST", "/messages", _MAIL)


def post_to_whom_the_xml_says(rig: Rig) -> bool:
    wanted = [{"kind": "xml", "document": KEY}]
    return works(
        rig, "POST", "/messages", {"branch": BRANCH, "template": "nfe", "attachments": wanted}
    )


def post_a_file(rig: Rig) -> bool:
    store(rig, keys.file(rig.tenant.name, _FILE_ID), FILE)
    wanted = [{"kind": "file", "id": _FILE_ID, "name": "contrato.txt"}]
    return works(rig, "POST", "/messages", {**_MAIL, "attachments": wanted})


def cancel(rig: Rig) -> bool:
    return works(rig, "POST", f"/messages/{message(rig).message_id}/cancel")


def list_templates(rig: Rig) -> bool:
    return works(rig, "GET", "/mail-templates")


def preview_template(rig: Rig) -> bool:
    return works(rig, "POST", "/mail-templates/nfe/preview", {"values": {}})


def reword_template(rig: Rig) -> bool:
    return works(rig, "PUT", "/mail-templates/nfe", {"text": "Segue a nota."})


def restore_template(rig: Rig) -> bool:
    return works(rig, "DELETE", "/mail-templates/nfe")


def send(rig: Rig) -> bool:
    """A mail with one of each that can be attached; its PDF is to be drawn."""
    s3, bucket = rig.stack.cloud.client("s3"), rig.stack.cloud.outputs["BucketName"]
    drawn = s3.list_objects_v2(Bucket=bucket, Prefix=f"pdf/{rig.tenant.name}/")
    for each in drawn.get("Contents", []):
        s3.delete_object(Bucket=bucket, Key=each["Key"])
    store(rig, keys.file(rig.tenant.name, _FILE_ID), FILE)
    return _tried(rig, message(rig, attached=_ATTACHED)) == "sent"


def send_what_was_made_before(rig: Rig) -> bool:
    """A worker died after it had made the mail."""
    queued = message(rig)
    mail = b"From: ana@malote.test\r\nMessage-ID: %b\r\n\r\nSegue.\r\n" % queued.mime_id.encode()
    store(rig, keys.sent_mail(rig.tenant.name, queued.message_id), mail)
    return _tried(rig, queued) == "sent"


def send_later(rig: Rig) -> bool:
    """The server wants it later: then it is queued again, and here called back."""
    queued = message(rig)
    with _answering(rig, {rb"RCPT": b"451 4.7.1 greylisted"}):
        status = _tried(rig, queued)
    put(rig, {**_item(queued), "status": Status.CANCELLED, "due_at": None})
    return status == "queued"


def send_with_a_revoked_password(rig: Rig) -> bool:
    """The account pauses, which is in the audit trail; then it goes on."""
    key, queued = keys.mail_settings(rig.tenant.name, BRANCH), message(rig)
    with _answering(rig, {rb"AUTH": b"535 5.7.8 bad credentials"}):
        status = _tried(rig, queued)
    put(rig, {**_item(queued), "status": Status.CANCELLED, "due_at": None})
    rig.stack.cloud.client("dynamodb").update_item(
        TableName=rig.stack.table, Key=to_item(dict(key)), UpdateExpression="REMOVE paused"
    )
    return status == "queued"


def sweep(rig: Rig) -> bool:
    """One is late, and one is settled and has its pointer still."""
    message(rig, late=300)
    settled = message(rig, Status.SENT, late=300)
    try:
        queued = rig.stack.invoke("SweepMailFunction", {})["queued"]
    except AssertionError:
        return False
    rig.stack.wait_until_idle()
    pointer = keys.unsettled(rig.tenant.name, settled.message_id)
    return queued > 0 and not there(rig, pointer)


def _tried(rig: Rig, queued: Message) -> str:
    """How a message stands after an attempt; empty if that failed by itself."""
    request = SendRequest(tenant=queued.tenant, message_id=queued.message_id)
    failed = rig.stack.handle("SendMailFunction", request.model_dump_json())
    status = rig.tenant.get(f"/messages/{queued.message_id}")["status"]
    return "" if failed else str(status)


@contextmanager
def _answering(rig: Rig, answers: dict[bytes, bytes]) -> Iterator[None]:
    rig.smtp.answers = answers
    try:
        yield
    finally:
        rig.smtp.answers = {}

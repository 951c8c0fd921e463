"""What goes wrong on purpose, for the grants that only then are needed: see exercises.py."""

import hashlib
import json
from datetime import UTC, datetime, timedelta

from malote.adapters import keys
from malote.mailboxes.models import PollRequest
from tests.e2e.exercises import Rig
from tests.e2e.samples import KEYS, nfe
from tests.e2e.waiting import until

_SETTLING = timedelta(seconds=61)  # the reconciler leaves what is younger alone


def refused_password(rig: Rig) -> bool:
    """The mailbox pauses, which is in its tenant's audit trail; then it goes on."""
    stack, tenant = rig.stack, rig.tenant
    secrets, table = stack.cloud.client("secretsmanager"), stack.cloud.client("dynamodb")
    box = table.get_item(TableName=stack.table, Key=_item(keys.mailbox(tenant.name, tenant.box)))
    secret = box["Item"]["secret_name"]["S"]
    state = {**_item(keys.mailbox_state(tenant.name, tenant.box)), "lease_token": {"N": "1"}}
    table.put_item(TableName=stack.table, Item=state)
    secrets.put_secret_value(SecretId=secret, SecretString=json.dumps({"password": "outra"}))
    request = PollRequest(tenant=tenant.name, mailbox_id=tenant.box, requested_at=datetime.now(UTC))
    try:
        return stack.handle("PollFunction", request.model_dump_json()) == 0
    finally:
        good = json.dumps({"password": tenant.mail_password})
        secrets.put_secret_value(SecretId=secret, SecretString=good)
        table.update_item(
            TableName=stack.table,
            Key=_item(keys.mailbox(tenant.name, tenant.box)),
            UpdateExpression="REMOVE paused",
        )


def reconcile(rig: Rig) -> bool:
    """The ledger forgets a document that the inbox holds: it is read again."""
    stack, sha256 = rig.stack, hashlib.sha256(nfe(KEYS[0])).hexdigest()
    table, blob = stack.cloud.client("dynamodb"), keys.blob(rig.tenant.name, sha256)
    table.delete_item(TableName=stack.table, Key=_item(blob))
    table.delete_item(TableName=stack.table, Key=_item(keys.sweep()))
    until("an object that settled", lambda: _age(rig, sha256) > _SETTLING, seconds=70)
    try:
        stack.invoke("ReconcileFunction", {"time": datetime.now(UTC).isoformat()})
    except AssertionError:
        return False
    stack.wait_until_idle()
    return "Item" in table.get_item(TableName=stack.table, Key=_item(blob))


def _age(rig: Rig, sha256: str) -> timedelta:
    s3, bucket = rig.stack.cloud.client("s3"), rig.stack.cloud.outputs["BucketName"]
    found = s3.head_object(Bucket=bucket, Key=keys.inbox(rig.tenant.name, sha256))
    age: timedelta = datetime.now(UTC) - found["LastModified"]
    return age


def _item(key: keys.Key) -> dict[str, dict[str, str]]:
    return {name: {"S": value} for name, value in key.items()}

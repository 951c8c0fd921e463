"""What needs the grants of the roles of certificates and branches: see exercises.py."""

import json
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from malote.adapters import keys
from malote.adapters.certificate_items import certificate_item
from malote.adapters.items import from_item, to_item
from malote.certificates.models import Installed
from malote.notices.models import NoticeKind
from tests.e2e.account_exercises import OTHER_BRANCH
from tests.e2e.accounts import JSON, ask
from tests.e2e.certificates import branch, bring, install, secret_of
from tests.e2e.exercises import Rig
from tests.e2e.sending_exercises import BRANCH, put, there, works


def list_certificates(rig: Rig) -> bool:
    return works(rig, "GET", "/certificates")


def install_certificate(rig: Rig) -> bool:
    return works(rig, "POST", "/certificates", bring(rig.tenant, BRANCH))


def install_what_was_given_up(rig: Rig) -> bool:
    """A request that broke off is repeated when the daily job had its secret deleted."""
    asked = json.dumps(bring(rig.tenant, BRANCH)).encode()
    headers = JSON | {"Idempotency-Key": uuid4().hex}
    _, made = rig.tenant.call("POST", "/certificates", asked, headers)
    made_id = made["certificate"]["id"]
    _forget(rig, keys.certificate(rig.tenant.name, made_id))
    name = f"malote/test/certificate/{rig.tenant.name}/{made_id}"
    rig.stack.cloud.client("secretsmanager").delete_secret(SecretId=name, RecoveryWindowInDays=30)
    status, _ = rig.tenant.call("POST", "/certificates", asked, headers)
    return status == 201 and "DeletedDate" not in secret_of(rig.tenant, made_id)


def delete_certificate(rig: Rig) -> bool:
    made = install(rig.tenant, BRANCH)["certificate"]["id"]
    return works(rig, "DELETE", f"/certificates/{made}")


def use_certificate(rig: Rig) -> bool:
    made = install(rig.tenant, BRANCH)["certificate"]["id"]
    path = f"/certificates/{made}/test"
    return ask(rig.tenant, "POST", path)[1].get("status") == "ok"


def watch_expiry(rig: Rig) -> bool:
    """Somebody is to be told of one, and another one was never finished."""
    expiring = install(rig.tenant, BRANCH, days=20)["certificate"]["id"]
    begun = _begun(rig, expiring)
    try:
        rig.stack.invoke("CertExpiryFunction", {})
    except AssertionError:
        return False
    rig.stack.wait_until_idle()
    notice = keys.notice(rig.tenant.name, NoticeKind.CERTIFICATE_EXPIRING, f"{expiring}#30")
    return (
        there(rig, notice)
        and not there(rig, keys.certificate(rig.tenant.name, begun.certificate_id))
        and "DeletedDate" in secret_of(rig.tenant, begun.certificate_id)
    )


def set_up_and_forget_branch(rig: Rig) -> bool:
    _forget(rig, keys.branch(rig.tenant.name, OTHER_BRANCH))
    made = works(rig, "POST", "/branches", branch(OTHER_BRANCH))
    return made and works(rig, "DELETE", f"/branches/{OTHER_BRANCH}")


def _begun(rig: Rig, like: str) -> Installed:
    """As an installation left it that died three hours ago."""
    table = rig.stack.cloud.client("dynamodb")
    live = table.get_item(
        TableName=rig.stack.table, Key=to_item(dict(keys.certificate(rig.tenant.name, like)))
    )["Item"]
    new_id = uuid4().hex
    begun = Installed.model_validate(from_item(live)).model_copy(
        update={
            "certificate_id": new_id,
            "secret_name": f"malote/test/certificate/{rig.tenant.name}/{new_id}",
            "added_at": datetime.now(UTC) - timedelta(hours=3),
            "state": "pending",
        }
    )
    put(rig, certificate_item(begun))
    rig.stack.cloud.client("secretsmanager").create_secret(
        Name=begun.secret_name, SecretString="{}"
    )
    return begun


def _forget(rig: Rig, key: keys.Key) -> None:
    table = rig.stack.cloud.client("dynamodb")
    table.delete_item(TableName=rig.stack.table, Key=to_item(dict(key)))

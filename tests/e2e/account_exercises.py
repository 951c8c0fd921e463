"""What needs the grants of the roles of accounts, rules and notices: see exercises.py."""

import hashlib
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from malote.adapters import keys
from malote.adapters.items import from_item, to_item
from malote.messages.models import Status
from malote.notices.models import NoticeKind, NoticeRequest
from tests.documents import KEY
from tests.e2e.accounts import account, unhurried
from tests.e2e.exercises import Rig
from tests.e2e.sending_exercises import BRANCH, message, put, there, works

OTHER_BRANCH = "75277525000178"
"""The rig's tenant's too."""


def try_mailbox(rig: Rig) -> bool:
    unhurried(rig.tenant)
    return works(rig, "POST", f"/mailboxes/{rig.tenant.box}/test")


def make_mailbox(rig: Rig) -> bool:
    """Another one for the same folder; it is read at once, and then forgotten."""
    unhurried(rig.tenant)
    tenant, box = rig.tenant, f"nova-{uuid4().hex[:8]}"
    known = _known(rig, keys.mailbox(tenant.name, tenant.box))
    asked = {name: known[name] for name in ("host", "port", "security", "username")}
    try:
        return works(
            rig, "POST", "/mailboxes", {**asked, "id": box, "password": tenant.mail_password}
        )
    finally:
        for key in (keys.mailbox(tenant.name, box), keys.mailbox_state(tenant.name, box)):
            forget(rig, key)


def delete_mailbox(rig: Rig) -> bool:
    """One like the rig's, whose secret is gone."""
    known = _known(rig, keys.mailbox(rig.tenant.name, rig.tenant.box))
    named = {"mailbox_id": "velha", "secret_name": "malote/test/mailbox/x/velha/1"}
    index = {"GSI1PK": None, "GSI1SK": None}  # the schedule must not see it
    put(rig, {**known, **keys.mailbox(rig.tenant.name, "velha"), **named, **index})
    return works(rig, "DELETE", "/mailboxes/velha")


def list_accounts(rig: Rig) -> bool:
    return works(rig, "GET", "/mail-settings")


def try_account(rig: Rig) -> bool:
    unhurried(rig.tenant)
    return works(rig, "POST", "/mail-settings/test", {"branch": BRANCH})


def save_account(rig: Rig) -> bool:
    """With another secret, in place of the one that is there."""
    unhurried(rig.tenant)
    return works(rig, "PUT", "/mail-settings", account(rig.smtp, BRANCH))


def delete_account(rig: Rig) -> bool:
    """One like the rig's, whose secret is gone."""
    known = _known(rig, keys.mail_settings(rig.tenant.name, BRANCH))
    named = {"branch": OTHER_BRANCH, "secret_name": "malote/test/smtp/x/1"}
    put(rig, {**known, **keys.mail_settings(rig.tenant.name, OTHER_BRANCH), **named})
    return works(rig, "DELETE", f"/mail-settings/{OTHER_BRANCH}")


def show_rules(rig: Rig) -> bool:
    return works(rig, "GET", "/send-rules")


def switch_rule(rig: Rig) -> bool:
    return works(rig, "PUT", "/send-rules/nfe", {"on": False})


def follow_a_failure(rig: Rig) -> bool:
    """The users are to be told of a message."""
    failed = message(rig, Status.FAILED)
    key = keys.outgoing(rig.tenant.name, failed.message_id)
    return _followed(rig, key, {**_known(rig, key), "status": Status.FAILED})


def follow_an_issued_nfe(rig: Rig) -> bool:
    """It goes out by itself, once more."""
    tenant = rig.tenant.name
    put(rig, {**keys.send_rule(tenant, "nfe"), "on": True, "since": "2018-01-01T00:00:00+00:00"})
    forget(rig, keys.once(tenant, "rule", hashlib.sha256(f"nfe:{KEY}".encode()).hexdigest()))
    key = keys.document(tenant, KEY)
    before = len(rig.tenant.get("/messages?limit=200")["items"])
    header = {**_known(rig, key), "signature": "valid"}
    put(rig, header)
    try:
        done = _followed(rig, key, header)
        return done and len(rig.tenant.get("/messages?limit=200")["items"]) > before
    finally:
        put(rig, {**keys.send_rule(tenant, "nfe"), "on": False})


def tell_users(rig: Rig) -> bool:
    return _told(rig, _notice(rig)) == 0


def tell_users_anew(rig: Rig) -> bool:
    """By a process that has yet to read what signs the links."""
    anew(rig, "SendNoticesFunction")
    return tell_users(rig)


def tell_users_when_ses_refuses(rig: Rig) -> bool:
    """What is known not to have been sent is forgotten, for the next attempt."""
    iam, role = rig.stack.cloud.client("iam"), rig.stack.resources["SendNoticesRole"]
    deny = {"Effect": "Deny", "Action": "ses:SendEmail", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    iam.put_role_policy(RoleName=role, PolicyName="refused", PolicyDocument=policy)
    began, notice = datetime.now(UTC), _notice(rig)
    try:
        failed = _told(rig, notice)
    finally:
        iam.delete_role_policy(RoleName=role, PolicyName="refused")
        rig.stack.broken.append((began, datetime.now(UTC)))
    mail = keys.notice_mail(notice.tenant, notice.kind, notice.of, _sub(rig))
    return failed == 1 and not there(rig, mail)


def list_notices(rig: Rig) -> bool:
    _notice(rig)
    return works(rig, "GET", "/notices")


def show_choices(rig: Rig) -> bool:
    return works(rig, "GET", "/notice-settings")


def choose(rig: Rig) -> bool:
    return works(rig, "PUT", "/notice-settings", {"mailbox_paused": True})


def follow_a_link(rig: Rig) -> bool:
    """No link of ours, which only who has the key can tell; a new process has yet to read it."""
    anew(rig, "NoticesFunction")
    token = urlsafe_b64encode(bytes(60)).decode()
    return rig.stack.call("GET", f"/notices/unsubscribe?token={token}")[0] == 400


def _known(rig: Rig, key: keys.Key) -> dict[str, Any]:
    table = rig.stack.cloud.client("dynamodb")
    return from_item(table.get_item(TableName=rig.stack.table, Key=to_item(dict(key)))["Item"])


def forget(rig: Rig, key: keys.Key) -> None:
    """Of the table, with the rights of the cloud's admin."""
    table = rig.stack.cloud.client("dynamodb")
    table.delete_item(TableName=rig.stack.table, Key=to_item(dict(key)))


def anew(rig: Rig, function: str) -> None:
    """The function's next call starts a process: MiniStack ends them where memory is set."""
    rig.stack.cloud.client("lambda").update_function_configuration(
        FunctionName=rig.stack.resources[function], MemorySize=512
    )


def _followed(rig: Rig, key: keys.Key, new: Mapping[str, Any]) -> bool:
    """Whether what follows from this change is done."""
    told = {
        "Keys": to_item(dict(key)),
        "NewImage": to_item(dict(new)),
        "SequenceNumber": "1",
        "ApproximateCreationDateTime": time.time(),
    }
    answer = rig.stack.invoke("FollowUpFunction", {"Records": [{"dynamodb": told}]})
    rig.stack.wait_until_idle()
    return not answer["batchItemFailures"]


def _notice(rig: Rig) -> NoticeRequest:
    """A notice that nobody was mailed yet."""
    tenant, kind, of = rig.tenant.name, NoticeKind.MAILBOX_PAUSED, f"caixa#{uuid4().hex}"
    at = datetime.now(UTC)
    details = {"mailbox": "caixa", "username": "notas@a.test", "code": "folder_missing"}
    index = {"GSI1PK": keys.by_date(tenant, "NOTICES"), "GSI1SK": f"{at.isoformat()}#{kind}#{of}"}
    known = {"tenant": tenant, "kind": kind, "of": of, "at": at, "details": details}
    put(rig, {**keys.notice(tenant, kind, of), **known, **index})
    return NoticeRequest(tenant=tenant, kind=kind, of=of)


def _told(rig: Rig, notice: NoticeRequest) -> int:
    """How many wait for another attempt. As if no notice had been mailed today."""
    day, kind = int(time.time()) // 86_400, NoticeKind.MAILBOX_PAUSED
    forget(rig, keys.pace(rig.tenant.name, "notice_mail", f"{kind}#{_sub(rig)}", day))
    return rig.stack.handle("SendNoticesFunction", notice.model_dump_json())


def _sub(rig: Rig) -> str:
    (sub,) = {
        item["sub"] for item in rig.stack.items(rig.tenant.name) if item["SK"].startswith("USER#")
    }
    return str(sub)

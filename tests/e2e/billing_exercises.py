"""What needs the grants of the roles of billing: see exercises.py."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from uuid import uuid4

from malote.adapters import keys
from malote.billing.queued import ToCompare, ToIssue, Told
from tests.e2e.accounts import ask, unhurried
from tests.e2e.billing import JSON, Desk
from tests.e2e.exercises import Rig
from tests.e2e.sending_exercises import BRANCH, change, works

_PAST = datetime.now(UTC) - timedelta(hours=1)


def list_accounts(rig: Rig) -> bool:
    return works(rig, "GET", "/billing/accounts")


def show_account(rig: Rig) -> bool:
    return works(rig, "GET", f"/billing/accounts/{rig.desk.name}")


def set_up_account(rig: Rig) -> bool:
    return _made(rig) is not None


def try_account(rig: Rig) -> bool:
    unhurried(rig.tenant)
    path = f"/billing/accounts/{rig.desk.name}/test"
    return ask(rig.tenant, "POST", path)[1].get("status") == "ok"


def forget_account(rig: Rig) -> bool:
    idle = _made(rig, active=False)
    return idle is not None and works(rig, "DELETE", f"/billing/accounts/{idle}")


def issue(rig: Rig) -> bool:
    _anew(rig)
    made = ask(rig.tenant, "POST", "/billing/charges", rig.desk.asked())[1]
    rig.desk.rest()
    return made.get("status") == "waiting"


def issue_while_efi_is_down(rig: Rig) -> bool:
    return _unissued(rig) != ""


def list_charges(rig: Rig) -> bool:
    return works(rig, "GET", "/billing/charges")


def show_charge(rig: Rig) -> bool:
    return works(rig, "GET", f"/billing/charges/{rig.charge}")


def cancel(rig: Rig) -> bool:
    made = rig.desk.issue()["id"]
    _anew(rig)
    done = works(rig, "POST", f"/billing/charges/{made}/cancel")
    rig.desk.rest()
    return done


def withdraw(rig: Rig) -> bool:
    return works(rig, "POST", f"/billing/charges/{_unissued(rig)}/cancel")


def show_ledger(rig: Rig) -> bool:
    return works(rig, "GET", "/billing/ledger")


def show_ledger_of_a_charge(rig: Rig) -> bool:
    return works(rig, "GET", f"/billing/ledger?charge={rig.charge}")


def issue_what_was_queued(rig: Rig) -> bool:
    made = _unissued(rig)
    done = _issued(rig, made)
    rig.desk.rest()
    return done and rig.desk.charge(made)["status"] == "waiting"


def rest_while_efi_is_down(rig: Rig) -> bool:
    """It is queued again."""
    made = _unissued(rig)
    with _down(rig):
        return _issued(rig, made)


def sweep(rig: Rig) -> bool:
    """As if nobody had come back to it for an hour."""
    made = _unissued(rig)
    change(rig, keys.open_charge(rig.tenant.name, "charge", made), created_at=_PAST)
    try:
        queued = rig.stack.invoke("BillingSweepFunction", {})["queued"]
    except AssertionError:
        return False
    rig.desk.rest()
    return bool(queued)


def hear(rig: Rig) -> bool:
    heard = rig.desk.post(b"notification=de-ninguem") == 200
    rig.desk.rest()
    return heard


def hear_of_a_pix(rig: Rig) -> bool:
    """It is refused by who knows the account's hmac alone."""
    path = rig.desk.webhook + f"/pix?hmac={'0' * 64}"
    return rig.desk.post(b'{"pix": [{"endToEndId": "E1"}]}', JSON, path) == 403


def apply(rig: Rig) -> bool:
    with _muted(rig):
        made, token = _paid(rig)
        return _applied(rig, token) and len(rig.desk.charge(made)["entries"]) == 3


def apply_what_was_uncertain(rig: Rig) -> bool:
    with _muted(rig):
        made, token = _uncertain(rig)
        return _applied(rig, token) and rig.desk.charge(made)["status"] == "waiting"


def tell_that_efi_refuses_us(rig: Rig) -> bool:
    """By a notice that is mailed."""
    desk = rig.desk
    token = desk.efi.control.token(desk.charge(rig.charge)["efi_id"])
    desk.efi.control.revoke(desk.client_id)
    began = datetime.now(UTC)
    try:
        assert not _applied(rig, token)
    finally:
        rig.stack.broken.append((began, datetime.now(UTC)))
        desk.efi.control.restore(desk.client_id)
    rig.stack.wait_until_idle()
    notices = rig.tenant.get("/notices?limit=200")["items"]
    wanted = f"{desk.name}#efi_credentials_refused#"
    return any(each["of"].startswith(wanted) and each["mail"] == "sent" for each in notices)


def plan(rig: Rig) -> bool:
    try:
        queued = rig.stack.invoke("BillingPlanFunction", {})["queued"]
    except AssertionError:
        return False
    rig.stack.wait_until_idle()
    return bool(queued)


def compare(rig: Rig) -> bool:
    with _muted(rig):
        made, _ = _paid(rig)
        return _compared(rig) and len(rig.desk.charge(made)["entries"]) == 3


def compare_what_was_uncertain(rig: Rig) -> bool:
    with _muted(rig):
        made, _ = _uncertain(rig)
        return _compared(rig) and rig.desk.charge(made)["status"] == "waiting"


def send_a_boleto(rig: Rig) -> bool:
    wanted = [{"kind": "charge", "id": rig.charge}]
    return works(rig, "POST", "/messages", {"branch": BRANCH, "attachments": wanted})


def _made(rig: Rig, **others: object) -> str | None:
    """Another account's id; None if it is not saved."""
    unhurried(rig.tenant)
    desk = Desk(rig.tenant, rig.desk.efi, f"conta-{uuid4().hex[:8]}")
    asked = desk.wanted(id=desk.name, **others)
    return desk.name if works(rig, "POST", "/billing/accounts", asked) else None


def _anew(rig: Rig) -> None:
    """Whatever process asks Efí next has to open the account's secret: it is another revision."""
    change(rig, keys.billing_account(rig.tenant.name, rig.desk.name), revision=uuid4().hex)


def _unissued(rig: Rig) -> str:
    """A charge that Efí was not asked for yet, and that may be now; empty if there is none."""
    with _down(rig):
        made = ask(rig.tenant, "POST", "/billing/charges", rig.desk.asked())[1]
    if made.get("status") != "issuing":
        return ""
    change(rig, keys.charge(rig.tenant.name, made["id"]), held_until=_PAST.isoformat())
    return str(made["id"])


def _paid(rig: Rig) -> tuple[str, str]:
    """A charge whose payment nobody was told of, and the token by which they could be."""
    made, control = rig.desk.issue(), rig.desk.efi.control
    control.pay(made["efi_id"])
    _anew(rig)
    return made["id"], control.token(made["efi_id"])


@contextmanager
def _down(rig: Rig) -> Iterator[None]:
    """Nothing that is queued meanwhile comes into what is tried next."""
    rig.desk.efi.control.misbehave("POST /authorize", "outage")
    _anew(rig)
    try:
        yield
    finally:
        rig.desk.efi.control.behave()
        rig.stack.cloud.client("sqs").purge_queue(QueueUrl=rig.stack.resources["IssueQueue"])


def _uncertain(rig: Rig) -> tuple[str, str]:
    """A charge that Efí has and could not say so, and the token by which it tells of it."""
    control = rig.desk.efi.control
    control.misbehave("POST /charge/one-step", "cut", after=True)
    made = ask(rig.tenant, "POST", "/billing/charges", rig.desk.asked())[1]
    assert made["status"] == "uncertain", made
    issued = control.issued(rig.desk.client_id)
    (token,) = [each["token"] for each in issued if each["custom_id"] == made["id"]]
    return made["id"], token


@contextmanager
def _muted(rig: Rig) -> Iterator[None]:
    """What could not be applied would wait in the queue until long after the grant is back."""
    rig.desk.rest()
    rig.desk.efi.control.mute()
    try:
        yield
    finally:
        rig.desk.efi.control.mute(on=False)


def _issued(rig: Rig, charge_id: str) -> bool:
    asked = ToIssue(tenant=rig.tenant.name, kind="charge", id=charge_id)
    return not rig.stack.handle("BillingIssueFunction", asked.model_dump_json())


def _applied(rig: Rig, token: str) -> bool:
    told = Told(webhook_id=rig.desk.webhook.rpartition("/")[2], kind="charge", reference=token)
    return not rig.stack.handle("BillingApplyFunction", told.model_dump_json())


def _compared(rig: Rig) -> bool:
    asked = ToCompare(tenant=rig.tenant.name, account_id=rig.desk.name)
    return not rig.stack.handle("BillingCompareFunction", asked.model_dump_json())

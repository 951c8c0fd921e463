"""Mails that tenants send, through the deployed stack and a real SMTP server."""

import json
import re
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from malote.adapters import keys
from malote.adapters.items import to_item
from malote.notices.models import NoticeKind
from tests.bounces import POSTFIX, report
from tests.documents import KEY, NFE
from tests.e2e.accounts import account, ask, set_up, settled
from tests.e2e.samples import SINCE_2010
from tests.e2e.samples import mail as supplier_mail
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant
from tests.e2e.waiting import until
from tests.integration.dovecot import Dovecot
from tests.integration.smtp.servers import PASSWORD, SmtpTestServer
from tests.signing import Identity, certificate, sign

pytestmark = pytest.mark.usefixtures("schedule")

BRANCH = "34128745000152"
CUSTOMER = "compras@cliente.test"


@pytest.fixture(scope="module")
def sender(
    stack: Stack, new_tenant: Callable[..., Tenant], smtp: SmtpTestServer, schedule: object
) -> Tenant:
    tenant = new_tenant()
    set_up(tenant, smtp, BRANCH)
    tenant.upload(NFE)
    tenant.wait_for(KEY)
    return tenant


def note_to(*to: str) -> dict[str, object]:
    attached = [{"kind": kind, "document": KEY} for kind in ("xml", "pdf")]
    return {"to": to, "template": "nfe", "attachments": attached}


def arrived(smtp: SmtpTestServer, mime_id: str) -> list[EmailMessage]:
    mails = [message_from_bytes(each.content, policy=policy.default) for each in smtp.received]
    return [mail for mail in mails if mail["Message-ID"] == mime_id]


def authorized(root: Identity) -> bytes:
    """The sample, signed anew by its issuer under an authority that the stack trusts."""
    signed = sign(NFE, certificate(BRANCH, root, valid=SINCE_2010), f"NFe{KEY}")
    digest = re.search(rb"<DigestValue>(.+?)</DigestValue>", signed)
    assert digest
    return re.sub(rb"<digVal>.+?<", b"<digVal>%b<" % digest[1], signed)


def test_a_wrong_password_is_told_and_saves_nothing(
    new_tenant: Callable[..., Tenant], smtp: SmtpTestServer
) -> None:
    tenant = new_tenant()
    status, answer = ask(tenant, "PUT", "/mail-settings", account(smtp, BRANCH, password="outra"))
    assert (status, answer["code"]) == (422, "account_test_failed")
    assert (answer["report"]["step"], answer["report"]["code"]) == ("login", "credentials_refused")
    assert answer["report"]["action"]
    (branch,) = tenant.get("/mail-settings")["items"]
    assert branch["settings"] is None


def test_an_nfe_and_its_danfe_reach_the_customer_once(sender: Tenant, smtp: SmtpTestServer) -> None:
    body = json.dumps(note_to(CUSTOMER)).encode()
    headers = {"Content-Type": "application/json", "Idempotency-Key": "pedido-1"}
    (first, made), (second, again) = (
        sender.call("POST", "/messages", body, headers) for _ in range(2)
    )
    assert (first, second) == (202, 202)
    assert made["id"] == again["id"]
    message = settled(sender, made["id"])
    assert message["status"] == "sent"
    (attempt,) = message["attempts"]
    assert (attempt["outcome"], attempt["reply"]) == ("sent", 250)
    (mail,) = arrived(smtp, message["mime_id"])
    assert (mail["To"], mail["From"].addresses[0].display_name) == (CUSTOMER, "Alimentos Ltda.")
    xml, pdf = mail.iter_attachments()
    assert xml.get_payload(decode=True) == NFE
    content = pdf.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert content.startswith(b"%PDF")
    customer = message["customer"]
    history = sender.get(f"/messages?customer={customer}")["items"]
    assert [each["id"] for each in history] == [made["id"]]


def test_a_refused_recipient_fails_and_the_users_are_told(
    stack: Stack, sender: Tenant, smtp: SmtpTestServer
) -> None:
    smtp.answers = {rb"RCPT TO:<ninguem@": b"550 5.1.1 no such user"}
    made = ask(sender, "POST", "/messages", note_to("ninguem@cliente.test"))[1]
    message = settled(sender, made["id"])
    smtp.answers = {}
    assert message["status"] == "failed"
    assert message["attempts"][0]["server_said"] == "550 5.1.1 no such user"
    notice = until(
        "a notice that was mailed",
        lambda: [n for n in sender.get("/notices")["items"] if made["id"] in n["of"]],
        bool,
    )[0]
    assert notice["kind"] == "message_failed"
    (mail,) = until(
        "a mail to the user",
        lambda: [mail for mail in stack.ses_mails() if sender.user in mail],
        bool,
    )
    assert "ninguem@cliente.test" in mail
    turn_off_by_link(stack, sender, mail)


def turn_off_by_link(stack: Stack, tenant: Tenant, mail: str) -> None:
    """Whoever holds the link of a notice, and nobody else, turns its kind off; looking does not."""
    wanted = dict.fromkeys(NoticeKind, True)
    link = re.search(r"/notices/unsubscribe\?token=([\w-]+)", mail)
    assert link
    path, token = link[0], link[1]
    forged = token[:20] + ("B" if token[20] == "A" else "A") + token[21:]
    for method in ("GET", "POST"):
        assert page(stack, method, "/notices/unsubscribe")[0] == 400
        assert page(stack, method, path.replace(token, forged))[0] == 400
    status, html = page(stack, "GET", path)
    assert (status, html.startswith("<!doctype html>")) == (200, True)
    assert tenant.get("/notice-settings") == wanted
    assert page(stack, "POST", path)[0] == 200
    assert tenant.get("/notice-settings") == wanted | {"message_failed": False}


def page(stack: Stack, method: str, path: str) -> tuple[int, str]:
    """As a browser asks for it."""
    request = Request(f"{stack.cloud.api_url}{path}", method=method)
    try:
        with urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def test_greylisting_waits_and_can_be_called_back(sender: Tenant, smtp: SmtpTestServer) -> None:
    smtp.answers = {rb"RCPT": b"451 4.7.1 greylisted"}
    made = ask(sender, "POST", "/messages", note_to("lento@cliente.test"))[1]
    message = settled(sender, made["id"])
    smtp.answers = {}
    assert (message["status"], message["attempts"][0]["outcome"]) == ("queued", "deferred")
    assert message["due_at"] > message["attempts"][0]["at"]
    status, answer = ask(sender, "POST", f"/messages/{made['id']}/cancel")
    assert (status, answer["status"]) == (200, "cancelled")


def test_a_bounce_is_put_on_its_message(
    stack: Stack, sender: Tenant, dovecot: Dovecot, smtp: SmtpTestServer
) -> None:
    made = ask(sender, "POST", "/messages", note_to(CUSTOMER))[1]
    assert settled(sender, made["id"])["status"] == "sent"
    dovecot.deliver(sender.address, report(POSTFIX, made["id"], whole=True))
    assert sender.poll()["ignored"] == 1
    message = sender.get(f"/messages/{made['id']}")
    assert message["status"] == "bounced"
    (bounce,) = message["bounces"]
    assert (bounce["recipient"], bounce["status"]) == (CUSTOMER, "5.1.1")


def test_an_issued_nfe_goes_out_by_itself(
    stack: Stack,
    new_tenant: Callable[..., Tenant],
    smtp: SmtpTestServer,
    dovecot: Dovecot,
    root: Identity,
) -> None:
    """By mail it comes, so that its signature alone shows who issued it."""
    tenant = new_tenant()
    set_up(tenant, smtp, BRANCH)
    status, rule = ask(tenant, "PUT", "/send-rules/nfe", {"on": True})
    assert (status, rule["on"]) == (200, True)
    # The sample is of 2018, and what was authorised before the rule stays where it is.
    stack.cloud.client("dynamodb").update_item(
        TableName=stack.table,
        Key=to_item(dict(keys.send_rule(tenant.name, "nfe"))),
        UpdateExpression="SET since = :then",
        ExpressionAttributeValues={":then": {"S": "2018-01-01T00:00:00.000000+00:00"}},
    )
    dovecot.deliver(tenant.address, supplier_mail(authorized(root)))
    tenant.poll()
    (message,) = until(
        "a message that nobody asked for",
        lambda: tenant.get("/messages")["items"],
        lambda found: found and found[0]["status"] == "sent",
    )
    assert message["origin"] == "rule"
    (mail,) = arrived(smtp, tenant.get(f"/messages/{message['id']}")["mime_id"])
    assert mail["To"] == "nfentrada@b.com.br"
    assert len(list(mail.iter_attachments())) == 2


def test_a_revoked_password_pauses_the_account_and_the_message_waits(
    stack: Stack, new_tenant: Callable[..., Tenant], smtp: SmtpTestServer
) -> None:
    tenant = new_tenant()
    set_up(tenant, smtp, BRANCH)
    tenant.upload(NFE)
    tenant.wait_for(KEY)
    smtp.answers = {rb"AUTH": b"535 5.7.8 bad credentials"}
    made = ask(tenant, "POST", "/messages", note_to(CUSTOMER))[1]
    message = settled(tenant, made["id"])
    smtp.answers = {}
    assert message["status"] == "queued"
    (branch,) = tenant.get("/mail-settings")["items"]
    assert branch["settings"]["paused"]["code"] == "credentials_refused"
    until("a notice", lambda: tenant.get("/notices")["items"], bool)
    status, answer = ask(tenant, "PUT", "/mail-settings", account(smtp, BRANCH, password=PASSWORD))
    assert (status, answer["settings"]["paused"]) == (200, None)

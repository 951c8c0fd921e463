"""What needs a mailbox's secret and its server: setting it up, for the tenant's admins."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import bootstrap
from malote import parameters as given
from malote.audit import Action
from malote.bootstrap import setup
from malote.diagnosis.views import CheckReport
from malote.mailboxes.requests import MailboxRequest, MailboxTrial, NewMailbox
from malote.mailboxes.views import MailboxDeleted, MailboxView
from malote.web import admin_of, body_as, by_admin, by_user, created, rest_api

app = rest_api()


@app.post("/mailboxes", summary="Tests a mailbox and saves it", tags=["mailboxes"])
def post_mailbox(idempotency_key: given.IdempotencyKey = None) -> Response[MailboxView]:
    bootstrap.pace().take(admin_of(app), "account_test")
    asked = body_as(app, NewMailbox)
    entry = by_user(app, Action.MAILBOX_CREATED, asked.id)
    return created(MailboxView.of(setup.mailbox_setup().create(asked, idempotency_key, entry)))


@app.put("/mailboxes/<mailbox_id>", summary="Tests settings and saves them", tags=["mailboxes"])
def put_mailbox(mailbox_id: given.MailboxId) -> MailboxView:
    entry = by_admin(app, Action.MAILBOX_CHANGED, mailbox_id)
    bootstrap.pace().take(entry.tenant, "account_test")
    setup.mailbox_setup().change(body_as(app, MailboxRequest), entry)
    return MailboxView.of(*bootstrap.mailboxes().find(entry.tenant, mailbox_id))


@app.delete("/mailboxes/<mailbox_id>", summary="Forgets a mailbox", tags=["mailboxes"])
def delete_mailbox(mailbox_id: given.MailboxId) -> MailboxDeleted:
    setup.mailbox_changes().delete(by_admin(app, Action.MAILBOX_DELETED, mailbox_id))
    return MailboxDeleted(id=mailbox_id)


@app.post("/mailboxes/test", summary="Tests settings and saves nothing", tags=["mailboxes"])
def try_mailbox() -> CheckReport:
    bootstrap.pace().take(admin_of(app), "account_test")
    asked = body_as(app, MailboxTrial)
    return setup.mailbox_setup().test(asked, by_user(app, Action.MAILBOX_TESTED, asked.id or "-"))


@app.post("/mailboxes/<mailbox_id>/test", summary="Tests a mailbox", tags=["mailboxes"])
def try_stored_mailbox(mailbox_id: given.MailboxId) -> CheckReport:
    entry = by_admin(app, Action.MAILBOX_TESTED, mailbox_id)
    bootstrap.pace().take(entry.tenant, "account_test")
    return setup.mailbox_setup().test_stored(entry)


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

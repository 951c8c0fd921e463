"""The tenants' mailboxes."""

from datetime import UTC, datetime
from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import bootstrap
from malote import parameters as given
from malote.audit import Action
from malote.errors import MailboxPaused, NotFound
from malote.mailboxes.models import PollRequest
from malote.mailboxes.views import MailboxPage, MailboxView, PollQueued
from malote.web import accepted, by_user, rest_api, tenant_of

app = rest_api()


@app.get("/mailboxes", summary="Lists mailboxes and how their last poll went", tags=["mailboxes"])
def list_mailboxes() -> MailboxPage:
    found = bootstrap.mailboxes().list(tenant_of(app))
    return MailboxPage(items=[MailboxView.of(mailbox, state) for mailbox, state in found])


@app.post("/mailboxes/<mailbox_id>/poll", summary="Reads a mailbox now", tags=["mailboxes"])
def poll_now(mailbox_id: given.MailboxId) -> Response[PollQueued]:
    tenant = tenant_of(app)
    mailbox = bootstrap.mailboxes().get(tenant, mailbox_id)
    if not mailbox:
        raise NotFound(mailbox_id)
    if mailbox.paused:
        raise MailboxPaused(mailbox.paused)
    bootstrap.pace().take(tenant, "poll_mailbox", of=mailbox_id)
    bootstrap.pace().take(tenant, "poll")
    now = datetime.now(UTC)
    request = PollRequest(tenant=tenant, mailbox_id=mailbox_id, requested_at=now, forced=True)
    bootstrap.audit_trail().record(by_user(app, Action.POLL_REQUESTED, mailbox_id))
    bootstrap.poll_queue().send([request])
    return accepted(PollQueued(requested_at=now))


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

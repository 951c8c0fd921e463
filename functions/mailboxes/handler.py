"""The tenants' mailboxes: what needs neither their secrets nor their servers."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import bootstrap
from malote import parameters as given
from malote.audit import Action
from malote.bootstrap import setup
from malote.mailboxes.history import PollPage
from malote.mailboxes.views import MailboxPage, MailboxView, PollQueued
from malote.web import accepted, by_admin, by_user, rest_api, tenant_of

app = rest_api()


@app.get("/mailboxes", summary="Lists mailboxes and how their last poll went", tags=["mailboxes"])
def list_mailboxes() -> MailboxPage:
    return MailboxPage.of(bootstrap.mailboxes().list(tenant_of(app)))


@app.get("/mailboxes/<mailbox_id>", summary="Shows a mailbox", tags=["mailboxes"])
def get_mailbox(mailbox_id: given.MailboxId) -> MailboxView:
    return MailboxView.of(*bootstrap.mailboxes().find(tenant_of(app), mailbox_id))


@app.post("/mailboxes/<mailbox_id>/poll", summary="Reads a mailbox now", tags=["mailboxes"])
def poll_mailbox(mailbox_id: given.MailboxId) -> Response[PollQueued]:
    entry, pace = by_user(app, Action.POLL_REQUESTED, mailbox_id), bootstrap.pace()
    pace.take(entry.tenant, "poll_mailbox", of=mailbox_id)
    pace.take(entry.tenant, "poll")
    setup.polls_by_hand().ask(entry)
    return accepted(PollQueued(requested_at=entry.at))


@app.post("/mailboxes/<mailbox_id>/pause", summary="Stops the polls", tags=["mailboxes"])
def pause_mailbox(mailbox_id: given.MailboxId) -> MailboxView:
    setup.polls_by_hand().pause(by_admin(app, Action.MAILBOX_PAUSED, mailbox_id))
    return get_mailbox(mailbox_id)


@app.post("/mailboxes/<mailbox_id>/resume", summary="Lets the polls go on", tags=["mailboxes"])
def resume_mailbox(mailbox_id: given.MailboxId) -> MailboxView:
    setup.polls_by_hand().resume(by_admin(app, Action.MAILBOX_RESUMED, mailbox_id))
    return get_mailbox(mailbox_id)


@app.get("/mailboxes/<mailbox_id>/polls", summary="Lists a month's polls", tags=["mailboxes"])
def list_polls(
    mailbox_id: given.MailboxId, limit: given.Limit = 50, cursor: given.Cursor = None
) -> PollPage:
    mailbox, _ = bootstrap.mailboxes().find(tenant_of(app), mailbox_id)
    return PollPage.of(*setup.poll_history().page(mailbox.tenant, mailbox_id, limit, cursor))


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

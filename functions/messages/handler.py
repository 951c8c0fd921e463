"""The mails that tenants send."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import bootstrap
from malote import parameters as given
from malote.audit import Action
from malote.bootstrap import sending
from malote.messages.queries import MessageQuery, parse_customer
from malote.messages.requests import MessageRequest
from malote.messages.show import detail
from malote.messages.views import MessageDetail, MessagePage, MessageView
from malote.periods import parse_period
from malote.web import accepted, body_as, by_user, rest_api, tenant_of

app = rest_api()


@app.post("/messages", summary="Sends a mail, in the background", tags=["messages"])
def send_message(idempotency_key: given.IdempotencyKey = None) -> Response[MessageView]:
    entry, asked = by_user(app, Action.MESSAGE_CREATED, ""), body_as(app, MessageRequest)
    bootstrap.pace().take(entry.tenant, "message")
    return accepted(MessageView.of(sending.posting().post(asked, entry, idempotency_key)))


@app.get("/messages", summary="Lists the mails, newest first", tags=["messages"])
def list_messages(
    customer: given.OfCustomer = None,
    status: given.OfMessageStatus = None,
    period: given.When = None,
    limit: given.Limit = 50,
    cursor: given.Cursor = None,
) -> MessagePage:
    query = MessageQuery(parse_customer(customer), status, parse_period(period))
    return MessagePage.of(*sending.message_list().page(tenant_of(app), query, limit, cursor))


@app.get("/messages/<message_id>", summary="Shows a mail and each attempt", tags=["messages"])
def get_message(message_id: given.MessageId) -> MessageDetail:
    return detail(tenant_of(app), message_id, sending.outbox(), sending.sent_mails())


@app.post("/messages/<message_id>/cancel", summary="Cancels a queued mail", tags=["messages"])
def cancel_message(message_id: given.MessageId) -> MessageView:
    entry = by_user(app, Action.MESSAGE_CANCELLED, message_id)
    return MessageView.of(sending.posting().cancel(entry))


@app.post("/messages/<message_id>/resend", summary="Sends a mail again", tags=["messages"])
def resend_message(message_id: given.MessageId) -> Response[MessageView]:
    entry = by_user(app, Action.MESSAGE_RESENT, message_id)
    bootstrap.pace().take(entry.tenant, "message")
    return accepted(MessageView.of(sending.posting().resend(entry)))


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

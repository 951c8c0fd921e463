"""What a poll of a mailbox would import, with nothing written."""

from typing import Any

from malote import bootstrap
from malote import parameters as given
from malote.mailboxes.preview_views import Preview
from malote.web import rest_api, tenant_of

app = rest_api()


@app.post(
    "/mailboxes/<mailbox_id>/preview",
    summary="Shows what the next poll would do, and writes nothing",
    tags=["mailboxes"],
)
def preview_mailbox(mailbox_id: given.MailboxId, from_start: given.FromStart = False) -> Preview:
    tenant = tenant_of(app)
    bootstrap.pace().take(tenant, "preview")
    return bootstrap.previewer().preview(tenant, mailbox_id, from_start=from_start)


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

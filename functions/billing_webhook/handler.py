"""What Efí tells: taken and queued at once; then Efí is asked, and what it says is applied."""

from typing import Any

from malote import billing_parameters as given
from malote.adapters.sqs_batch import settle
from malote.billing.queued import Told
from malote.billing.receiving import Heard, Posted
from malote.bootstrap import billing, follow_ups
from malote.clock import utc_now
from malote.notices.billing import AT_ONCE, notice_of_trouble
from malote.observability import count, logger, metrics
from malote.web import body_of, rest_api

app = rest_api()


# These ask for no login: Efí has none. What is posted is a hint, and changes nothing by itself.
@app.post("/webhooks/efi/<webhook_id>", summary="Takes what Efí tells", tags=["webhooks"])
@app.post("/webhooks/efi/<webhook_id>/pix", summary="Takes Pix that came", tags=["webhooks"])
def hear(webhook_id: given.WebhookId, hmac: given.Hmac = "") -> Heard:
    event = app.current_event
    identity = event.raw_event["requestContext"].get("identity") or {}
    kind, certified = event.headers.get("content-type", ""), bool(identity.get("clientCert"))
    posted = Posted(webhook_id, kind, body_of(app), hmac, certified=certified)
    return billing.door().hear(posted)


def receive(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)


def apply_hint(body: str) -> None:
    """Ask Efí what a hint is about; what it does not answer comes again, and users are told."""
    told = Told.model_validate_json(body)
    try:
        outcome = billing.applier().apply(told)
    except AT_ONCE as error:
        if account := billing.accounts().by_webhook(told.webhook_id):
            notice = notice_of_trouble(account, error.code, utc_now())
            follow_ups.notices().keep(notice)
            follow_ups.notice_queue().send([notice])
        raise
    count("BillingApplied", len(outcome.applied))
    count("BillingEntries", outcome.entries)
    count("BillingIgnored", len(outcome.ignored))
    for reason in set(outcome.ignored):
        logger.warning("hint ignored", extra={"kind": told.kind, "reason": reason})


@metrics.log_metrics
def apply(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """Follow the hints of an SQS batch."""
    return settle(event, apply_hint, at_once=5)

"""What SEFAZ is asked, how far its distributions have come, and which notes wait for an answer."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import bootstrap
from malote import parameters as given
from malote import sefaz_parameters as own
from malote.audit import Action
from malote.bootstrap import sefaz
from malote.clock import utc_now
from malote.sefaz.deadline_views import DeadlinePage
from malote.sefaz.feed_views import FeedPage, LedgerPage
from malote.sefaz.request_views import SefazRequestDetail, SefazRequestPage
from malote.sefaz.requests import NewSefazRequest
from malote.web import body_as, by_user, created, rest_api, tenant_of

app = rest_api()


@app.post("/sefaz/requests", summary="Asks SEFAZ, or answers notes", tags=["sefaz"])
def post_request(idempotency_key: given.IdempotencyKey = None) -> Response[SefazRequestDetail]:
    entry, asked = by_user(app, Action.SEFAZ_REQUESTED, ""), body_as(app, NewSefazRequest).root
    bootstrap.pace().take(entry.tenant, "sefaz")
    return created(SefazRequestDetail.of(sefaz.requesting().make(asked, idempotency_key, entry)))


@app.get("/sefaz/requests", summary="Lists requests, newest first", tags=["sefaz"])
def list_requests(limit: given.Limit = 50, cursor: given.Cursor = None) -> SefazRequestPage:
    return SefazRequestPage.of(*sefaz.requests().page(tenant_of(app), limit, cursor))


@app.get("/sefaz/requests/<request_id>", summary="Shows a request", tags=["sefaz"])
def get_request(request_id: own.RequestId) -> SefazRequestDetail:
    return sefaz.showing().request(tenant_of(app), request_id)


@app.get("/sefaz/nsu", summary="Tells how far distributions have come", tags=["sefaz"])
def list_feeds(tax_id: own.OfTaxId = None, service: own.OfService = None) -> FeedPage:
    return sefaz.showing().feed_page(tenant_of(app), tax_id, service, utc_now())


@app.get("/sefaz/nsu/pages", summary="Tells what each answer of SEFAZ brought", tags=["sefaz"])
def list_pages(
    tax_id: own.TheTaxId, service: own.TheService,
    limit: given.Limit = 50, cursor: given.Cursor = None,
) -> LedgerPage:  # fmt: skip
    return sefaz.showing().ledger_page(tenant_of(app), tax_id, service, limit, cursor)


@app.get("/sefaz/deadlines", summary="Lists notes to answer, first to end first", tags=["sefaz"])
def list_deadlines(limit: given.Limit = 50, cursor: given.Cursor = None) -> DeadlinePage:
    return DeadlinePage.of(*sefaz.deadlines().page(tenant_of(app), limit, cursor), utc_now())


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

"""What payments booked, and how the daily comparisons with Efí went."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import billing_parameters as own
from malote import parameters as given
from malote.billing.accounts import BillingEnvironment
from malote.billing.ledger_csv import ledger_csv
from malote.billing.ledger_views import LedgerPage
from malote.billing.queries import LedgerQuery
from malote.billing.reconciliation_views import ReconciliationPage
from malote.billing.totals import totals
from malote.bootstrap import billing
from malote.periods import parse_period
from malote.web import accepts, attachment, rest_api, tenant_of

app = rest_api()
CSV = "text/csv"


@app.get("/billing/ledger", summary="Lists what was booked, newest first", tags=["ledger"])
def get_ledger(
    environment: own.OfEnvironment = BillingEnvironment.PRODUCTION,
    account: own.OfAccount = None, agreement: own.OfAgreement = None,
    history_code: own.OfHistoryCode = None, charge: own.OfCharge = None,
    period: own.WhenInBrasilia = None, file: own.AsFormat = None,
    limit: given.Limit = 50, cursor: given.Cursor = None,
) -> Response[LedgerPage | str]:  # fmt: skip
    tenant, days = tenant_of(app), parse_period(period)
    query = LedgerQuery(environment, account, agreement, history_code, charge, days)
    if file == "csv" or (file is None and accepts(app, CSV)):
        text = ledger_csv(billing.book().entries(tenant, query))
        return attachment(text, CSV, "lancamentos.csv")
    sums = None if cursor else totals(billing.book().entries(tenant, query))
    found, following = billing.book().entries_page(tenant, query, limit, cursor)
    return Response(200, "application/json", LedgerPage.of(found, sums, following))


@app.get("/billing/reconciliations", summary="Lists comparisons with Efí", tags=["ledger"])
def list_reconciliations(
    limit: given.Limit = 50, cursor: given.Cursor = None
) -> ReconciliationPage:
    return ReconciliationPage.of(*billing.differences().page(tenant_of(app), limit, cursor))


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

"""Charges and carnês: issued, listed, shown."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import billing_parameters as own
from malote import bootstrap
from malote import parameters as given
from malote.audit import Action
from malote.billing import show
from malote.billing.charge_views import CarnetView, ChargeDetail, ChargePage
from malote.billing.queries import ChargeQuery
from malote.billing.requests import NewCarnet, NewCharge
from malote.bootstrap import billing
from malote.periods import parse_period
from malote.web import base_url, body_as, by_user, created, rest_api, tenant_of

app = rest_api()


@app.post("/billing/charges", summary="Issues a charge", tags=["charges"])
def post_charge(idempotency_key: given.IdempotencyKey = None) -> Response[ChargeDetail]:
    entry, asked = by_user(app, Action.CHARGE_CREATED, ""), body_as(app, NewCharge)
    bootstrap.pace().take(entry.tenant, "charge")
    charge = billing.issuer(base_url(app)).create(asked, idempotency_key, entry)
    return created(show.with_entries(charge, billing.book()))


@app.get("/billing/charges", summary="Lists charges, newest first", tags=["charges"])
def list_charges(
    account: own.OfAccount = None, status: own.OfChargeStatus = None,
    customer: own.OfPayer = None, carnet: own.OfCarnet = None, period: given.When = None,
    limit: given.Limit = 50, cursor: given.Cursor = None,
) -> ChargePage:  # fmt: skip
    query = ChargeQuery(account, status, customer, carnet, parse_period(period))
    return ChargePage.of(*billing.book().page(tenant_of(app), query, limit, cursor))


@app.get("/billing/charges/<charge_id>", summary="Shows a charge", tags=["charges"])
def get_charge(charge_id: own.ChargeId) -> ChargeDetail:
    return show.charge(tenant_of(app), charge_id, billing.book())


@app.post("/billing/carnets", summary="Issues a carnê", tags=["charges"])
def post_carnet(idempotency_key: given.IdempotencyKey = None) -> Response[CarnetView]:
    entry, asked = by_user(app, Action.CHARGE_CREATED, ""), body_as(app, NewCarnet)
    bootstrap.pace().take(entry.tenant, "charge")
    issuer = billing.issuer(base_url(app))
    return created(CarnetView.of(*issuer.create_carnet(asked, idempotency_key, entry)))


@app.get("/billing/carnets/<carnet_id>", summary="Shows a carnê", tags=["charges"])
def get_carnet(carnet_id: own.CarnetId) -> CarnetView:
    return show.carnet(tenant_of(app), carnet_id, billing.book())


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

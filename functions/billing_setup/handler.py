"""What needs an account's secrets and Efí: setting it up, for the tenant's admins."""

from typing import Any

from aws_lambda_powertools.event_handler import Response

from malote import billing_parameters as given
from malote import bootstrap
from malote.audit import Action
from malote.billing.account_requests import BillingAccountChange, NewBillingAccount
from malote.billing.account_views import BillingAccountDeleted, BillingAccountView
from malote.billing.setup import BillingReport
from malote.bootstrap import billing
from malote.web import base_url, body_as, by_admin, created, rest_api

app = rest_api()
TAGS = ["billing accounts"]


@app.post("/billing/accounts", summary="Tests an account at Efí and saves it", tags=TAGS)
def post_account() -> Response[BillingAccountView]:
    entry = by_admin(app, Action.BILLING_ACCOUNT_CHANGED, "")
    bootstrap.pace().take(entry.tenant, "account_test")
    account = billing.setup(base_url(app)).create(body_as(app, NewBillingAccount), entry)
    return created(BillingAccountView.of(account, base_url(app)))


@app.put("/billing/accounts/<account_id>", summary="Tests settings and saves them", tags=TAGS)
def put_account(account_id: given.AccountId) -> BillingAccountView:
    entry = by_admin(app, Action.BILLING_ACCOUNT_CHANGED, account_id)
    bootstrap.pace().take(entry.tenant, "account_test")
    account = billing.setup(base_url(app)).change(body_as(app, BillingAccountChange), entry)
    return BillingAccountView.of(account, base_url(app))


@app.delete("/billing/accounts/<account_id>", summary="Forgets an account at Efí", tags=TAGS)
def delete_account(account_id: given.AccountId) -> BillingAccountDeleted:
    billing.setup().delete(by_admin(app, Action.BILLING_ACCOUNT_DELETED, account_id))
    return BillingAccountDeleted(id=account_id)


@app.post("/billing/accounts/<account_id>/test", summary="Tests an account at Efí", tags=TAGS)
def try_account(account_id: given.AccountId) -> BillingReport:
    entry = by_admin(app, Action.BILLING_ACCOUNT_TESTED, account_id)
    bootstrap.pace().take(entry.tenant, "account_test")
    return billing.setup().test(entry)


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

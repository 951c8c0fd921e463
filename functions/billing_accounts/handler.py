"""The tenants' accounts at Efí: what needs neither their secrets nor Efí."""

from typing import Any

from malote import billing_parameters as given
from malote.billing.account_views import BillingAccountPage, BillingAccountView
from malote.bootstrap import billing
from malote.errors import NotFound
from malote.web import base_url, is_admin, rest_api, tenant_of

app = rest_api()
TAGS = ["billing accounts"]


def webhook_base() -> str | None:
    """Where Efí reaches us: admins may know."""
    return base_url(app) if is_admin(app) else None


@app.get("/billing/accounts", summary="Lists the accounts at Efí", tags=TAGS)
def list_accounts() -> BillingAccountPage:
    return BillingAccountPage.of(billing.accounts().list(tenant_of(app)), webhook_base())


@app.get("/billing/accounts/<account_id>", summary="Shows an account at Efí", tags=TAGS)
def get_account(account_id: given.AccountId) -> BillingAccountView:
    account = billing.accounts().get(tenant_of(app), account_id)
    if account is None:
        raise NotFound(f"conta de cobrança {account_id}")
    return BillingAccountView.of(account, webhook_base())


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

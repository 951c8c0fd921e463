"""What is changed of a charge that Efí has."""

from typing import Any

from malote import billing_parameters as given
from malote import bootstrap
from malote.audit import Action, Entry
from malote.billing.charge_views import ChargeDetail
from malote.billing.requests import DueDateChange, Resend
from malote.billing.show import with_entries
from malote.bootstrap import billing
from malote.web import body_as, body_of, by_user, rest_api

app = rest_api()


def wanted(action: Action, charge_id: str) -> Entry:
    """Who wants what done to which charge. Raises Forbidden, TooSoon."""
    entry = by_user(app, action, charge_id)
    bootstrap.pace().take(entry.tenant, "charge")
    return entry


@app.post("/billing/charges/<charge_id>/cancel", summary="Cancels a charge", tags=["charges"])
def cancel_charge(charge_id: given.ChargeId) -> ChargeDetail:
    charge = billing.changes().cancel(wanted(Action.CHARGE_CANCELED, charge_id))
    return with_entries(charge, billing.book())


@app.post("/billing/charges/<charge_id>/settle", summary="Settles by hand", tags=["charges"])
def settle_charge(charge_id: given.ChargeId) -> ChargeDetail:
    charge = billing.changes().settle(wanted(Action.CHARGE_SETTLED, charge_id))
    return with_entries(charge, billing.book())


@app.post("/billing/charges/<charge_id>/resend", summary="Has Efí mail it", tags=["charges"])
def resend_charge(charge_id: given.ChargeId) -> ChargeDetail:
    entry = wanted(Action.CHARGE_RESENT, charge_id)
    asked = body_as(app, Resend) if body_of(app) else Resend()
    return with_entries(billing.changes().resend(asked, entry), billing.book())


@app.put("/billing/charges/<charge_id>/due-date", summary="Changes the day", tags=["charges"])
def put_due_date(charge_id: given.ChargeId) -> ChargeDetail:
    entry = wanted(Action.CHARGE_RE_DATED, charge_id)
    charge = billing.changes().change_due_date(body_as(app, DueDateChange), entry)
    return with_entries(charge, billing.book())


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

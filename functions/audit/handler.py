"""The audit trail, for the tenant's admins."""

from typing import Any

from malote import bootstrap
from malote import parameters as given
from malote.audit.views import AuditPage, AuditQuery
from malote.periods import parse_period
from malote.web import admin_of, rest_api

app = rest_api()


@app.get("/audit", summary="Lists who did what, and when, newest first", tags=["audit"])
def list_audit(
    action: given.OfAction = None,
    actor: given.OfActor = None,
    target: given.OfTarget = None,
    period: given.When = None,
    limit: given.Limit = 50,
    cursor: given.Cursor = None,
) -> AuditPage:
    query = AuditQuery(action, actor, target, parse_period(period))
    return AuditPage.of(*bootstrap.audit_trail().entries(admin_of(app), query, limit, cursor))


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

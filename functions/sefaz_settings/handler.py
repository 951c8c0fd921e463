"""How SEFAZ is asked for each branch: all users read it, admins change it."""

from typing import Any

from malote import parameters as given
from malote.audit import Action
from malote.bootstrap import sefaz
from malote.clock import utc_now
from malote.sefaz.requests import SefazSettingsEdit
from malote.sefaz.settings_views import SefazSettingsPage, SefazSettingsView
from malote.web import body_as, by_admin, rest_api, tenant_of

app = rest_api()


@app.get("/sefaz/settings", summary="Lists settings of all branches", tags=["sefaz"])
def list_settings() -> SefazSettingsPage:
    return sefaz.showing().settings_page(tenant_of(app), utc_now())


@app.get("/sefaz/settings/<tax_id>", summary="Shows a branch's settings", tags=["sefaz"])
def get_settings(tax_id: given.Branch) -> SefazSettingsView:
    return sefaz.showing().settings_of(tenant_of(app), tax_id, utc_now())


@app.put("/sefaz/settings/<tax_id>", summary="Changes a branch's settings", tags=["sefaz"])
def put_settings(tax_id: given.Branch) -> SefazSettingsView:
    entry = by_admin(app, Action.SEFAZ_SETTINGS_CHANGED, tax_id)
    sefaz.settings_changes().change(body_as(app, SefazSettingsEdit), entry)
    return get_settings(tax_id)


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

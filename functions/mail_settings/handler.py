"""The accounts that a tenant's branches send mail through."""

from typing import Any

from malote import bootstrap
from malote import parameters as given
from malote.audit import Action
from malote.bootstrap import sending
from malote.diagnosis.views import CheckReport
from malote.providers.discovery import discover
from malote.providers.views import Discovered
from malote.smtp.requests import SettingsRequest, TrialRequest
from malote.smtp.views import BranchView, MailSettingsPage, MailSettingsSaved
from malote.web import admin_of, body_as, by_admin, by_user, rest_api, tenant_of

app = rest_api()


@app.get("/mail-settings", summary="Lists each branch's account", tags=["mail settings"])
def list_mail_settings() -> MailSettingsPage:
    tenant, accounts = tenant_of(app), sending.mail_settings()
    return MailSettingsPage.of(bootstrap.registry().tax_ids(tenant), accounts.list(tenant))


@app.get("/mail-settings/<branch>", summary="Shows a branch's account", tags=["mail settings"])
def get_mail_settings(branch: given.Branch) -> BranchView:
    return list_mail_settings().branch(branch)


@app.put("/mail-settings", summary="Tests an account and saves it", tags=["mail settings"])
def put_mail_settings() -> MailSettingsSaved:
    tenant, asked = admin_of(app), body_as(app, SettingsRequest)
    bootstrap.pace().take(tenant, "account_test")
    entry = by_user(app, Action.MAIL_SETTINGS_CHANGED, asked.branch)
    return sending.mail_accounts().save(asked, entry)


@app.delete("/mail-settings/<branch>", summary="Forgets an account", tags=["mail settings"])
def delete_mail_settings(branch: given.Branch) -> BranchView:
    sending.mail_accounts().delete(by_admin(app, Action.MAIL_SETTINGS_DELETED, branch))
    return BranchView(branch=branch)


@app.post("/mail-settings/test", summary="Sends a test mail", tags=["mail settings"])
def try_mail_settings() -> CheckReport:
    tenant, asked = admin_of(app), body_as(app, TrialRequest)
    bootstrap.pace().take(tenant, "account_test")
    entry = by_user(app, Action.MAIL_SETTINGS_TESTED, asked.branch)
    return sending.mail_accounts().test(asked, entry)


@app.get("/mail-presets", summary="Finds an address's mail servers", tags=["mail settings"])
def get_mail_presets(address: given.MailAddress) -> Discovered:
    bootstrap.pace().take(tenant_of(app), "presets")
    return discover(address, sending.domain_names())


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

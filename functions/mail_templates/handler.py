"""The words of the mails that tenants send."""

from typing import Any

from malote import bootstrap
from malote import parameters as given
from malote.audit import Action
from malote.bootstrap import sending
from malote.messages.reword import listed, preview, restore, reword
from malote.messages.template_views import (
    FilledView,
    PreviewRequest,
    TemplateList,
    TemplateView,
)
from malote.messages.templates import OwnWords
from malote.web import body_as, by_admin, rest_api, tenant_of

app = rest_api()


@app.get("/mail-templates", summary="Lists the templates of mails", tags=["messages"])
def list_templates() -> TemplateList:
    return listed(tenant_of(app), sending.mail_templates())


@app.put("/mail-templates/<name>", summary="Rewords a template", tags=["messages"])
def put_template(name: given.TemplateNamed) -> TemplateView:
    entry = by_admin(app, Action.TEMPLATE_CHANGED, name)
    own = body_as(app, OwnWords)
    return reword(name, own, entry, sending.mail_templates(), bootstrap.audit_trail())


@app.delete("/mail-templates/<name>", summary="Restores a template's words", tags=["messages"])
def delete_template(name: given.TemplateNamed) -> TemplateView:
    entry = by_admin(app, Action.TEMPLATE_DELETED, name)
    return restore(name, entry, sending.mail_templates(), bootstrap.audit_trail())


@app.post("/mail-templates/<name>/preview", summary="Fills a template", tags=["messages"])
def preview_template(name: given.TemplateNamed) -> FilledView:
    tenant = tenant_of(app)
    return preview(tenant, name, body_as(app, PreviewRequest), sending.mail_templates())


def handle(event: dict[str, Any], context: Any) -> dict[str, Any]:
    """Answer one request of API Gateway."""
    return app.resolve(event, context)

"""A tenant changes the words of its mails, looks at them, or goes back to Malote's."""

from dataclasses import replace

from malote.audit import Entry
from malote.errors import InvalidInput
from malote.messages.template_views import (
    FilledView,
    PreviewRequest,
    TemplateList,
    TemplateView,
)
from malote.messages.template_words import BUILT_IN, TemplateName
from malote.messages.templates import OwnWords, built_in, example, in_force, reworded
from malote.ports import AuditTrail, MailTemplates


def listed(tenant: str, templates: MailTemplates) -> TemplateList:
    """All templates."""
    own = templates.list(tenant)
    return TemplateList(items=[_view(name, own.get(name, OwnWords())) for name in BUILT_IN])


def reword(
    name: TemplateName, own: OwnWords, entry: Entry, templates: MailTemplates, trail: AuditTrail
) -> TemplateView:
    """Keep the tenant's words, of which at least one says something, if they can be filled.

    What is left out is Malote's again. Raises InvalidInput.
    """
    said = own.model_dump(exclude_none=True)
    if not said:
        raise InvalidInput("diga subject, text ou os dois")
    view = _view(name, own)
    trail.record(replace(entry, details=said))
    templates.save(entry.tenant, name, own)
    return view


def restore(
    name: TemplateName, entry: Entry, templates: MailTemplates, trail: AuditTrail
) -> TemplateView:
    """Back to Malote's own words."""
    trail.record(entry)
    templates.delete(entry.tenant, name)
    return _view(name, OwnWords())


def preview(
    tenant: str, name: TemplateName, request: PreviewRequest, templates: MailTemplates
) -> FilledView:
    """How a mail would look; nothing is kept. Raises InvalidInput."""
    template = reworded(in_force(templates, tenant, name), request)
    return FilledView.of(example(template, request.values))


def _view(name: TemplateName, own: OwnWords) -> TemplateView:
    return TemplateView.of(reworded(built_in(name), own), own)

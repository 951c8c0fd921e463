"""docs/openapi.json, made from the handlers: one document of all API functions."""

import json
from importlib import import_module
from typing import Any

from local.paths import ROOT
from malote.billing.account_requests import BillingAccountChange, NewBillingAccount
from malote.billing.requests import DueDateChange, NewCarnet, NewCharge, Resend
from malote.branches.requests import BranchEdit, NewBranch
from malote.certificates.requests import CertificateEdit, NewCertificate
from malote.documents.decide import DecisionRequest
from malote.mailboxes.requests import MailboxRequest, MailboxTrial, NewMailbox
from malote.messages.requests import MessageRequest
from malote.messages.rule_views import RuleSwitch
from malote.messages.template_views import PreviewRequest
from malote.messages.templates import OwnWords
from malote.notices.views import NoticeChoices
from malote.problems import Problem
from malote.relay import wire
from malote.relay.models import JobResult, SignedJob
from malote.relay.views import NewEnrolment
from malote.sefaz.requests import NewSefazRequest, SefazSettingsEdit
from malote.smtp.requests import SettingsRequest, TrialRequest

type Operation = dict[str, Any]

# Handlers read bodies as bytes, since API Gateway hands all over as such: nothing declares these.
_BODIES = {
    "POST /branches": NewBranch,
    "PUT /branches/{tax_id}": BranchEdit,
    "POST /certificates": NewCertificate,
    "POST /certificates/check": NewCertificate,
    "PUT /certificates/{certificate_id}": CertificateEdit,
    "PATCH /documents/{access_key}": DecisionRequest,
    "POST /mailboxes": NewMailbox,
    "PUT /mailboxes/{mailbox_id}": MailboxRequest,
    "POST /mailboxes/test": MailboxTrial,
    "PUT /mail-settings": SettingsRequest,
    "POST /mail-settings/test": TrialRequest,
    "POST /messages": MessageRequest,
    "PUT /mail-templates/{name}": OwnWords,
    "POST /mail-templates/{name}/preview": PreviewRequest,
    "PUT /send-rules/{name}": RuleSwitch,
    "PUT /notice-settings": NoticeChoices,
    "POST /billing/accounts": NewBillingAccount,
    "PUT /billing/accounts/{account_id}": BillingAccountChange,
    "POST /billing/charges": NewCharge,
    "POST /billing/carnets": NewCarnet,
    "POST /billing/charges/{charge_id}/resend": Resend,
    "PUT /billing/charges/{charge_id}/due-date": DueDateChange,
    "PUT /sefaz/settings/{tax_id}": SefazSettingsEdit,
    "POST /sefaz/requests": NewSefazRequest,
    "POST /remote/enrolments": NewEnrolment,
    "POST /remote/devices": wire.Enrolling,
    "POST /remote/lease": wire.Presence,
    "POST /remote/heartbeat": wire.Presence,
    "POST /remote/leave": wire.Presence,
    "POST /remote/jobs/{job_id}/upload": wire.ToUpload,
    "POST /remote/jobs/{job_id}/result": JobResult,
    "POST /remote/documents": wire.ToSend,
    "POST /remote/events": wire.DeviceEvents,
}
_FILES = {
    "POST /documents": ("application/xml", "application/zip", "application/octet-stream"),
    "POST /files": ("application/octet-stream",),
}
_BODILESS = {
    "POST /billing/accounts/{account_id}/test", "POST /billing/charges/{charge_id}/cancel",
    "POST /billing/charges/{charge_id}/settle", "POST /certificates/{certificate_id}/test",
    "POST /mailboxes/{mailbox_id}/pause", "POST /mailboxes/{mailbox_id}/poll",
    "POST /mailboxes/{mailbox_id}/preview", "POST /mailboxes/{mailbox_id}/resume",
    "POST /mailboxes/{mailbox_id}/test", "POST /messages/{message_id}/cancel",
    "POST /messages/{message_id}/resend", "POST /notices/unsubscribe",
    "POST /quarantine/{quarantine_id}/retry",
}  # fmt: skip
_ANSWERS = {
    "POST /branches": "201",
    "POST /certificates": "201",
    "POST /documents": "202",
    "POST /mailboxes": "201",
    "POST /mailboxes/{mailbox_id}/poll": "202",
    "POST /messages": "202",
    "POST /messages/{message_id}/resend": "202",
    "POST /files": "201",
    "POST /billing/accounts": "201",
    "POST /billing/charges": "201",
    "POST /billing/carnets": "201",
    "POST /sefaz/requests": "201",
    "POST /remote/enrolments": "201",
    "POST /remote/devices": "201",
    "POST /quarantine/{quarantine_id}/retry": "202",
}
"""Whatever is not here answers 200."""

_PUBLIC = "/notices/unsubscribe"
_WEBHOOKS = "/webhooks/efi/"
_REMOTE = "/remote/"
_REMOTE_OF_TENANTS = {
    "POST /remote/enrolments", "GET /remote/devices", "DELETE /remote/devices/{device_id}",
    "GET /remote/events",
}  # fmt: skip
"""All others are for devices, which sign what they ask but to be enrolled."""

_PROBLEM = {
    "default": {
        "description": "O que houve e o que fazer",
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}
        },
    }
}


def openapi() -> str:
    """The document, as it is committed."""
    paths: dict[str, dict[str, Operation]] = {}
    schemas: dict[str, Any] = {}
    document: dict[str, Any] = {}
    for app in _apps():
        schema = json.loads(
            app.get_openapi_json_schema(
                title="Malote",
                version="1",
                description="Documentos fiscais que chegam e saem por e-mail. Cada erro é um"
                " problem details (RFC 9457) com um code estável e uma action em português.",
            )
        )
        for path, methods in schema.pop("paths").items():  # two apps may share one
            paths.setdefault(path, {}).update(methods)
        schemas |= schema.pop("components")["schemas"]
        document |= schema
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused)
    for path, methods in paths.items():
        for method, operation in methods.items():
            _describe(f"{method.upper()} {path}", operation, schemas)
    schemas |= _with_definitions(Problem)
    exported = paths["/documents/export"]["get"]["responses"]
    exported["202"] = exported["200"]  # while it is being made
    ledger = paths["/billing/ledger"]["get"]["responses"]["200"]["content"]
    page, text = ledger["application/json"]["schema"]["anyOf"]
    ledger |= {"application/json": {"schema": page}, "text/csv": {"schema": text}}
    waited = paths["/remote/jobs"]["get"]["responses"]
    waited["200"]["content"]["application/json"]["schema"] = _reference(SignedJob)
    waited["204"] = {"description": "Nenhuma tarefa veio"}
    signature = {
        "type": "apiKey", "in": "header", "name": "Malote-Signature",
        "description": "Assinatura do Integrador, com Malote-Device, Malote-Date e Malote-Nonce",
    }  # fmt: skip
    token = {
        "type": "apiKey", "in": "header", "name": "Authorization",
        "description": "ID token do Cognito",
    }  # fmt: skip
    document |= {
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {"tenant": token, "device": signature},
        },
        "security": [{"tenant": []}],
    }
    return json.dumps(document, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


def _apps() -> list[Any]:
    folders = sorted((ROOT / "functions").glob("*/handler.py"))
    handlers = [import_module(f"functions.{file.parent.name}.handler") for file in folders]
    return [handler.app for handler in handlers if hasattr(handler, "app")]


def _describe(name: str, operation: Operation, schemas: dict[str, Any]) -> None:
    """Add what no route declares. Raises KeyError on a new route whose body nobody described."""
    operation["responses"] = {_ANSWERS.get(name, "200"): operation["responses"]["200"]} | _PROBLEM
    if name.endswith(_PUBLIC):
        page = {"text/html": {"schema": {"type": "string"}}}
        operation["responses"] = {"200": {"description": "Uma página", "content": page}}
        operation["security"] = []
    if _REMOTE in name and name not in _REMOTE_OF_TENANTS:
        operation["security"] = [] if name == "POST /remote/devices" else [{"device": []}]
    if _WEBHOOKS in name:
        operation["security"] = []
        bodies = ("application/x-www-form-urlencoded", "application/json")
        _take(operation, {each: {"schema": {"type": "object"}} for each in bodies})
    elif name in _FILES:
        binary = {"schema": {"type": "string", "format": "binary"}}
        _take(operation, dict.fromkeys(_FILES[name], binary))
    elif not name.startswith(("GET", "DELETE")) and name not in _BODILESS:
        model = _BODIES[name]
        schemas |= _with_definitions(model)
        _take(operation, {"application/json": {"schema": _reference(model)}})


def _take(operation: Operation, content: dict[str, Any]) -> None:
    operation["requestBody"] = {"required": True, "content": content}


def _reference(model: Any) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}


def _with_definitions(model: Any) -> dict[str, Any]:
    """A model's schema and those that it is made of, by name."""
    schema = model.model_json_schema(ref_template="#/components/schemas/{model}")
    return {**schema.pop("$defs", {}), model.__name__: schema}

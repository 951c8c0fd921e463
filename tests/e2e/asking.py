"""What each endpoint is asked for by a tenant that may, so that a refusal is of who is asking."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.e2e import certificates
from tests.e2e.accounts import account
from tests.e2e.billing import Desk, due
from tests.e2e.samples import KEYS, nfe
from tests.e2e.tenants import Tenant
from tests.integration.dovecot import Dovecot
from tests.integration.smtp.servers import SmtpTestServer

MAIL = {"to": ["lento@cliente.test"], "subject": "Oi", "text": "Segue."}
SETTINGS = {
    "certificate_type": "A3", "environment": "production", "automatic": False, "acknowledges": True,
}  # fmt: skip
BODIES: dict[tuple[str, str], Any] = {
    ("PATCH", "/documents/{access_key}"): {"note": "Conferida"},
    ("POST", "/messages"): MAIL,
    ("PUT", "/mail-templates/{name}"): {"subject": "A nossa nota {numero}"},
    ("POST", "/mail-templates/{name}/preview"): {"values": {}},
    ("PUT", "/send-rules/{name}"): {"on": False},
    ("PUT", "/notice-settings"): {"message_failed": True},
}


@dataclass(frozen=True)
class Asking:
    """Whoever asks, the tax ids of its branches, the ids that it asks with, its account at Efí.

    SEFAZ is asked for ``at_sefaz``.
    """

    tenant: Tenant
    branch: str
    at_sefaz: str
    dovecot: Dovecot
    smtp: SmtpTestServer
    ids: Mapping[str, str]
    desk: Desk

    def body(self, method: str, path: str) -> bytes:
        if (method, path) in {("POST", "/documents"), ("POST", "/files")}:
            return nfe(KEYS[0])
        return json.dumps(self._json(method, path)).encode()

    def _json(self, method: str, path: str) -> Any:
        if method in {"POST", "PUT"}:
            match path.split("/")[1]:
                case "mailboxes":
                    return box_at(self.dovecot, self.tenant, new=path == "/mailboxes")
                case "mail-settings":
                    return account(self.smtp, self.branch)
                case "certificates":
                    return self._certificate(method)
                case "branches":
                    return self._branch(method)
                case "billing":
                    return self._billing(method, path)
                case "sefaz":
                    return self._sefaz(method)
                case "remote":
                    return {"tax_id": self.at_sefaz}
        return BODIES.get((method, path))

    def _certificate(self, method: str) -> dict[str, Any]:
        if method == "POST":
            return certificates.bring(self.tenant, self.branch)
        shown = self.tenant.call("GET", f"/certificates/{self.ids['certificate_id']}")[1]
        return {"bindings": [], "revision": shown.get("revision", "")}

    def _branch(self, method: str) -> dict[str, Any]:
        asked = certificates.branch(self.branch)
        if method == "POST":
            return asked
        shown = self.tenant.get("/branches")["items"]
        revisions = {each["tax_id"]: each["revision"] for each in shown}
        del asked["tax_id"]
        return {**asked, "revision": revisions[self.branch] or ""}

    def _sefaz(self, method: str) -> dict[str, Any]:
        if method == "POST":
            return {"type": "distribution", "tax_id": self.at_sefaz, "service": "nfe"}
        shown = self.tenant.get(f"/sefaz/settings/{self.at_sefaz}")
        return {**SETTINGS, "revision": shown["revision"]}

    def _billing(self, method: str, path: str) -> Any:
        match method, path.removeprefix("/billing/"):
            case "POST", "accounts":
                return self.desk.wanted(id="outra")
            case "PUT", "accounts/{account_id}":
                shown = self.tenant.call("GET", f"/billing/accounts/{self.ids['account_id']}")[1]
                revision = shown.get("revision", "?")
                return self.desk.wanted(environment="test", override=False, revision=revision)
            case "POST", "charges":
                return self.desk.asked()
            case "POST", "carnets":
                return self.desk.asked_carnet()
            case "PUT", "charges/{charge_id}/due-date":
                return {"due_date": due(20)}
        return BODIES.get((method, path), {})


def box_at(dovecot: Dovecot, owner: Tenant, *, new: bool) -> dict[str, Any]:
    known = {
        "host": "localhost", "port": dovecot.port, "username": owner.address,
        "password": owner.mail_password,
    }  # fmt: skip
    return {**known, "id": "outra"} if new else known

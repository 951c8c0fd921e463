"""A company at SEFAZ's stand-in, as its users have it asked; and the hours that SEFAZ wants."""

from base64 import b64encode
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from local.sefaz.server import Sefaz
from malote.adapters import keys
from malote.adapters.items import to_item
from tests.e2e.accounts import ask
from tests.e2e.certificates import bindings, license_modules
from tests.e2e.tenants import Tenant
from tests.integration.sefaz.server import identity

HOUR = 3700.0
_PASSES = "rests_until, blocked_until, asked, last_asked_at, last_answer"
MODULES: dict[str, object] = {"sefaz": {}, "cte_receipt": {}}


@dataclass
class Company:
    """``tax_id`` is a branch of the tenant's that no other test asks SEFAZ for."""

    tenant: Tenant
    sefaz: Sefaz
    tax_id: str

    def set_up(self, certificate_type: str = "A1", **others: object) -> None:
        """The branch, its certificate if that is an A1, and its settings."""
        license_modules(self.tenant)
        branch = {"tax_id": self.tax_id, "name": "Matriz", "state": "SP", "modules": MODULES}
        status, answer = ask(self.tenant, "POST", "/branches", branch)
        assert status == 201, answer
        if certificate_type == "A1":
            self.install(self.tax_id, bindings=bindings(self.tax_id, *MODULES))
        status, answer = self.settle(certificate_type=certificate_type, **others)
        assert status == 200, answer

    def install(self, tax_id: str, **asked: object) -> str:
        """The id of an A1 of this CNPJ; nothing of it may ever be seen."""
        secrets, of = self.tenant.stack.secrets, identity(tax_id)
        password = secrets.plant(f"A1's password of {self.tenant.name}")
        pem = of.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        # What stands before is the modulus, which is in the certificate, too.
        secrets.adopt(f"A1's key of {tax_id}", "".join(pem.splitlines()[9:-2]))
        file = secrets.adopt("A1", b64encode(of.pfx(password)).decode())
        brought = {"file": file, "file_name": "a1.pfx", "password": password, **asked}
        status, answer = ask(self.tenant, "POST", "/certificates", brought)
        assert status == 201, answer
        return str(answer["certificate"]["id"])

    def settle(self, **others: object) -> tuple[int, dict[str, Any]]:
        """The answer to other settings, of those that the API shows."""
        path = f"/sefaz/settings/{self.tax_id}"
        shown = self.tenant.get(path)
        asked = {
            "certificate_type": "A1", "certificate_id": None, "environment": "production",
            "automatic": True, "acknowledges": False, "revision": shown["revision"], **others,
        }  # fmt: skip
        answer = ask(self.tenant, "PUT", path, asked)
        self.tenant.stack.wait_until_idle()
        return answer

    def asks(self, kind: str, **asked: object) -> dict[str, Any]:
        """A request, once everything is done that can be done now."""
        status, made = ask(self.tenant, "POST", "/sefaz/requests", self.asking(kind, **asked))
        assert status == 201, made
        return self.request(made["id"])

    def asking(self, kind: str, **asked: object) -> dict[str, object]:
        """What POST /sefaz/requests takes."""
        return {"type": kind, "tax_id": self.tax_id, **asked}

    def manifests(self, kind: str, *access_keys: str, **asked: object) -> dict[str, Any]:
        """A request of these answers."""
        return self.asks("manifestation", manifestation=kind, access_keys=access_keys, **asked)

    def request(self, request_id: str) -> dict[str, Any]:
        """As it is shown once the stack is idle."""
        self.tenant.stack.wait_until_idle()
        return self.tenant.get(f"/sefaz/requests/{request_id}")

    def feed(self, service: str = "nfe") -> dict[str, Any]:
        """As GET /sefaz/nsu shows it."""
        path = f"/sefaz/nsu?tax_id={self.tax_id}&service={service}"
        (feed,) = self.tenant.get(path)["items"]
        return dict(feed)

    def answers(self) -> list[str]:
        """The cStat of every request for this CNPJ."""
        calls = self.sefaz.control.calls()
        return [each["status"] for each in calls if each["tax_id"] == self.tax_id]

    def an_hour_passes(self, service: str = "nfe") -> None:
        """For SEFAZ; and for the feed, which then may ask and query again."""
        self.sefaz.control.advance(HOUR)
        stack = self.tenant.stack
        stack.wait_until_idle()
        stack.cloud.client("dynamodb").update_item(
            TableName=stack.table,
            Key=to_item(dict(keys.feed(self.tenant.name, self.tax_id, service, "production"))),
            UpdateExpression=f"REMOVE {_PASSES} SET queries = :none",
            ExpressionAttributeValues={":none": {"L": []}},
        )

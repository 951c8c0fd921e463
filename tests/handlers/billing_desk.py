"""Billing's functions over memory: one tenant's account, its charges, an Efí."""

import json
from typing import Any

import pytest

from functions.billing_accounts.handler import handle as accounts
from functions.billing_changes.handler import handle as changes
from functions.billing_charges.handler import handle as charges
from functions.billing_ledger.handler import handle as ledger
from functions.billing_setup.handler import handle as setup
from malote.billing.accounts import BillingEnvironment
from malote.billing.applying import Applier
from malote.billing.changes import ChargeChanges
from malote.billing.charges import Charge
from malote.billing.queued import Told
from malote.billing.setup import BillingSetup
from malote.bootstrap import billing
from malote.settings import settings
from tests.fakes.billing import MemoryDifferences
from tests.fakes.efi import ScriptedEfi
from tests.fakes.notices import MemoryUsers, user
from tests.fakes.pace import FixedPace
from tests.handlers.events import Context, api
from tests.handlers.test_api import CLAIMS
from tests.issuing_world import Office
from tests.unit.billing.setup_desk import MemorySecrets

USER = CLAIMS | {"email": "ana@acme.test"}
ADMIN = USER | {"cognito:groups": "[admin user]"}
OTHER = ADMIN | {"custom:tenant": "other"}
BASE = "https://a1.execute-api.sa-east-1.amazonaws.com/v1"


class Desk(Office):
    """An account in production, so that the ledger shows it without being asked."""

    efi: ScriptedEfi

    def __init__(self, monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> None:
        super().__init__(ScriptedEfi())
        self.change_account(environment=BillingEnvironment.PRODUCTION)
        self.pace = pace
        self.secrets = MemorySecrets()
        self.differences = MemoryDifferences()
        users = MemoryUsers({"bia": user("bia")})
        made = {
            "accounts": self.accounts, "book": self.book, "secrets": self.secrets,
            "queues": self.queues, "differences": self.differences, "issuer": self.issuer,
            "changes": ChargeChanges(self.accounts, self.book, self.efi, self.trail),
            "setup": BillingSetup(self.accounts, self.secrets, self.efi, users, self.trail, BASE),
        }  # fmt: skip
        for name, port in made.items():
            monkeypatch.setattr(billing, name, lambda *_, port=port: port)
        settings.cache_clear()

    def paid(self, **asked: Any) -> Charge:
        """A charge that was paid, and told of."""
        charge = self.create(**asked)
        self.happen(charge, "paid", "100.00")
        return self.again(charge)

    def happen(self, charge: Charge, status: str, value: str | None = None) -> None:
        token = self.efi.happen(charge.efi_id or 0, status, value)
        told = Told(webhook_id=self.account.webhook_id, kind="charge", reference=token)
        Applier(self.accounts, self.book, self.efi).apply(told)


def call(
    route: str,
    body: Any = None,
    claims: Any = USER,
    *,
    key: str | None = None,
    query: dict[str, str] | None = None,
    accept: str | None = None,
) -> dict[str, Any]:
    """Have the function answer that template.yaml gives this route to."""
    method, path = route.split()
    event = api(method, path, claims, body=body, key=key, query=query)
    if accept:
        event["headers"]["Accept"] = accept
    match method, path.split("/")[2:]:
        case "GET", ["accounts", *_]:
            handle = accounts
        case _, ["accounts", *_]:
            handle = setup
        case _, ["charges", _, _]:
            handle = changes
        case _, ["charges" | "carnets", *_]:
            handle = charges
        case _:
            handle = ledger
    return handle(event, Context())


def told(answer: dict[str, Any], status: int = 200) -> Any:
    assert answer["statusCode"] == status, answer["body"]
    return json.loads(answer["body"])

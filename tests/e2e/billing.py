"""A tenant's accounts at Efí's stand-in, and the charges that it issues with them."""

import json
from base64 import b64encode
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen
from uuid import uuid4

from local.efi.server import Efi
from malote.clock import BRASILIA
from tests.e2e.accounts import ask
from tests.e2e.tenants import Tenant
from tests.e2e.waiting import until
from tests.integration.efi.client_certificates import client_certificate

CODES = {"receipt": "101", "entry": "201", "fee": "301"}
FEE = "2.50"
CUSTOMER = {
    "name": "Mercado Modelo Ltda", "tax_id": "11222333000181", "email": "contas@mercado.test",
}  # fmt: skip
FORM, JSON = "application/x-www-form-urlencoded", "application/json"

_NUMBERS = count(1)


@dataclass
class Desk:
    """A tenant with an account of its own at the stand-in, which it has not told Malote of yet.

    ``name`` is the account's id in Malote.
    """

    tenant: Tenant
    efi: Efi
    name: str = "efi"
    client_id: str = field(default_factory=lambda: f"Client_Id_{uuid4().hex}")
    client_secret: str = field(init=False, repr=False)

    def __post_init__(self) -> None:
        plant = self.tenant.stack.secrets.plant
        self.client_secret = plant(f"client secret of {self.client_id}", marks='"+/=%&<')
        self.efi.control.account(self.client_id, self.client_secret, [self.pix_key])

    @property
    def pix_key(self) -> str:
        return f"{self.client_id}@pix.test"

    def wanted(self, **others: object) -> dict[str, object]:
        """What POST /billing/accounts takes, but for the id."""
        return {
            "name": "Efí da matriz", "client_id": self.client_id,
            "client_secret": self.client_secret, "agreement": "0-Carteira", "fee": FEE,
            "history_codes": CODES, "told": [self.tenant.user], **others,
        }  # fmt: skip

    def set_up(self, **others: object) -> dict[str, Any]:
        """Save the account. From then on the stand-in reaches the stack."""
        asked = self.wanted(id=self.name, **others)
        status, made = ask(self.tenant, "POST", "/billing/accounts", asked)
        assert status == 201, made
        base = made["webhook_url"].partition("/webhooks/")[0]
        self.efi.control.reach(base, self.tenant.stack.cloud.api_url)
        return made

    def set_up_with_pix(self, folder: Path) -> dict[str, Any]:
        """Then have it take Pix, too, by an hmac: who tries the webhook is the stand-in."""
        self.set_up()
        secrets, password = self.tenant.stack.secrets, f"Pix{uuid4().hex}"
        certificate = client_certificate(folder, secrets.adopt("password of Pix", password))
        secrets.adopt("key of Pix", b64encode(certificate.private).decode())
        file = secrets.adopt("certificate of Pix", b64encode(certificate.pfx).decode())
        status, made = self.change(
            pix_key=self.pix_key, pix_proof="hmac", pix_certificate=file, pix_password=password
        )
        assert status == 200, made
        self._adopt_hmac()
        return made

    def _adopt_hmac(self) -> None:
        """It is shown to nobody but Efí."""
        secrets = self.tenant.stack.cloud.client("secretsmanager")
        named = {"Key": "name", "Values": [f"malote/test/efi/{self.tenant.name}/{self.name}/"]}
        (kept,) = secrets.list_secrets(Filters=[named])["SecretList"]
        opened = json.loads(secrets.get_secret_value(SecretId=kept["ARN"])["SecretString"])
        self.tenant.stack.secrets.adopt("hmac of Pix", opened["hmac"])

    def change(self, **others: object) -> tuple[int, dict[str, Any]]:
        """PUT the account as it is but for ``others``."""
        asked = self.wanted(environment="test", override=False, revision=self.shown()["revision"])
        return ask(self.tenant, "PUT", f"/billing/accounts/{self.name}", {**asked, **others})

    def shown(self) -> dict[str, Any]:
        return self.tenant.get(f"/billing/accounts/{self.name}")

    def asked(self, method: str = "bolix", **others: object) -> dict[str, object]:
        """What POST /billing/charges takes, another one each time: Efí refuses a third like it."""
        dated: dict[str, object] = {} if method == "pix" else {"due_date": due()}
        return {
            "account": self.name, "method": method, "customer": CUSTOMER, "items": self._items(),
            **dated, **others,
        }  # fmt: skip

    def asked_carnet(self, parcels: int = 3) -> dict[str, object]:
        """What POST /billing/carnets takes."""
        return {
            "account": self.name, "customer": CUSTOMER, "items": self._items(),
            "parcels": parcels, "due_date": due(),
        }  # fmt: skip

    def issue(self, method: str = "bolix") -> dict[str, Any]:
        """A charge that waits for its payment."""
        status, made = ask(self.tenant, "POST", "/billing/charges", self.asked(method))
        assert (status, made["error"]) == (201, None), made
        return made

    def issue_carnet(self, parcels: int = 3) -> dict[str, Any]:
        """A carnê whose parcels wait for their payment."""
        status, made = ask(self.tenant, "POST", "/billing/carnets", self.asked_carnet(parcels))
        assert (status, made["error"]) == (201, None), made
        return made

    def charge(self, charge_id: str) -> dict[str, Any]:
        return self.tenant.get(f"/billing/charges/{charge_id}")

    def booked(self, charge_id: str, entries: int) -> dict[str, Any]:
        """The charge, once it has so many entries and nothing more is told of it."""
        until(
            f"{entries} entries of {charge_id}",
            lambda: self.charge(charge_id),
            lambda charge: len(charge["entries"]) >= entries,
        )
        self.rest()
        charge = self.charge(charge_id)
        assert len(charge["entries"]) == entries, charge
        return charge

    def rest(self) -> None:
        """Until the stand-in has told all, and all is applied."""
        until("a silent Efí", self.efi.control.pending, lambda pending: not pending)
        self.tenant.stack.wait_until_idle()

    def pay_unheard(self, efi_id: int) -> str:
        """It is paid, and nobody is told. The token by which it could be."""
        self.rest()
        self.efi.control.mute()
        self.efi.control.pay(efi_id)
        token = self.efi.control.token(efi_id)
        until("a muted Efí", self.efi.control.pending, lambda pending: not pending)
        self.efi.control.mute(on=False)
        return token

    @property
    def webhook(self) -> str:
        """Its path in the API."""
        return "/webhooks/" + str(self.shown()["webhook_url"]).partition("/webhooks/")[2]

    def post(self, body: bytes, kind: str = FORM, path: str | None = None) -> int:
        """To the account's webhook, or another address of the API. The status."""
        url = f"{self.tenant.stack.cloud.api_url}{path or self.webhook}"
        request = Request(url, body, {"Content-Type": kind}, method="POST")
        try:
            with urlopen(request, timeout=30) as answer:
                return int(answer.status)
        except HTTPError as error:
            return error.code

    def tell(self, tokens: Sequence[str]) -> list[int]:
        """Post these tokens to the webhook, five at once: each of them is a process here."""
        path = self.webhook
        bodies = [urlencode({"notification": token}).encode() for token in tokens]
        with ThreadPoolExecutor(5) as together:
            return list(together.map(lambda body: self.post(body, path=path), bodies))

    def ids(self) -> dict[str, Any]:
        """What the account's endpoints name: one thing each for those that finish theirs."""
        to_pay, *charges = [self.issue()["id"] for _ in range(4)]
        carnet = self.issue_carnet(2)["id"]
        idle = Desk(self.tenant, self.efi, f"{self.name}-2")
        idle.set_up(active=False)
        self.efi.control.pay(self.charge(to_pay)["efi_id"])
        self.booked(to_pay, 3)
        ledger = self.tenant.get("/billing/ledger?limit=1&environment=test")
        return {
            "account_id": self.name, "charge_id": charges[0], "carnet_id": carnet,
            "account_id DELETE /billing/accounts/{account_id}": idle.name,
            "charge_id POST /billing/charges/{charge_id}/cancel": charges[1],
            "charge_id POST /billing/charges/{charge_id}/settle": charges[2],
            "cursor /billing/reconciliations": None,
            "cursor /billing/charges": self.tenant.get("/billing/charges?limit=1")["next_cursor"],
            "cursor /billing/ledger": ledger["next_cursor"],
        }  # fmt: skip

    def _items(self) -> list[dict[str, str]]:
        return [{"name": f"Pedido {next(_NUMBERS)}", "amount": "149.90"}]


def due(days: int = 10) -> str:
    """The day of a boleto, so many days from now."""
    return f"{datetime.now(BRASILIA) + timedelta(days=days):%Y-%m-%d}"


def lines(charge: Mapping[str, Any]) -> list[tuple[str, str, str, bool]]:
    """What was booked for it: kind, history code, amount, whether it takes back; credits first."""
    booked = [
        (each["kind"], each["history_code"], each["amount"], each["reversal"])
        for each in charge["entries"]
    ]
    return sorted(booked, key=lambda line: (line[3], list(CODES).index(line[0])))

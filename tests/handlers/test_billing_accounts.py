"""Accounts at Efí: made, shown, changed, forgotten; nothing secret comes back."""

import json
from base64 import b64encode
from io import StringIO
from typing import Any

import pytest

from malote.errors import EfiCredentialsRefused
from tests.canaries import Canaries
from tests.fakes.pace import FixedPace
from tests.handlers.billing_desk import ADMIN, BASE, USER, Desk, call, told
from tests.handlers.test_api import problem
from tests.unit.billing.setup_desk import NEW
from tests.unit.billing.test_requests import CHANGE

MADE = NEW | {"told": ["bia@acme.test"]}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch, pace: FixedPace) -> Desk:
    desk = Desk(monkeypatch, pace)
    desk.accounts.kept.clear()
    return desk


def test_from_nothing_to_nothing(desk: Desk) -> None:
    assert told(call("GET /billing/accounts")) == {"items": []}
    made = told(call("POST /billing/accounts", MADE, ADMIN), 201)
    assert (made["id"], made["environment"], made["active"]) == ("efi", "test", True)
    assert made["webhook_url"].startswith(f"{BASE}/webhooks/efi/")
    assert told(call("GET /billing/accounts/efi", claims=ADMIN)) == made
    hidden = made | {"webhook_url": None, "client_id": None}
    assert told(call("GET /billing/accounts/efi", claims=USER)) == hidden
    assert told(call("GET /billing/accounts", claims=USER)) == {"items": [hidden]}
    assert told(call("POST /billing/accounts/efi/test", claims=ADMIN))["status"] == "ok"
    change = CHANGE | {"active": False, "revision": made["revision"], "client_secret": None}
    changed = told(call("PUT /billing/accounts/efi", change, ADMIN))
    assert changed["active"] is False
    assert changed["webhook_url"] == made["webhook_url"]
    assert told(call("DELETE /billing/accounts/efi", claims=ADMIN)) == {"id": "efi"}
    assert problem(call("GET /billing/accounts/efi"))[:2] == (404, "not_found")
    assert not desk.secrets.kept


@pytest.mark.parametrize(
    ("route", "body", "status", "code"),
    [
        ("POST /billing/accounts", MADE, 409, "already_exists"),
        ("POST /billing/accounts", {**MADE, "id": "A"}, 400, "invalid_input"),
        ("POST /billing/accounts", {**MADE, "environment": "production"}, 400, "invalid_input"),
        ("POST /billing/accounts", {**MADE, "id": "b", "told": ["eve@x.test"]}, 400, "invalid_input"),
        ("PUT /billing/accounts/efi", {**CHANGE, "revision": "old"}, 409, "changed_meanwhile"),
        ("PUT /billing/accounts/efi", {**CHANGE, "environment": "production"}, 409,
         "production_not_proven"),
        ("PUT /billing/accounts/none", CHANGE, 404, "not_found"),
        ("PUT /billing/accounts/A", CHANGE, 400, "invalid_input"),
        ("POST /billing/accounts/none/test", None, 404, "not_found"),
        ("DELETE /billing/accounts/none", None, 404, "not_found"),
        ("DELETE /billing/accounts/efi", None, 409, "billing_account_active"),
    ],
)  # fmt: skip
def test_what_cannot_be_done(desk: Desk, route: str, body: Any, status: int, code: str) -> None:
    made = told(call("POST /billing/accounts", MADE | {"id": "efi"}, ADMIN), 201)
    if isinstance(body, dict) and body.get("revision") == "r0":
        body = body | {"revision": made["revision"]}
    (before,) = desk.accounts.kept.values()
    assert problem(call(route, body, ADMIN))[:2] == (status, code)
    assert [*desk.accounts.kept.values()] == [before]
    assert [*desk.secrets.kept] == [before.secret_name]


def test_what_efi_refuses_is_not_saved(desk: Desk) -> None:
    desk.efi.trouble["check"] = [EfiCredentialsRefused(said="inválido")]
    answer = call("POST /billing/accounts", MADE, ADMIN)
    assert problem(answer)[:2] == (422, "efi_credentials_refused")
    assert not desk.accounts.kept
    assert not desk.secrets.kept


@pytest.mark.parametrize(
    "fields",
    [
        {}, {"client_secret": "{} x"}, {"client_secret": ["{}"]}, {"client_secret": "{}" * 20},
        {"clientsecret": "{}"}, {"name": ""}, {"pix_certificate": "{}!"}, {"pix_password": ["{}"]},
        {"fee": "{}"}, {"told": ["eve@x.test"]}, {"history_codes": {"receipt": "{}\n"}},
    ],
    ids=str,
)  # fmt: skip
def test_no_secret_comes_back_however_it_ends(
    desk: Desk, log: StringIO, fields: dict[str, Any]
) -> None:
    canaries = Canaries()
    secret, password = (canaries.plant(each, marks="") for each in ("secret", "password"))
    pfx = b64encode(canaries.plant("pfx", marks="").encode()).decode()
    given = {
        "client_secret": secret, "pix_key": "k", "pix_certificate": pfx, "pix_password": password,
    }  # fmt: skip
    named = json.loads(json.dumps(fields).replace("{}", secret)) if fields else {}
    answers = [call("POST /billing/accounts", MADE | given | named, ADMIN)]
    made = answers[0]["statusCode"] == 201
    assert made == (not fields)
    if made:
        assert canaries.found(repr([vars_of(each) for each in desk.secrets.kept.values()]))
    answers += [
        call("GET /billing/accounts", claims=ADMIN),
        call("GET /billing/accounts/efi", claims=ADMIN),
        call("POST /billing/accounts/efi/test", claims=ADMIN),
        call("PUT /billing/accounts/efi", CHANGE | given | named | {"revision": "old"}, ADMIN),
    ]
    said = "".join(each["body"] for each in answers) + log.getvalue()
    assert canaries.found(said + repr(desk.trail.kept) + repr(desk.accounts.kept)) == []


def vars_of(secret: Any) -> tuple[str, bytes]:
    return secret.client_secret.get_secret_value(), secret.pix_pfx

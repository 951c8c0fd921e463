"""The function of branches: who may look and change, and what the answers say."""

from io import StringIO
from typing import Any

import pytest

from functions.branches.handler import handle
from malote.bootstrap import certificates
from malote.branches.models import Module
from malote.certificates.models import Binding
from malote.environment import Environment
from malote.errors import NotAParty
from tests.handlers.certificates import told
from tests.handlers.events import Context, api
from tests.handlers.test_api import CLAIMS, problem
from tests.handlers.test_mail_settings import ADMIN
from tests.unit.branches.office import ASKED, BILLING, HEAD, PERSON, UNKNOWN, Office, bind

ONE = f"/branches/{HEAD}"
MODULES = {"billing": None, "cte_receipt": None, "mail_import": None, "sefaz": None}
EMPTY: dict[str, Any] = {
    "tax_id": HEAD, "name": None, "state": None, "modules": MODULES, "revision": None,
    "certificates": [],
}  # fmt: skip


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    office = Office()
    monkeypatch.setattr(certificates, "portfolios", lambda: office.portfolios)
    monkeypatch.setattr(certificates, "branch_changes", lambda: office.changes)
    return office


def call(method: str, path: str, body: Any = None, claims: Any = ADMIN) -> dict[str, Any]:
    return handle(api(method, path, claims, body=body), Context())


def test_from_nothing_to_nothing(office: Office) -> None:
    person = EMPTY | {"tax_id": PERSON}
    assert told(call("GET", "/branches")) == {"items": [EMPTY, person], "next_cursor": None}
    made = told(call("POST", "/branches", ASKED), 201)
    sefaz = {"from_nsu": "0" * 15}
    expected = EMPTY | {
        "name": "Matriz", "state": "SP", "revision": office.revision(),
        "modules": MODULES | {"billing": BILLING, "sefaz": sefaz},
    }  # fmt: skip
    assert made == expected | {"note": None}
    assert problem(call("POST", "/branches", ASKED))[:2] == (409, "already_exists")
    tried = Binding(branch=HEAD, module=Module.SEFAZ, environment=Environment.HOMOLOGATION)
    bind(office.portfolios, Binding(branch=HEAD, module=Module.BILLING), tried)
    shown = told(call("GET", "/branches"))["items"][0]
    assert shown == expected | {
        "certificates": [
            {"certificate_id": "c" * 32, "module": "billing", "environment": "production"},
            {"certificate_id": "c" * 32, "module": "sefaz", "environment": "homologation"},
        ]
    }
    # What was shown can be sent back as it is.
    edit = {name: shown[name] for name in ("name", "state", "modules", "revision")}
    changed = told(call("PUT", ONE, edit))
    assert changed == shown | {"revision": office.revision()}
    assert changed["revision"] != shown["revision"]
    assert problem(call("PUT", ONE, edit))[:2] == (409, "changed_meanwhile")
    assert problem(call("DELETE", ONE))[:2] == (409, "branch_in_use")
    office.portfolios.bound.clear()
    assert told(call("DELETE", ONE)) == EMPTY
    assert problem(call("DELETE", ONE))[:2] == (404, "not_found")
    assert problem(call("PUT", ONE, edit))[:2] == (404, "not_found")
    assert {each.actor.name for each in office.trail.kept} == {"u-1"}


def test_a_new_tax_id_says_what_waits_for_it(office: Office) -> None:
    made = told(call("POST", "/branches", ASKED | {"tax_id": UNKNOWN}), 201)
    assert NotAParty.code in made["note"]
    assert "POST /quarantine/{id}/retry" in made["note"]
    assert [each["tax_id"] for each in told(call("GET", "/branches"))["items"]] == [
        UNKNOWN, HEAD, PERSON,
    ]  # fmt: skip


def test_modules_say_all_that_a_form_needs(office: Office) -> None:
    modules = {each["id"]: each for each in told(call("GET", "/modules"))["items"]}
    assert {name: each["licensed"] for name, each in modules.items()} == {
        "billing": True, "cte_receipt": False, "mail_import": False, "sefaz": False,
    }  # fmt: skip
    assert modules["cte_receipt"]["name"] == "Recebimento CT-e"
    schema = modules["billing"]["parameters"]
    assert (schema["title"], schema["required"]) == ("Faturamento", ["state_registration"])
    assert schema["properties"]["series"] == {
        "default": 1, "maximum": 889, "minimum": 0, "title": "Série das NF-e", "type": "integer",
    }  # fmt: skip
    for module in modules.values():
        assert module["parameters"]["additionalProperties"] is False
        assert "description" not in module["parameters"]


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/branches", None),
        ("GET", "/modules", None),
        ("POST", "/branches", ASKED),
        ("POST", "/branches", {}),
        ("PUT", ONE, {}),
        ("DELETE", ONE, None),
    ],
)
@pytest.mark.parametrize(
    "claims",
    [CLAIMS, None, ADMIN | {"token_use": "access"}, ADMIN | {"cognito:groups": "operator"}],
    ids=["nobody's group", "no token", "access token", "operator"],
)
def test_all_of_it_is_for_admins(
    office: Office, method: str, path: str, body: Any, claims: Any
) -> None:
    steps: list[str] = []
    office.portfolios.watch = steps.append
    assert problem(call(method, path, body, claims))[:2] == (403, "forbidden")
    assert not steps
    assert not office.trail.kept


def test_another_tenants_branch_is_not_found(office: Office) -> None:
    call("POST", "/branches", ASKED)
    eve = ADMIN | {"custom:tenant": "other"}
    assert told(call("GET", "/branches", claims=eve))["items"] == []
    edit = {"name": "n", "state": "SP", "modules": {}, "revision": office.revision()}
    assert problem(call("PUT", ONE, edit, eve))[:2] == (404, "not_found")
    assert problem(call("DELETE", ONE, claims=eve))[:2] == (404, "not_found")
    status, _, body = problem(call("POST", "/branches", ASKED, eve))
    assert (status, body["detail"].startswith("tax_id: 12.ABC.345/01DE-35 não é")) == (400, True)
    assert office.portfolios.get("acme").branch(HEAD).name == "Matriz"


@pytest.mark.parametrize(
    ("method", "path", "body", "said"),
    [
        ("POST", "/branches", "{", "o corpo não é JSON"),
        ("POST", "/branches", "[]", "o corpo não é um objeto JSON"),
        ("POST", "/branches", ASKED | {"tax_id": "1"}, "tax_id: não está na forma"),
        ("POST", "/branches", ASKED | {"tax_id": "34128745000152"}, "tax_id: 34.128.745/0001-52 não"),
        ("POST", "/branches", ASKED | {"name": "a\nb"}, "name: quebra de linha ou caractere"),
        ("POST", "/branches", ASKED | {"name": " "}, "name: tem menos de 1"),
        ("POST", "/branches", ASKED | {"state": "ZZ"}, "state: use"),
        ("POST", "/branches", ASKED | {"modules": {"billing": {"series": "x"}}},
         "modules.billing.state_registration: falta; modules.billing.series: não é um número"),
        ("POST", "/branches", ASKED | {"modules": {"nfe": {}}}, "modules.nfe: campo desconhecido"),
        ("PUT", ONE, {"name": "n", "state": "SP"}, "modules: falta; revision: falta"),
        ("PUT", "/branches/12.ABC.345", {}, "tax_id: não está na forma"),
        ("DELETE", "/branches/12abc34501de35", None, "tax_id: não está na forma"),
    ],
)  # fmt: skip
def test_a_bad_request_is_told_what_is_wrong(
    office: Office, log: StringIO, method: str, path: str, body: Any, said: str
) -> None:
    status, code, found = problem(call(method, path, body))
    assert (status, code) == (400, "invalid_input")
    assert found["detail"].startswith(said)
    assert not office.trail.kept
    assert not log.getvalue()

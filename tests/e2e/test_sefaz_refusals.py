"""What is refused before SEFAZ is asked, and who may ask it."""

import json
from collections.abc import Callable

import pytest

from local.cloud import admin
from local.sefaz.server import Sefaz
from tests.e2e.accounts import JSON, ask
from tests.e2e.sefaz import Company
from tests.e2e.strangers import PASSWORD
from tests.e2e.tenants import Tenant

pytestmark = pytest.mark.usefixtures("schedule")

CNPJ = "07526557000100"
OTHER = "11222333000181"
"""The tenant's too, of another company, and no branch."""
WHY_NOT = "A mercadoria voltou com o mesmo caminhão"


@pytest.fixture(scope="module")
def company(new_tenant: Callable[..., Tenant], sefaz: Sefaz, schedule: object) -> Company:
    made = Company(new_tenant(tax_ids=(CNPJ, OTHER)), sefaz, CNPJ)
    sefaz.control.add_notes(CNPJ, 9)
    made.set_up()
    return made


REFUSED = [
    ({"manifestation": "confirmation", "access_keys": ["own"]}, 422, "not_manifestable"),
    ({"tax_id": OTHER}, 404, "not_found"),
    ({"manifestation": "not_performed", "justification": "curta"}, 400, "invalid_input"),
    ({"manifestation": "confirmation", "justification": WHY_NOT}, 400, "invalid_input"),
]


@pytest.mark.parametrize(("asked", "status", "code"), REFUSED)
def test_what_sefaz_would_refuse_is_refused_here(
    company: Company, asked: dict[str, object], status: int, code: str
) -> None:
    add = company.sefaz.control.add_notes
    keys = add(OTHER, issuer=CNPJ) if "access_keys" in asked else add(CNPJ)
    wanted = company.asking("manifestation", manifestation="confirmation")
    answer = ask(
        company.tenant, "POST", "/sefaz/requests", {**wanted, **asked, "access_keys": keys}
    )
    assert (answer[0], answer[1]["code"]) == (status, code), answer


def test_a_certificate_of_another_company_is_refused_before_it_is_used(company: Company) -> None:
    of_another = company.install(OTHER)
    asked = company.answers()
    status, answer = company.settle(certificate_id=of_another)
    assert (status, answer["code"]) == (422, "branch_of_another_company")
    assert company.answers() == asked


def test_a_request_again_with_its_key_is_the_same(company: Company) -> None:
    asked = company.asking("nsu", service="nfe", nsu=f"{8:015}")
    headers = JSON | {"Idempotency-Key": "consulta-do-nsu-8"}
    made = [
        company.tenant.call("POST", "/sefaz/requests", json.dumps(asked).encode(), headers)
        for _ in range(2)
    ]
    assert [status for status, _ in made] == [201, 201]
    assert len({answer["id"] for _, answer in made}) == 1


def test_operators_ask_and_do_not_set_up(company: Company) -> None:
    tenant, user = company.tenant, f"operador@{company.tenant.name}.test"
    command = ("user", "create", tenant.name, user, "--group", "operator", "--password-stdin")
    admin(tenant.stack.cloud, *command, password=PASSWORD)
    token = tenant.stack.cloud.token(user, PASSWORD)
    answer = tenant.stack.call("PUT", f"/sefaz/settings/{CNPJ}", token, b"{}", JSON)
    assert (answer[0], answer[1]["code"]) == (403, "forbidden")
    assert tenant.stack.call("GET", "/sefaz/settings", token)[0] == 200


def test_another_tenant_finds_nothing_of_it(
    company: Company, new_tenant: Callable[..., Tenant]
) -> None:
    other = new_tenant(tax_ids=(CNPJ,))
    request_id = company.tenant.get("/sefaz/requests?limit=1")["items"][0]["id"]
    assert other.call("GET", f"/sefaz/requests/{request_id}")[0] == 404
    for path in ("requests", "nsu", "deadlines", "settings"):
        assert other.get(f"/sefaz/{path}")["items"] == []

"""Certificates and branches on the deployed stack: nobody but IAM and the API in between."""

import json
from base64 import b64decode, b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest

from local.cloud import admin
from tests.e2e.accounts import JSON, ask
from tests.e2e.certificates import bindings, bring, install, secret_of, set_up_branch
from tests.e2e.stack import Stack
from tests.e2e.tenants import Tenant
from tests.pfx.case import CNPJ as CNPJ_OF_CASES
from tests.pfx.cases import CASES, OF_OTHERS

pytestmark = pytest.mark.usefixtures("schedule")

CNPJ = "34128745000152"
MODULES = ("billing", "cte_receipt", "mail_import", "sefaz")


@pytest.fixture(scope="module")
def tenant(new_tenant: Callable[..., Tenant], schedule: object) -> Tenant:
    made = new_tenant()
    set_up_branch(made, CNPJ)
    return made


def test_the_life_of_a_certificate(tenant: Tenant) -> None:
    asked = bring(tenant, CNPJ, bindings=bindings(CNPJ, *MODULES))
    status, report = ask(tenant, "POST", "/certificates/check", {**asked, "password": "errada"})
    assert (status, report["status"], report["code"]) == (200, "failed", "pfx_password_wrong")
    assert tenant.get("/certificates")["items"] == []

    status, made = ask(tenant, "POST", "/certificates", asked)
    assert (status, made["certificate"]["status_name"]) == (201, "Instalado e configurado")
    why = {each["module"]: each["code"] for each in made["results"]}
    assert why == {
        "billing": None, "cte_receipt": "module_without_parameters",
        "mail_import": "module_not_licensed", "sefaz": None,
    }  # fmt: skip
    one = made["certificate"]["id"]
    assert tenant.get("/certificates?expiring_in=30")["items"] == []

    change = {"bindings": bindings(CNPJ, "sefaz"), "revision": made["certificate"]["revision"]}
    status, changed = ask(tenant, "PUT", f"/certificates/{one}", change)
    assert (status, len(changed["certificate"]["bindings"])) == (200, 1)
    assert ask(tenant, "PUT", f"/certificates/{one}", change)[1]["code"] == "changed_meanwhile"

    renewed = install(tenant, CNPJ, days=700, renews=one)["certificate"]
    assert renewed["bindings"] == bindings(CNPJ, "sefaz")
    old = tenant.get(f"/certificates/{one}")
    assert (old["status"], old["renewed_by"]) == ("available", renewed["id"])
    for each in (one, renewed["id"]):
        assert ask(tenant, "POST", f"/certificates/{each}/test")[1]["status"] == "ok"

    status, answer = ask(tenant, "DELETE", f"/certificates/{renewed['id']}")
    assert (status, answer["code"]) == (409, "confirmation_needed")
    assert ask(tenant, "DELETE", f"/certificates/{renewed['id']}?confirm=true")[0] == 200
    assert "DeletedDate" in secret_of(tenant, renewed["id"])
    history = tenant.get("/certificates/history")["items"]
    told = [(row["action"], len(row["before"]), len(row["after"])) for row in history]
    assert told[0] == ("deletion", 1, 0)
    assert sorted(told[1:3]) == [("renewal", 0, 1), ("renewal", 1, 0)]
    assert told[3:] == [("edit", 2, 1), ("installation", 0, 2)]
    admin(tenant.stack.cloud, "certificate", "restore", tenant.name, renewed["id"])
    assert tenant.get(f"/certificates/{renewed['id']}")["status"] == "available"


def test_of_two_edits_at_once_one_wins(tenant: Tenant) -> None:
    one = install(tenant, CNPJ, days=30)["certificate"]
    changes = [
        {"bindings": bindings(CNPJ, "billing", environment=each), "revision": one["revision"]}
        for each in ("production", "homologation")
    ]
    edit = partial(ask, tenant, "PUT", f"/certificates/{one['id']}")
    with ThreadPoolExecutor() as together:
        answers = list(together.map(edit, changes))
    assert sorted(status for status, _ in answers) == [200, 409]
    won = next(
        change for change, (status, _) in zip(changes, answers, strict=True) if status == 200
    )
    assert tenant.get(f"/certificates/{one['id']}")["bindings"] == won["bindings"]
    assert len(tenant.get(f"/certificates/{one['id']}/history")["items"]) == 2


def test_a_company_s_users_are_told_before_it_expires(tenant: Tenant, stack: Stack) -> None:
    one = install(tenant, CNPJ, days=12)["certificate"]
    stack.invoke("CertExpiryFunction", {})
    stack.wait_until_idle()
    notices = tenant.get("/notices")["items"]
    (mine,) = [each for each in notices if each["of"].startswith(one["id"])]
    assert (mine["kind"], mine["mail"]) == ("certificate_expiring", "sent")
    assert tenant.get("/certificates?expiring_in=12")["items"][0]["id"] == one["id"]


def test_another_company_s_certificate_is_refused(tenant: Tenant) -> None:
    status, answer = ask(tenant, "POST", "/certificates", bring(tenant, "75277525000178"))
    assert (status, answer["code"]) == (422, "other_company")
    assert "75.277.525" in answer["detail"]
    assert "34.128.745" in answer["detail"]


NOT_HERE = {"half a character", "expires in an hour", "not yet valid"}
"""No JSON has the first one as its password; the others are of another day."""


@pytest.fixture(scope="module")
def cases(new_tenant: Callable[..., Tenant], schedule: object) -> Tenant:
    """A company that all good ones belong to."""
    return new_tenant(tax_ids=(CNPJ_OF_CASES, *OF_OTHERS.values()))


@pytest.mark.parametrize("name", [name for name in CASES if name not in NOT_HERE])
def test_every_pfx_is_answered_with_its_own_cause(cases: Tenant, name: str) -> None:
    case = CASES[name]
    body = {"file": b64encode(case.pfx).decode(), "password": case.password}
    status, answer = cases.call("POST", "/certificates", json.dumps(body).encode(), JSON)
    assert answer.get("code") == case.error, answer
    assert (status == 201) == (case.error is None)
    if status == 201:  # other files hold the same certificate
        assert ask(cases, "DELETE", f"/certificates/{answer['certificate']['id']}")[0] == 200


def test_what_the_cloud_admin_installs_says_so(
    cases: Tenant, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """By malote-admin, which asks for the password as for any other."""
    set_up_branch(cases, CNPJ_OF_CASES)
    asked = bring(cases, "12ABC34501DE35", days=900)
    file = tmp_path_factory.mktemp("pfx") / "a1.pfx"
    file.write_bytes(b64decode(asked["file"]))
    told = admin(
        cases.stack.cloud, "certificate", "install", cases.name, str(file),
        "--bind", "12ABC34501DE35:sefaz", "--password-stdin", password=asked["password"],
    )  # fmt: skip
    assert "12.ABC.345/01DE-35" in told
    (one,) = [each for each in cases.get("/certificates")["items"] if each["by_hand"]]
    assert one["status_name"] == "Instalado manualmente"
    assert "Instalado manualmente" in admin(cases.stack.cloud, "certificate", "list", cases.name)

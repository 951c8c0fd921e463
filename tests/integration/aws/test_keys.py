"""Certificates by the API, over a real table and real secrets: what is kept there is what signs."""

import json
from collections.abc import Iterator
from io import StringIO
from typing import Any

import boto3
import pytest

from malote import bootstrap
from malote.adapters.table import Table
from malote.adapters.tenants import TenantStore
from malote.audit import Action
from malote.audit.views import AuditQuery
from malote.bootstrap import certificates
from malote.branches.models import Module
from malote.certificates.models import Binding
from malote.errors import KeptKeyLost, NoCertificateBound
from malote.observability import logger
from malote.settings import settings
from tests.canaries import MARKS, Canaries
from tests.fakes.stores import NOON
from tests.handlers.certificates import ALL, HISTORY, address, call, told
from tests.handlers.test_api import problem
from tests.unit.certificates.safe import ANA, BRANCH, asked, identity

CACHES = (settings, bootstrap.table)
SECOND = {"branch": BRANCH, "module": "billing", "environment": "homologation"}

canaries = Canaries()
PASSWORD = canaries.plant("password", MARKS)


@pytest.fixture(autouse=True)
def log(table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    """Of functions in an environment as Lambda's; the stage is this test's own."""
    log = StringIO()
    monkeypatch.setattr(logger.registered_handler, "stream", log)
    for name, value in {
        "STAGE": table._name,
        "TABLE_NAME": table._name,
        "BUCKET_NAME": "b",
    }.items():
        monkeypatch.setenv(name, value)
    for cache in CACHES:
        cache.cache_clear()
    TenantStore(table).create("acme", "Acme", NOON, [Module.BILLING])
    TenantStore(table).add_tax_ids("acme", [BRANCH], NOON)
    yield log
    for cache in CACHES:
        cache.cache_clear()


@pytest.fixture
def certificate_id() -> str:
    """Of one that is installed; its branch is not set up yet."""
    made = told(call("POST", ALL, asked(identity(), password=PASSWORD)), 201)
    assert made["results"][0]["code"] == "branch_unknown"
    return str(made["certificate"]["id"])


def secret(table: Table, certificate_id: str) -> str:
    return f"malote/{table._name}/certificate/acme/{certificate_id}"


def uses(certificate_id: str) -> int:
    query = AuditQuery(Action.CERTIFICATE_USED, None, certificate_id)
    entries, _ = bootstrap.audit_trail().entries("acme", query, 50, None)
    return len(entries)


def test_it_signs_until_it_is_deleted(certificate_id: str, table: Table) -> None:
    one = address(certificate_id)
    assert told(call("POST", f"{one}/test"))["status"] == "ok"
    assert uses(certificate_id) == 1
    keys, binding = certificates.keys(), Binding(branch=BRANCH, module=Module.BILLING)
    with pytest.raises(NoCertificateBound):
        keys.for_binding("acme", binding, "sefaz", ANA, NOON)
    told(call("DELETE", one))
    assert problem(call("POST", f"{one}/test"))[:2] == (404, "not_found")
    described = boto3.client("secretsmanager").describe_secret(
        SecretId=secret(table, certificate_id)
    )
    assert described["DeletedDate"]
    assert [row["action"] for row in told(call("GET", HISTORY))["items"]] == [
        "deletion",
        "installation",
    ]


@pytest.mark.parametrize(
    "kept",
    ["no JSON", '{"pfx": "\\u00e9", "password": "x"}', '{"pfx": "", "password": "x"}', None],
)
def test_what_is_not_what_was_kept_is_an_answer(
    certificate_id: str, table: Table, kept: str | None
) -> None:
    secrets, name = boto3.client("secretsmanager"), secret(table, certificate_id)
    if kept is None:
        secrets.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
    else:
        secrets.put_secret_value(SecretId=name, SecretString=kept)
    report = told(call("POST", address(certificate_id, "/test")))
    assert (report["status"], report["code"]) == ("failed", KeptKeyLost.code)
    assert name not in str(report)
    assert uses(certificate_id) == 1


def test_nothing_secret_is_anywhere_but_in_the_secret(
    certificate_id: str, table: Table, log: StringIO
) -> None:
    body: dict[str, Any] = asked(identity(), password=PASSWORD)
    canaries.adopt("file", body["file"])
    answers = [call("GET", address(certificate_id)), call("POST", address(certificate_id, "/test"))]
    answers.append(call("POST", ALL, body | {"bindings": [SECOND]}))
    items = boto3.client("dynamodb").scan(TableName=table._name)["Items"]
    for text in (json.dumps(items, default=str), str(answers), log.getvalue()):
        assert canaries.found(text) == []
    kept = boto3.client("secretsmanager").get_secret_value(SecretId=secret(table, certificate_id))
    assert canaries.found(kept["SecretString"]) == ["password"]

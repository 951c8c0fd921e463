"""Certificates of the tests' own authority, as a tenant's admin brings them to the API."""

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from typing import Any

from local.cloud import admin
from tests.e2e.accounts import ask
from tests.e2e.tenants import Tenant
from tests.pfx import pfx
from tests.signing import authority, certificate

PARAMETERS = {"billing": {"state_registration": "244123456110"}, "sefaz": {}}
"""Of the two modules that a branch of ours uses; the third one is licensed and has none."""

LICENSED = (*PARAMETERS, "cte_receipt")


def bring(tenant: Tenant, tax_id: str, days: int = 365, **asked: object) -> dict[str, Any]:
    """What POST /certificates takes: another e-CNPJ each time, valid for so many days more."""
    now = datetime.now(UTC)
    valid = (now - timedelta(days=1), now + timedelta(days=days))
    password = tenant.stack.secrets.plant(f"PFX password of {tenant.name}")
    content = pfx(certificate(tax_id, authority(), valid=valid), password)
    file = tenant.stack.secrets.adopt("PFX", b64encode(content).decode())
    return {"file": file, "file_name": "a1.pfx", "password": password, **asked}


def bindings(tax_id: str, *modules: str, environment: str = "production") -> list[dict[str, str]]:
    return [{"branch": tax_id, "module": each, "environment": environment} for each in modules]


def license_modules(tenant: Tenant) -> None:
    admin(tenant.stack.cloud, "tenant", "license", tenant.name, *LICENSED)


def branch(tax_id: str) -> dict[str, Any]:
    return {"tax_id": tax_id, "name": "Matriz", "state": "SP", "modules": PARAMETERS}


def set_up_branch(tenant: Tenant, tax_id: str) -> None:
    """Its company is licensed for what the branch uses, and for what it has no parameters for."""
    license_modules(tenant)
    status, answer = ask(tenant, "POST", "/branches", branch(tax_id))
    assert status == 201, answer


def install(tenant: Tenant, tax_id: str, days: int = 365, **asked: object) -> dict[str, Any]:
    """The answer to a certificate that is installed."""
    status, answer = ask(tenant, "POST", "/certificates", bring(tenant, tax_id, days, **asked))
    assert status == 201, answer
    return answer


def secret_of(tenant: Tenant, certificate_id: str) -> dict[str, Any]:
    """What Secrets Manager says of a certificate's secret, not what is in it."""
    secrets = tenant.stack.cloud.client("secretsmanager")
    name = f"malote/test/certificate/{tenant.name}/{certificate_id}"
    described: dict[str, Any] = secrets.describe_secret(SecretId=name)
    return described

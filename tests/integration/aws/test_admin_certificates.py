"""``malote-admin certificate`` and ``tenant license``: what is said, done and told."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import NoEncryption, pkcs12
from typer import Typer
from typer.testing import CliRunner, Result

from malote import bootstrap
from malote.adapters.audit_trail import AuditTrail
from malote.adapters.portfolios import PortfolioItems
from malote.adapters.table import Table
from malote.adapters.tenants import TenantStore
from malote.admin import certificates, tenants
from malote.admin.trail import entry_of
from malote.audit import Action
from malote.audit.views import AuditQuery
from malote.branches.models import Module
from malote.certificates.models import Installed, Status
from malote.errors import InvalidInput, ModuleNotLicensed, NotFound, PfxPasswordWrong, PfxTooLarge
from malote.portfolio import Change
from tests import signing
from tests.fakes.stores import NOON
from tests.integration.aws import installed
from tests.integration.aws.deployed import deployed
from tests.pfx import pfx

BRANCH = installed.TAX_ID
PASSWORD = "canary-á"
NOW = datetime.now(UTC).replace(microsecond=0)
VALID = (NOW - timedelta(days=1), NOW + timedelta(days=300))


@pytest.fixture
def tenant(table: Table, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A tenant with a branch, licensed for billing, of a deployment that has this table."""
    monkeypatch.setenv("COLUMNS", "200")
    with deployed(table, monkeypatch):
        TenantStore(table).create("acme", "Acme", NOON, [Module.BILLING])
        store = PortfolioItems(table)
        assert store.commit(store.get("acme"), Change({}, branches=(installed.BRANCH,)))
        yield "acme"


@pytest.fixture
def file(tmp_path: Path) -> str:
    identity = signing.certificate(BRANCH, None, "PADARIA [red]\x1b[2J", VALID)
    path = tmp_path / "acme 2026.pfx"
    path.write_bytes(pfx(identity, PASSWORD))
    return str(path)


def run(app: Typer, *arguments: str, stdin: str = "") -> Result:
    return CliRunner().invoke(app, arguments, input=stdin)


def install(file: str, *bind: str, password: str = f"{PASSWORD}\n") -> Result:
    asked = [word for each in bind for word in ("--bind", each)]
    return run(
        certificates.app, "install", "acme", file, *asked, "--password-stdin", stdin=password
    )


def only(table: Table) -> Installed:
    (found,) = PortfolioItems(table).get("acme").certificates.values()
    return found


def test_one_that_is_installed_by_hand(tenant: str, file: str, table: Table) -> None:
    done = install(file, "12.abc.345/01DE-35:billing", f"{BRANCH}:sefaz:homologation")
    assert done.exit_code == 0, done.exception
    found = only(table)
    portfolio = PortfolioItems(table).get(tenant)
    assert [*map(str, portfolio.bindings_of(found.certificate_id))] == [
        f"{BRANCH}#billing#production"
    ]
    assert found.status(bound=True, at=NOW) is Status.INSTALLED_MANUALLY
    assert found.file_name == "acme 2026.pfx"
    for told in (
        "PADARIA [red] [2J, 12.ABC.345/01DE-35", found.certificate_id,
        f"{VALID[1] - timedelta(hours=3):%d/%m/%Y}", "Faturamento ", "ligado",
        "SEFAZ em homologação", "A licença da empresa não inclui este módulo",
    ):  # fmt: skip
        assert told in done.output, told
    listed = run(certificates.app, "list", tenant).output
    for told in ("PADARIA [red]", "Instalado manualmente", found.certificate_id, "Faturamento"):
        assert told in listed
    (entry,), _ = AuditTrail(table).entries(
        tenant, AuditQuery(action=Action.CERTIFICATE_INSTALLED), 9, None
    )
    assert (entry["target"], entry["actor_kind"]) == (found.certificate_id, "cloud_admin")
    assert "\x1b[2J" not in done.output + listed
    assert "canary" not in done.output + str(entry)


def test_a_deletion_taken_back_and_all_that_was_done(tenant: str, file: str, table: Table) -> None:
    install(file, f"{BRANCH}:billing")
    found = only(table)
    changes = bootstrap.certificates.certificate_changes()
    entry = entry_of(tenant, Action.CERTIFICATE_DELETED, found.certificate_id)
    changes.delete(entry, confirmed=True)
    assert found.certificate_id not in run(certificates.app, "list", tenant).output
    done = run(certificates.app, "restore", tenant, found.certificate_id)
    assert "Recuperado: PADARIA" in done.output
    assert only(table).certificate_id == found.certificate_id
    listed = run(certificates.app, "list", tenant).output
    assert "Instalado e configuração disponível" in listed
    whole = run(certificates.app, "history", tenant).output
    actions = [whole.index(word) for word in ("Recuperação", "Exclusão", "Instalação")]
    assert actions == sorted(actions)
    assert whole.count("depois: 12.ABC.345/01DE-35 Faturamento\n") == 1
    assert whole.count("antes: 12.ABC.345/01DE-35 Faturamento\n") == 1
    assert run(certificates.app, "history", tenant, found.certificate_id).output == whole
    assert run(certificates.app, "history", tenant, "0" * 32).output == ""


@pytest.mark.parametrize(
    ("bind", "password", "error", "detail"),
    [
        (f"{BRANCH}:sefaz", PASSWORD, ModuleNotLicensed, "SEFAZ"),
        (f"{BRANCH}:billing", "wrong", PfxPasswordWrong, ""),
        (f"{BRANCH}:billing", "", PfxPasswordWrong, ""),
        (f"{BRANCH}:billing", "x" * 257, InvalidInput, "password"),
        (BRANCH, PASSWORD, InvalidInput, "--bind 12ABC34501DE35: use CNPJ:módulo"),
        ("x:billing", PASSWORD, InvalidInput, "--bind x:billing"),
        (f"{BRANCH}:billing:test", PASSWORD, InvalidInput, ":homologation"),
    ],
)
def test_what_cannot_be_installed(
    tenant: str, file: str, table: Table, bind: str, password: str, error: type, detail: str
) -> None:
    done = install(file, bind, password=f"{password}\n")
    assert type(done.exception) is error
    assert detail in str(done.exception)
    assert PortfolioItems(table).get(tenant).certificates == {}
    assert "canary" not in f"{done.output}{done.exception}"


def test_what_is_too_large_is_not_read(tenant: str, tmp_path: Path) -> None:
    path = tmp_path / "large.pfx"
    path.write_bytes(bytes(48 * 1024 + 1))
    done = install(str(path), f"{BRANCH}:billing")
    assert isinstance(done.exception, PfxTooLarge)


def test_one_with_an_empty_password(tenant: str, tmp_path: Path, table: Table) -> None:
    path = tmp_path / "empty.pfx"
    identity = signing.certificate(BRANCH, None, valid=VALID)
    path.write_bytes(
        pkcs12.serialize_key_and_certificates(
            None, identity.key, identity.certificate, None, NoEncryption()
        )
    )
    done = install(str(path), f"{BRANCH}:billing", password="\n")
    assert done.exit_code == 0, done.exception
    assert only(table)


@pytest.mark.parametrize("command", [["list"], ["restore", "a" * 32], ["install", __file__]])
def test_no_such_tenant(tenant: str, command: list[str]) -> None:
    name, *rest = command
    more = ["--bind", "x:y"] if name == "install" else []
    done = run(certificates.app, name, "nobody", *rest, *more)
    assert isinstance(done.exception, NotFound)


def test_modules_are_licensed(tenant: str, table: Table) -> None:
    def licensed() -> set[str]:
        return {*TenantStore(table).licensed(tenant)}

    done = run(tenants.app, "license", tenant, "sefaz", "cte_receipt", "sefaz")
    assert "módulos antes: billing; agora: cte_receipt, sefaz." in done.output
    assert licensed() == {"sefaz", "cte_receipt"}
    for unclear in ([], ["--none", "sefaz"]):
        assert isinstance(run(tenants.app, "license", tenant, *unclear).exception, InvalidInput)
    assert licensed() == {"sefaz", "cte_receipt"}
    assert run(tenants.app, "license", tenant, "billling").exit_code == 2
    assert "agora: nenhum" in run(tenants.app, "license", tenant, "--none").output
    assert licensed() == set()
    entries, _ = AuditTrail(table).entries(
        tenant, AuditQuery(action=Action.MODULES_LICENSED), 9, None
    )
    assert [each["details"] for each in reversed(entries)] == [
        {"before": "billing", "after": "cte_receipt, sefaz"},
        {"before": "cte_receipt, sefaz", "after": "nenhum"},
    ]
    assert isinstance(run(tenants.app, "license", "nobody", "--none").exception, NotFound)


def test_a_new_tenants_modules(tenant: str, table: Table) -> None:
    asked = ("--legal-name", "Outra Ltda", "--tax-id", "12.ABC.345/01DE-35")
    for name, modules in (("outra", ["billing", "mail_import"]), ("mais-uma", [])):
        chosen = [word for each in modules for word in ("--module", each)]
        done = run(tenants.app, "create", name, *asked, *chosen)
        assert done.exit_code == 0, done.exception
        assert TenantStore(table).licensed(name) == modules
    listed = run(tenants.app, "list").output.splitlines()
    assert [line.split(None, 1)[1] for line in listed] == [
        "Acme  (billing)", "Outra Ltda  (nenhum)", "Outra Ltda  (billing, mail_import)",
    ]  # fmt: skip

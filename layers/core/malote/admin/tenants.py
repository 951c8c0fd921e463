"""``malote-admin tenant``."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

import typer

from malote import bootstrap
from malote.adapters import keys
from malote.admin.quarantine import retry
from malote.admin.stack import connect
from malote.admin.trail import told
from malote.audit import Action
from malote.branches.models import Module
from malote.errors import InvalidInput, NotAParty, NotFound
from malote.tax_id import check_digits_match, find

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Tenants: the companies that use this deployment.",
)

TaxIds = Annotated[
    list[str],
    typer.Option("--tax-id", help="CNPJ or CPF of a branch, with or without dots. Repeatable."),
]
Modules = Annotated[
    list[Module] | None,
    typer.Option("--module", help="What the tenant is licensed for. Repeatable; default: nothing."),
]
Name = Annotated[str, typer.Argument(help="3 to 40 of a-z, 0-9 and hyphen. It never changes.")]


@app.command()
def create(
    tenant: Name,
    legal_name: Annotated[str, typer.Option(help="Razão social.")],
    tax_id: TaxIds,
    module: Modules = None,
) -> None:
    """Create a tenant.

    Documents in which none of its tax ids is a party go to its quarantine, so name every branch.
    """
    connect()
    branches = checked_tax_ids(tax_id)
    checked_name(tenant)
    now = datetime.now(UTC)
    modules = sorted(set(module or ()))
    bootstrap.tenants().create(tenant, legal_name, now, modules)
    told(
        tenant, Action.TENANT_CREATED, tenant,
        tax_ids=", ".join(branches), modules=_listed(modules),
    )  # fmt: skip
    bootstrap.tenants().add_tax_ids(tenant, branches, now)
    typer.echo(f"Empresa {tenant} criada com {len(branches)} CNPJ/CPF.")


@app.command()
def add_tax_id(
    tenant: Name, tax_id: Annotated[list[str], typer.Argument(help="CNPJ or CPF of a branch.")]
) -> None:
    """Add branches to a tenant, and read again what waits in its quarantine for them."""
    connect()
    branches = checked_tax_ids(tax_id)
    told(existing(tenant), Action.TAX_IDS_ADDED, tenant, tax_ids=", ".join(branches))
    bootstrap.tenants().add_tax_ids(tenant, branches, datetime.now(UTC))
    again = retry(tenant, NotAParty.code)
    typer.echo(f"Empresa {tenant}: {', '.join(branches)} incluído(s).")
    typer.echo(f"{again} documentos na fila para releitura.")


@app.command("license")
def license_modules(
    tenant: Name,
    modules: Annotated[
        list[Module] | None, typer.Argument(help="All that it is licensed for from now on.")
    ] = None,
    none: Annotated[bool, typer.Option("--none", help="It is licensed for nothing.")] = False,
) -> None:
    """Say which modules a tenant is licensed for; this takes the place of what was said before.

    A certificate comes to serve licensed modules only. What it serves already it goes on serving.
    """
    if none == bool(modules):
        raise InvalidInput("diga os módulos ou --none, para nenhum")
    connect()
    former, licensed = bootstrap.tenants().licensed(existing(tenant)), sorted(set(modules or ()))
    told(
        tenant, Action.MODULES_LICENSED, tenant,
        before=_listed(former), after=_listed(licensed),
    )  # fmt: skip
    bootstrap.tenants().license(tenant, licensed)
    typer.echo(f"Empresa {tenant}, módulos antes: {_listed(former)}; agora: {_listed(licensed)}.")


@app.command("list")
def list_tenants() -> None:
    """List all tenants, and the modules that each is licensed for."""
    connect()
    for item in bootstrap.tenants().list():
        modules = _listed(item.get("licensed_modules", ()))
        typer.echo(f"{item['tenant']:<40} {item['legal_name']}  ({modules})")


def _listed(modules: Iterable[str]) -> str:
    return ", ".join(modules) or "nenhum"


def checked_name(tenant: str) -> str:
    """The tenant's name, if it is in good form. Raises InvalidInput."""
    try:
        return keys.checked(tenant)
    except ValueError:
        raise InvalidInput("o nome tem de 3 a 40 caracteres: a-z, 0-9 e hífen") from None


def existing(tenant: str) -> str:
    """The tenant's name, if there is such a tenant. Raises InvalidInput, NotFound."""
    if not bootstrap.tenants().exists(checked_name(tenant)):
        raise NotFound(f"empresa {tenant}")
    return tenant


def checked_tax_ids(texts: list[str]) -> list[str]:
    """Bare tax ids whose check digits match. Raises InvalidInput."""
    found = [(text, find(text)) for text in texts]
    for text, tax_id in found:
        if not tax_id or not check_digits_match(tax_id):
            raise InvalidInput(f"{text} não é um CNPJ nem um CPF: confira os dígitos")
    return [tax_id for _, tax_id in found if tax_id]

"""``malote-admin certificate``."""

import base64
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from malote.admin.certificate_words import holder_of, listed, named, validity_of
from malote.admin.passwords import PasswordStdin, read_password
from malote.admin.stack import connect
from malote.admin.tenants import checked_name, existing
from malote.admin.trail import entry_of
from malote.audit import Action
from malote.bootstrap import certificates
from malote.branches.models import Module
from malote.certificates.history_views import ACTION_NAMES
from malote.certificates.models import MAX_PFX_BYTES, Binding
from malote.certificates.remark_views import BindingResult
from malote.certificates.requests import NewCertificate
from malote.certificates.rows import rows_of
from malote.certificates.views import CertificatePage
from malote.clock import BRASILIA, utc_now
from malote.complaints import complaints
from malote.environment import Environment
from malote.errors import InvalidInput
from malote.tax_id import find, formatted

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="""Certificates: a tenant's PFX files, and what each of them serves.

    Tenants manage theirs through the API; this is for those who cannot. A certificate serves a
    module in a branch when the module is in the tenant's licence and has parameters there:

    \b
      malote-admin tenant license acme billing sefaz
      malote-admin certificate install acme acme.pfx --bind 12ABC34501DE35:billing
      malote-admin certificate history acme
    """,
)

Id = Annotated[str, typer.Argument(help="As `certificate list` and the history show it.")]


@app.command()
def install(
    tenant: str,
    pfx: Annotated[typer.FileBinaryRead, typer.Argument(help="A .pfx or .p12 file, up to 48 KB.")],
    bind: Annotated[
        list[str],
        typer.Option(
            help="What it is to serve, as 12ABC34501DE35:billing or "
            "12ABC34501DE35:sefaz:homologation. Repeatable."
        ),
    ],
    password_stdin: PasswordStdin = False,  # noqa: ARG001 - a pipe is seen as one; this says so
) -> None:
    """Install a certificate by hand. Its password is asked for, or read from a pipe.

    It is shown as "Instalado manualmente". What it cannot serve does not stop the rest; if that is
    everything, nothing is installed.
    """
    connect()
    existing(tenant)
    asked = {
        "file": base64.b64encode(pfx.read(MAX_PFX_BYTES + 1)).decode(),
        "file_name": Path(pfx.name).name,
        "bindings": [*map(_binding, bind)],
        "password": read_password("Senha do arquivo", may_be_empty=True),
    }
    entry = entry_of(tenant, Action.CERTIFICATE_INSTALLED, "")
    installed, row = certificates.installer().install(_checked(asked), None, entry, by_hand=True)
    typer.echo(f"Instalado: {holder_of(installed.facts)}, id {installed.certificate_id}.")
    typer.echo(f"Vale de {validity_of(installed.facts)}.")
    table = Table("filial e módulo", "resultado")
    for each in BindingResult.each(row.asked, row.after, row.remarks):
        table.add_row(named(each), "ligado" if each.bound else escape(each.message or ""))
    _show(table)
    for remark in row.remarks:
        if remark.binding is None or remark.binding in row.after:
            typer.echo(remark.text)


@app.command("list")
def list_certificates(tenant: str) -> None:
    """Show a tenant's certificates, the first to expire first, and what they serve."""
    connect()
    portfolio = certificates.portfolios().get(existing(tenant))
    table = Table("titular", "situação", "vence em", "serve a")
    table.add_column("id", no_wrap=True)  # to be copied
    for each in CertificatePage.of(portfolio, utc_now()).items:
        holder = f"{escape(each.holder)}\n{each.tax_id_formatted}"
        until = f"{each.expires_at.astimezone(BRASILIA):%d/%m/%Y}"
        table.add_row(holder, each.status_name, until, listed(each.bindings), each.id)
    _show(table)


@app.command()
def restore(tenant: str, certificate_id: Id) -> None:
    """Take a deletion back, within 30 days. What the certificate served it does not get back."""
    connect()
    existing(tenant)
    entry = entry_of(tenant, Action.CERTIFICATE_RESTORED, certificate_id)
    restored, _ = certificates.certificate_changes().restore(entry)
    typer.echo(
        f"Recuperado: {holder_of(restored.facts)}, que vale de {validity_of(restored.facts)}."
    )


@app.command()
def history(
    tenant: str,
    certificate_id: Annotated[str | None, typer.Argument(help="Only of this one.")] = None,
) -> None:
    """Show what was done to a tenant's certificates, newest first: by whom, before and after."""
    connect()
    ledger = certificates.certificate_ledger()
    for row in rows_of(ledger, checked_name(tenant), certificate_id):
        at = f"{row.at.astimezone(BRASILIA):%d/%m/%Y %H:%M}"
        who = row.actor.email or row.actor.name
        typer.echo(f"{at}  {ACTION_NAMES[row.action]}, por {who}")
        typer.echo(f"  {row.holder}, {formatted(row.tax_id)}, id {row.certificate_id}")
        for label, bindings in ("pedido", row.asked), ("antes", row.before), ("depois", row.after):
            typer.echo(f"  {label}: {listed(bindings, '; ')}")
        for remark in row.remarks:
            of = f"{named(remark.binding)}: " if remark.binding else ""
            typer.echo(f"  observação: {of}{remark.text}")


def _checked(asked: Mapping[str, object]) -> NewCertificate:
    try:
        return NewCertificate.model_validate(asked)
    except ValidationError as error:
        raise InvalidInput(complaints(map(dict, error.errors()))) from None


def _binding(text: str) -> Binding:
    branch, _, rest = text.partition(":")
    module, _, environment = rest.partition(":")
    try:
        return Binding(
            branch=find(branch) or branch,
            module=Module(module),
            environment=Environment(environment or Environment.PRODUCTION),
        )
    except ValueError:
        raise InvalidInput(
            f"--bind {text[:80]}: use CNPJ:módulo ou CNPJ:módulo:homologation; "
            f"os módulos são {', '.join(Module)}"
        ) from None


def _show(table: Table) -> None:
    Console(width=max(Console().width, 120)).print(table)  # narrower ones break words

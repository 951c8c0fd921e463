"""``integrador certificates``."""

from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from integrador.certificates import Found, Trouble, find, look, pfx_files
from integrador.references import CertificateRef
from malote.clock import BRASILIA, utc_now
from malote.errors import CertificateError
from malote.tax_id import formatted

PfxOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--pfx",
        metavar="ARQUIVO_OU_PASTA",
        help="Abre também estes arquivos PFX, e pergunta a senha de cada um; repetível.",
    ),
]
ModuleOption = Annotated[
    list[str] | None,
    typer.Option("--module", metavar="DRIVER", help="Driver PKCS#11 a mais; repetível."),
]


def register(app: typer.Typer) -> None:
    """Into the program."""
    app.command("certificates")(certificates)


def certificates(pfx: PfxOption = None, module: ModuleOption = None) -> None:
    """Lista os certificados deste computador: cartões e tokens, Windows, arquivos PFX.

    O começo do código de cada um serve para `integrador configure --certificate`.
    """
    found, troubles = find(module or [], utc_now())
    for path in pfx_files(pfx or []) + [each for each in pfx or [] if not each.exists()]:
        try:
            found.append(look(path, getpass(f"Senha de {path.name}: "), utc_now()))
        except CertificateError as error:
            troubles.append(Trouble(str(path), error.message, error.action))
    if not found:
        typer.echo("Nenhum certificado encontrado. O cartão ou token está conectado?")
    for each in found:
        _show(each)
    for trouble in troubles:
        show_trouble(trouble)


def show_trouble(trouble: Trouble) -> None:
    """What could not be looked at."""
    typer.echo(f"\nProblema em {trouble.where}: {trouble.message} {trouble.action}", err=True)


def _show(found: Found) -> None:
    ref = found.ref
    typer.echo(f"\n{found.holder}  {formatted(found.tax_id)}")
    typer.echo(f"  Código: {ref.thumbprint[:16]}")
    until = f"{found.expires_at.astimezone(BRASILIA):%d/%m/%Y}"
    typer.echo(f"  Emissor: {found.issuing_authority}; vale até {until}")
    typer.echo(f"  Onde: {place(ref)} ({ref.kind})")
    if not found.usable:
        typer.echo(f"  Não serve: {found.why_not}")


def place(ref: CertificateRef) -> str:
    """Where it is, for users."""
    return ref.token or ref.path or "Windows"

"""``integrador status``, ``remove`` and ``version``."""

from importlib.metadata import version as version_of
from typing import Annotated

import typer

from integrador.config import Config, Configured
from integrador.home import Home
from integrador.locking import is_running
from integrador.logs import last_lines
from integrador.states import State, Status, last_known
from malote.clock import BRASILIA, utc_now
from malote.tax_id import formatted, normalise


def register(app: typer.Typer) -> None:
    """Into the program."""
    app.command("status")(status)
    app.command("remove")(remove)
    app.command("version")(version)


def status(context: typer.Context) -> None:
    """Mostra os CNPJ e CPF configurados, o último estado de cada um e os últimos eventos."""
    home: Home = context.obj
    configured = Config(home).all()
    running = is_running(home)
    known = last_known(home)
    typer.echo(f"Pasta: {home.root}")
    typer.echo(f"Integrador: {'em execução' if running else 'parado'}")
    if not configured:
        typer.echo("Nada configurado: use `integrador configure`.")
    for each in configured:
        typer.echo(f"\n{formatted(each.tax_id)}  {each.holder} ({each.state})")
        typer.echo(f"  Certificado: {_validity(each)}")
        typer.echo(f"  Estado: {_standing(known.get(each.tax_id), running)}")
        typer.echo(f"  Serviço: {each.api_url}")
    if lines := last_lines(home, 10):
        typer.echo("\nÚltimos eventos:")
        for line in lines:
            typer.echo(f"  {line}")


def remove(
    context: typer.Context,
    tax_id: Annotated[str, typer.Argument(metavar="CNPJ_OU_CPF", help="Com ou sem pontuação.")],
    yes: Annotated[bool, typer.Option("--yes", help="Não pergunta.")] = False,
) -> None:
    """Tira um CNPJ ou CPF deste computador; os documentos ficam na pasta.

    A chave deste computador é apagada: para voltar é preciso um código novo. Revogue também a
    autorização do computador no Malote.
    """
    config = Config(context.obj)
    configured = config.get(normalise(tax_id))
    name = f"{formatted(configured.tax_id)} ({configured.holder})"
    if not yes:
        typer.confirm(f"Remover {name}?", abort=True)
    config.remove(configured.tax_id)
    typer.echo(f"{name} foi removido.")
    if is_running(context.obj):
        typer.echo("Pare e inicie o Integrador que está aberto para ele deixar de atender.")


def version() -> None:
    """Mostra a versão do Integrador."""
    typer.echo(version_of("integrador"))


def _standing(known: Status | None, running: bool) -> str:
    if known is None:
        return "nunca iniciado"
    since = f"desde {known.since.astimezone(BRASILIA):%d/%m/%Y %H:%M}"
    label = known.state.label
    if not running and known.state is not State.STOPPED:
        label = f"{State.STOPPED.label} (antes: {label})"
    return ", ".join(part for part in (label, since, known.detail) if part)


def _validity(configured: Configured) -> str:
    until = configured.certificate_expires_at
    word = "vale até" if until > utc_now() else "VENCEU em"
    return f"{word} {until.astimezone(BRASILIA):%d/%m/%Y} ({configured.certificate.kind})"

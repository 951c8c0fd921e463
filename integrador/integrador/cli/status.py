"""``integrador status``, ``remove`` and ``version``."""

from importlib.metadata import version as version_of
from typing import Annotated

import typer

from integrador.cli.standing import Report, Standing
from integrador.config import Config
from integrador.home import Home
from integrador.locking import is_running
from integrador.logs import last_lines
from malote.clock import BRASILIA, utc_now
from malote.tax_id import formatted, normalise


def register(app: typer.Typer) -> None:
    """Into the program."""
    app.command("status")(status)
    app.command("remove")(remove)
    app.command("version")(version)


def status(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Para programas, em JSON.")] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Termina com 1 se algum configurado não atende.")
    ] = False,
) -> None:
    """Mostra os CNPJ e CPF configurados, o último estado de cada um e os últimos eventos."""
    home: Home = context.obj
    report = Report.of(home)
    if as_json:
        typer.echo(report.model_dump_json(indent=2))
    else:
        _show(report)
        _show_events(home)
    if check and not report.at_work:
        raise typer.Exit(1)


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


def _show(report: Report) -> None:
    typer.echo(f"Pasta: {report.home}")
    typer.echo(f"Integrador: {'em execução' if report.running else 'parado'}")
    if not report.configured:
        typer.echo("Nada configurado: use `integrador configure`.")
    for each in report.configured:
        typer.echo(f"\n{formatted(each.tax_id)}  {each.holder} ({each.state})")
        typer.echo(f"  Certificado: {_validity(each)}")
        typer.echo(f"  Estado: {_standing(each)}")
        typer.echo(f"  Serviço: {each.api_url}")


def _show_events(home: Home) -> None:
    if lines := last_lines(home, 10):
        typer.echo("\nÚltimos eventos:")
        for line in lines:
            typer.echo(f"  {line}")


def _standing(of: Standing) -> str:
    if of.last is None or of.since is None:
        return "nunca iniciado"
    since = f"desde {of.since.astimezone(BRASILIA):%d/%m/%Y %H:%M}"
    before = f" (antes: {of.last.label})" if of.last is not of.status else ""
    return ", ".join(part for part in (f"{of.status.label}{before}", since, of.detail) if part)


def _validity(of: Standing) -> str:
    until = of.certificate_expires_at
    word = "vale até" if until > utc_now() else "VENCEU em"
    return f"{word} {until.astimezone(BRASILIA):%d/%m/%Y} ({of.certificate_kind})"

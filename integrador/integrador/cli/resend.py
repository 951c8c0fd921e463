"""``integrador resend``."""

from datetime import datetime
from typing import Annotated

import typer

from integrador.config import Config
from integrador.device_key import DeviceKey
from integrador.folders import Folder
from integrador.home import Home
from integrador.remote import Remote
from integrador.resend import Summary
from integrador.resend import resend as send_again
from malote.clock import BRASILIA
from malote.tax_id import normalise


def register(app: typer.Typer) -> None:
    """Into the program."""
    app.command("resend")(resend)


def resend(
    context: typer.Context,
    tax_id: Annotated[str, typer.Argument(metavar="CNPJ_OU_CPF", help="Com ou sem pontuação.")],
    since: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d", "%d/%m/%Y"], help="Só os que chegaram desta data em diante."
        ),
    ] = None,
) -> None:
    """Envia de novo ao Malote os documentos da pasta; os que ele já tem não são enviados."""
    home: Home = context.obj
    configured = Config(home).get(normalise(tax_id))
    remote = Remote(
        configured.api_url, configured.device_id, DeviceKey.kept(home, configured.public_key)
    )
    first = since.replace(tzinfo=BRASILIA) if since else None
    paths = list(Folder(home.documents(configured.tax_id)).documents(first))
    summary = send_again(remote, paths, lambda so_far: _progress(so_far, len(paths)))
    typer.echo(
        f"\nEnviados: {summary.sent}. O Malote já tinha: {summary.there}. "
        f"Falharam: {summary.failed}."
    )
    if summary.problem:
        raise summary.problem


def _progress(summary: Summary, total: int) -> None:
    typer.echo(f"\r{summary.done} de {total}", nl=False)

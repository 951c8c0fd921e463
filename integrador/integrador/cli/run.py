"""``integrador run``: the service without a window."""

import signal
from time import sleep
from typing import Annotated

import typer

from integrador.cli.pins import RunKeyring
from integrador.config import Config
from integrador.errors import NotConfigured
from integrador.events import Event, EventLog, one_line
from integrador.home import Home
from integrador.locking import one_process
from integrador.logs import log_to
from integrador.service import Service
from malote.clock import BRASILIA
from malote.tax_id import formatted


def register(app: typer.Typer) -> None:
    """Into the program."""
    app.command("run")(run)


def run(
    context: typer.Context,
    pin_stdin: Annotated[
        bool, typer.Option("--pin-stdin", help="Lê o PIN da primeira linha da entrada padrão.")
    ] = False,
) -> None:
    """Atende sem janela, até Ctrl-C.

    O PIN vem de INTEGRADOR_PIN, de --pin-stdin, ou é perguntado uma vez; fica só na memória.
    Um PIN errado nunca é tentado de novo: depois de um, só uma pessoa num terminal pode dar outro.
    """
    home: Home = context.obj
    with one_process(home):
        config = Config(home)
        configured = config.all()
        if not configured:
            raise NotConfigured("nenhum CNPJ ou CPF")
        keyring = RunKeyring(home, configured, pin_stdin)
        events = EventLog(log_to(home))
        events.listen(_print)
        service = Service(config, keyring, events)
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            service.start()
            while service.at_work:
                sleep(0.2)
        except KeyboardInterrupt:
            typer.echo("Parando…")
            return
        finally:
            service.close()
            keyring.close()
    typer.echo("Nada mais está em serviço.", err=True)
    raise typer.Exit(1)


def _print(event: Event) -> None:
    whose = f"{formatted(event.tax_id)}: " if event.tax_id else ""
    typer.echo(f"{event.at.astimezone(BRASILIA):%d/%m %H:%M:%S} {whose}{one_line(event.text)}")

"""``integrador run``: the service without a window."""

import os
import signal
import sys
from getpass import getpass
from time import sleep
from typing import Annotated

import typer

from integrador.config import Config, Configured
from integrador.errors import NotConfigured
from integrador.events import Event, EventLog
from integrador.home import Home
from integrador.keys import Keyring
from integrador.locking import one_process
from integrador.logs import log_to
from integrador.references import CertificateRef
from integrador.service import Service
from malote.clock import BRASILIA
from malote.tax_id import formatted

PIN = "INTEGRADOR_PIN"


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

    O PIN vem de INTEGRADOR_PIN, de --pin-stdin, ou é perguntado uma vez; fica só na memória, e
    um PIN errado nunca é tentado de novo.
    """
    home: Home = context.obj
    with one_process(home):
        config = Config(home)
        configured = config.all()
        if not configured:
            raise NotConfigured("nenhum CNPJ ou CPF")
        pins = _pins(configured, pin_stdin)
        events = EventLog(log_to(home))
        events.listen(_print)
        keyring = Keyring(lambda ref, warning: _given(pins, ref, warning))
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


def _pins(configured: tuple[Configured, ...], from_stdin: bool) -> dict[str, str]:
    # Asked here and not when a key is opened: that is in a thread, which Ctrl-C does not reach.
    wanted = {_where(each.certificate): each for each in configured}
    given = os.environ.pop(PIN, None)
    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
    if given is not None:
        return dict.fromkeys(wanted, given)
    if not sys.stdin.isatty():
        return {}
    return {
        where: getpass(f"PIN de {each.holder} ({formatted(each.tax_id)}): ")
        for where, each in wanted.items()
        if each.certificate.kind != "windows"
    }


def _given(pins: dict[str, str], ref: CertificateRef, warning: str) -> str | None:
    # A service manager that starts us over and over would lock the card with a wrong PIN: after
    # one, only a person may answer.
    if not warning:
        return pins.get(_where(ref))
    typer.echo(warning, err=True)
    return getpass("PIN: ") if sys.stdin.isatty() else None


def _where(ref: CertificateRef) -> str:
    return ref.path or f"{ref.module} {ref.token_serial} {ref.token}"


def _print(event: Event) -> None:
    whose = f"{formatted(event.tax_id)}: " if event.tax_id else ""
    typer.echo(f"{event.at.astimezone(BRASILIA):%d/%m %H:%M:%S} {whose}{event.text}")

"""``integrador configure``."""

import os
import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from integrador.addresses import default_url, secure
from integrador.certificates import find, look
from integrador.cli.certificates import ModuleOption, place, show_trouble
from integrador.cli.pins import PIN, at_terminal
from integrador.config import Config
from integrador.enrolling import enrol
from integrador.errors import CertificateUnknown, KeyMissing
from integrador.keys import Keyring
from integrador.references import CertificateRef
from malote.clock import utc_now
from malote.tax_id import check_digits_match, formatted, normalise

CODE = "INTEGRADOR_CODE"
_SHORTEST = 8


def register(app: typer.Typer) -> None:
    """Into the program."""
    app.command("configure")(configure)


def configure(
    context: typer.Context,
    certificate: Annotated[
        str,
        typer.Option(
            metavar="CÓDIGO", help="Começo do código que `integrador certificates` mostra."
        ),
    ] = "",
    pfx: Annotated[
        Path | None, typer.Option(metavar="ARQUIVO", help="Em vez de um cartão, um arquivo PFX.")
    ] = None,
    module: ModuleOption = None,
    tax_id: Annotated[
        str,
        typer.Option(
            metavar="CNPJ_OU_CPF", help="O do código, se for outra filial que a do certificado."
        ),
    ] = "",
    state: Annotated[
        str, typer.Option(metavar="UF", help="Confere com o cadastro da filial no Malote.")
    ] = "",
    api_url: Annotated[
        str, typer.Option(metavar="ENDEREÇO", help="Do serviço do Malote, se não for o do pacote.")
    ] = "",
    code_stdin: Annotated[
        bool, typer.Option("--code-stdin", help="Lê o código de uso único da entrada padrão.")
    ] = False,
) -> None:
    """Autoriza este computador a atender um CNPJ ou CPF, com o código que o administrador criou.

    O código é perguntado, ou vem de --code-stdin ou INTEGRADOR_CODE; o PIN é perguntado, ou vem
    de INTEGRADOR_PIN. Nenhum dos dois é gravado.
    """
    # Taken out first: drivers are looked at in children, which need not have them.
    pin, given = os.environ.pop(PIN, None), os.environ.pop(CODE, "")
    url = api_url or default_url()
    if not url:
        raise typer.BadParameter("falta o endereço do serviço", param_hint="--api-url")
    secure(url)
    meant = normalise(tax_id)
    if meant and not check_digits_match(meant):
        raise typer.BadParameter("não é um CNPJ nem um CPF", param_hint="--tax-id")
    ref, secret = _opened(pfx, pin) if pfx else (_chosen(certificate, module or []), pin)

    def answer(chosen: CertificateRef, warning: str) -> str | None:
        return _asked(place(chosen), warning) if warning or secret is None else secret

    keyring = Keyring(answer)
    try:
        done = enrol(
            Config(context.obj),
            keyring,
            api_url=url,
            code=given or _code(code_stdin),
            certificate=ref,
            tax_id=meant or None,
        )
    finally:
        keyring.close()
    typer.echo(f"{formatted(done.tax_id)} ({done.company}) está configurado neste computador.")
    if state and state.upper() != done.state:
        typer.echo(f"Atenção: o cadastro da filial diz {done.state}, e não {state.upper()}.")
    typer.echo("Para atender: `integrador run`, ou abra a janela.")


def _opened(pfx: Path, given: str | None) -> tuple[CertificateRef, str]:
    password = _asked(pfx.name, "") or "" if given is None else given
    return look(pfx, password, utc_now()).ref, password


def _chosen(prefix: str, modules: list[str]) -> CertificateRef:
    if len(prefix) < _SHORTEST:
        raise typer.BadParameter(f"{_SHORTEST} letras ou mais", param_hint="--certificate")
    found, troubles = find(modules, utc_now())
    fitting = [each for each in found if each.ref.thumbprint.startswith(prefix.lower())]
    if not fitting:
        for trouble in troubles:
            show_trouble(trouble)
        raise CertificateUnknown(prefix)
    usable = [each.ref for each in fitting if each.usable]
    if not usable:
        raise KeyMissing(fitting[0].why_not)
    return usable[0]


def _code(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().strip() if sys.stdin else ""
    return str(typer.prompt("Código de uso único", hide_input=True))


def _asked(where: str, warning: str) -> str | None:
    if warning:
        typer.echo(warning, err=True)
    if not at_terminal():
        return None
    return getpass(f"PIN ou senha do certificado ({where}): ") or None

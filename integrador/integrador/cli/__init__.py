"""The command line; without a command, the window."""

from typing import Annotated, Any, NoReturn

import typer
from typer.core import TyperGroup

from integrador.cli import certificates, configure, resend, run, status, window
from integrador.errors import HomeUnusable
from integrador.events import one_line
from integrador.home import VARIABLE, Home
from integrador.isolated import no_core_dumps
from malote.errors import MaloteError


class _Told(TyperGroup):
    """An error of ours is told in its own words, with what to do; the exit code is 1."""

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except MaloteError as error:
            _tell(error)
        except OSError as error:
            _tell(HomeUnusable.of(error))


def _tell(error: MaloteError) -> NoReturn:
    typer.echo(one_line(f"{error.message} {error.detail}".strip()), err=True)
    typer.echo(error.action, err=True)
    raise typer.Exit(1) from None


app = typer.Typer(
    cls=_Told,
    help="Integrador do Malote: consulta e manifesta na SEFAZ com certificados A3.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_show_locals=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

HomeOption = Annotated[
    str,
    typer.Option(
        "--home",
        metavar="PASTA",
        help=f"Pasta do Integrador, se não for a do sistema ({VARIABLE} vale mais).",
    ),
]


@app.callback(invoke_without_command=True)
def _main(context: typer.Context, home: HomeOption = "") -> None:
    """Sem comando, abre a janela."""
    no_core_dumps()
    if context.invoked_subcommand is None:  # which says in a window what is wrong with its home
        window.open_window(home)
    context.obj = Home.found(home)


for module in (run, status, certificates, configure, resend):
    module.register(app)

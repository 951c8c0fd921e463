"""The command itself: what it is called with, and how its errors read."""

import os
import traceback
from typing import Annotated

import typer

from malote.admin import certificates, mailboxes, quarantine, replay, tenants, trust, users
from malote.errors import MaloteError


class _App(typer.Typer):
    """Typer, with Malote's errors shown as a sentence and what to do."""

    def __call__(self, *args: object, **kwargs: object) -> object:
        try:
            return super().__call__(*args, **kwargs)
        except MaloteError as error:
            typer.secho(f"{error.message} {error.detail}", err=True, fg="red")
            typer.echo(error.action, err=True)
            raise SystemExit(1) from None
        except Exception:  # or the functions' logger would tell it, in JSON, on standard output
            traceback.print_exc()
            raise SystemExit(1) from None


app = _App(
    name="malote-admin",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
    help="""Manages a deployment of Malote: its tenants, their users, mailboxes, certificates and
    quarantine, and the certificates it trusts.

    It acts with your AWS credentials on the stack named by --stack. A first tenant takes four
    commands:

    \b
      malote-admin tenant create acme --legal-name "Acme Ltda" --tax-id 12.ABC.345/01DE-35
      malote-admin user create acme ana@acme.com.br --group admin
      malote-admin mailbox add acme notas --host imap.gmail.com --username notas@acme.com.br
      malote-admin mailbox list acme
    """,
)
app.add_typer(tenants.app, name="tenant")
app.add_typer(users.app, name="user")
app.add_typer(mailboxes.app, name="mailbox")
app.add_typer(certificates.app, name="certificate")
app.add_typer(quarantine.app, name="quarantine")
app.add_typer(replay.app, name="replay")
app.add_typer(trust.app, name="trust")


@app.callback()
def choose_stack(
    name: Annotated[
        str, typer.Option("--stack", envvar="MALOTE_STACK", help="CloudFormation stack name.")
    ] = "malote",
) -> None:
    """Remember which stack the command is about."""
    os.environ["MALOTE_STACK"] = name

"""``malote-admin user``."""

from enum import StrEnum
from typing import Annotated

import typer

from malote.adapters.users import create_user
from malote.admin.passwords import PasswordStdin, read_password
from malote.admin.stack import connect, outputs
from malote.admin.tenants import existing
from malote.admin.trail import told
from malote.audit import Action

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Users: the people of a tenant."
)


class Group(StrEnum):
    """What a user may do."""

    ADMIN = "admin"
    OPERATOR = "operator"


@app.command()
def create(
    tenant: str,
    email: str,
    group: Annotated[
        Group, typer.Option(help="admin also manages settings and certificates.")
    ] = Group.OPERATOR,
    password_stdin: PasswordStdin = False,
) -> None:
    """Create a user. Without --password-stdin, Cognito mails an invitation to the address."""
    connect()
    password = read_password("Senha do usuário") if password_stdin else None
    told(existing(tenant), Action.USER_CREATED, email, group=group)
    create_user(outputs()["UserPoolId"], tenant, email, group, password)
    typer.echo(f"Usuário {email} criado em {tenant}, no grupo {group}.")

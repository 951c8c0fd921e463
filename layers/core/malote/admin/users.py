"""``malote-admin user``."""

from enum import StrEnum
from typing import Annotated

import typer

from malote.adapters.users import create_user, enabled_users
from malote.admin.passwords import PasswordStdin, read_password
from malote.admin.stack import connect, outputs
from malote.admin.tenants import existing
from malote.admin.trail import told
from malote.audit import Action
from malote.bootstrap import follow_ups, tenants
from malote.clock import utc_now
from malote.notices.models import User

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
    sub = create_user(outputs()["UserPoolId"], tenant, email, group, password)
    follow_ups.users().save(User(tenant, sub, email, group, utc_now()))
    typer.echo(f"Usuário {email} criado em {tenant}, no grupo {group}.")


@app.command()
def sync() -> None:
    """Bring the list of who gets notices up to date with Cognito, and tell what changed."""
    connect()
    directory = follow_ups.users()
    pool: dict[str, dict[str, User]] = {item["tenant"]: {} for item in tenants().list()}
    for user in enabled_users(outputs()["UserPoolId"], list(Group)):
        pool.setdefault(user.tenant, {})[user.sub] = user
    for tenant, users in pool.items():
        known = {user.sub: user for user in directory.list(tenant)}
        for sub, user in users.items():
            if sub not in known or (user.email, user.group) != _told(known[sub]):
                directory.save(user)
                typer.echo(f"{tenant}: {user.email} ({user.group}) recebe os avisos.")
        for sub in known.keys() - users.keys():
            directory.delete(tenant, sub)
            typer.echo(f"{tenant}: {known[sub].email} não recebe mais os avisos.")


def _told(user: User) -> tuple[str, str]:
    return user.email, user.group

"""``malote-admin mailbox``."""

from collections.abc import Mapping
from typing import Annotated
from uuid import uuid4

import typer
from rich.console import Console
from rich.table import Table

from malote import bootstrap
from malote.admin import grants
from malote.admin.passwords import PasswordStdin, read_password
from malote.admin.stack import connect
from malote.admin.tenants import checked_name, existing
from malote.admin.trail import entry_of
from malote.audit import Action
from malote.bootstrap.setup import mailbox_changes
from malote.errors import AlreadyExists, InvalidInput, NotFound
from malote.mail_accounts import Auth
from malote.mailboxes.models import AfterImport, Mailbox
from malote.mailboxes.requests import checked
from malote.mailboxes.views import MailboxView
from malote.settings import settings

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Mailboxes: where suppliers send documents to.",
)
_PROMPT = "Senha da caixa (a de app, em Gmail, Yahoo e iCloud)"
_HOSTS = {Auth.GOOGLE: "imap.gmail.com", Auth.MICROSOFT: "outlook.office365.com"}


@app.command()
def add(
    tenant: str,
    mailbox_id: Annotated[str, typer.Argument(help="A name of your choice: a-z, 0-9, hyphen.")],
    username: Annotated[str, typer.Option(help="Mostly the whole address.")],
    host: Annotated[str, typer.Option(help="IMAP server; google's and microsoft's is known.")] = "",
    auth: Annotated[
        Auth, typer.Option(help="By password, or by OAuth 2 at google or microsoft.")
    ] = Auth.PASSWORD,
    port: Annotated[int, typer.Option(help="993 for tls, 143 for starttls.")] = 993,
    security: Annotated[str, typer.Option(help="tls or starttls; there is no clear text.")] = "tls",
    folder: Annotated[str, typer.Option(help="Folder that is read.")] = "INBOX",
    after_import: Annotated[
        AfterImport, typer.Option(help="What happens to a mail whose documents are safe.")
    ] = AfterImport.LEAVE,
    move_to: Annotated[str, typer.Option(help="Folder for --after-import move.")] = "Malote",
    password_stdin: PasswordStdin = False,  # noqa: ARG001 - a pipe is seen as one; this says so
) -> None:
    """Add a mailbox. Its password is asked for, or read from a pipe; never an argument.

    With --auth google or microsoft, a pipe brings {"client_id", "client_secret", "refresh_token"}
    in JSON instead; "set-credential --help" tells where they are from.
    """
    connect()
    mailbox = checked(
        {
            "tenant": existing(tenant),
            "mailbox_id": mailbox_id,
            "host": host or _HOSTS.get(auth, ""),
            "port": port,
            "security": security,
            "username": username,
            "auth": auth,
            "folder": folder,
            "after_import": after_import,
            "move_to": move_to,
            "secret_name": "",
            "revision": uuid4().hex,
        },
        any_port=settings().loopback_mail_hosts,
    )
    if bootstrap.mailboxes().get(tenant, mailbox_id):
        raise AlreadyExists(f"a caixa {mailbox_id} já existe; para a senha, use set-password")
    entry = entry_of(tenant, Action.MAILBOX_CREATED, mailbox_id)
    mailbox_changes().create(mailbox, _read_secret(auth), entry)
    typer.echo(f"Caixa {mailbox_id} de {tenant} criada; a próxima leitura a inclui.")


@app.command()
def set_password(
    tenant: str,
    mailbox_id: str,
    password_stdin: PasswordStdin = False,  # noqa: ARG001 - as above
) -> None:
    """Give a mailbox its new password. A paused one resumes, from where it stopped."""
    _set_secret(tenant, mailbox_id, Auth.PASSWORD)
    typer.echo(f"Senha da caixa {mailbox_id} de {tenant} trocada; a próxima leitura a usa.")


@app.command(help=f"Open a mailbox by OAuth 2, with JSON from a pipe: {grants.FIELDS}")
def set_credential(
    tenant: str,
    mailbox_id: str,
    auth: Annotated[Auth, typer.Option(help="google or microsoft.")],
) -> None:
    """Give a mailbox a new grant. A paused one resumes, from where it stopped."""
    if auth is Auth.PASSWORD:
        raise InvalidInput("para a senha, use set-password")
    _set_secret(tenant, mailbox_id, auth)
    typer.echo(f"Credencial da caixa {mailbox_id} de {tenant} trocada; a próxima leitura a usa.")


def existing_mailbox(tenant: str, mailbox_id: str) -> Mailbox:
    """The settings of a mailbox. Raises InvalidInput, NotFound."""
    mailbox = bootstrap.mailboxes().get(checked_name(tenant), mailbox_id)
    if not mailbox:
        raise NotFound(f"caixa {mailbox_id} de {tenant}")
    return mailbox


def _set_secret(tenant: str, mailbox_id: str, auth: Auth) -> None:
    connect()
    mailbox = existing_mailbox(tenant, mailbox_id)
    _change(mailbox, {"auth": auth}, _read_secret(auth))


def _change(
    mailbox: Mailbox, wanted: Mapping[str, object], secret: Mapping[str, str] | None = None
) -> None:
    settings_ = {**mailbox.model_dump(), **wanted, "revision": uuid4().hex}
    changed = checked(settings_, any_port=settings().loopback_mail_hosts)
    entry = entry_of(mailbox.tenant, Action.MAILBOX_CHANGED, mailbox.mailbox_id)
    mailbox_changes().change(mailbox, changed, secret, entry)


def _read_secret(auth: Auth) -> dict[str, str]:
    if auth is Auth.PASSWORD:
        return {"password": read_password(_PROMPT)}
    return grants.read_grant().fields()


@app.command("set")
def set_mailbox(
    tenant: str,
    mailbox_id: str,
    host: str | None = None,
    port: int | None = None,
    security: str | None = None,
    username: str | None = None,
    folder: str | None = None,
    after_import: AfterImport | None = None,
    move_to: str | None = None,
) -> None:
    """Change settings of a mailbox. A paused one resumes, even when nothing is changed."""
    connect()
    mailbox = existing_mailbox(tenant, mailbox_id)
    changes = {
        "host": host, "port": port, "security": security, "username": username, "folder": folder,
        "after_import": after_import, "move_to": move_to,
    }  # fmt: skip
    _change(mailbox, {name: value for name, value in changes.items() if value is not None})
    typer.echo(f"Caixa {mailbox_id} de {tenant} alterada; a próxima leitura a usa.")


@app.command("list")
def list_mailboxes(tenant: str) -> None:
    """Show a tenant's mailboxes and how their last poll went."""
    connect()
    table = Table("caixa", "situação", "endereço", "última leitura", "resultado")
    for mailbox, state in bootstrap.mailboxes().list(checked_name(tenant)):
        view = MailboxView.of(mailbox, state)
        last = view.last_result
        result = (last.message or f"{last.mails} e-mails, {last.stored} novos") if last else "—"
        read_at = last.at.astimezone().strftime("%d/%m/%Y %H:%M") if last else "nunca"
        table.add_row(view.id, view.status, f"{view.username} em {view.host}", read_at, result)
    Console().print(table)

"""``malote-admin mailbox``."""

from typing import Annotated
from uuid import uuid4

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from malote import bootstrap
from malote.adapters.secrets import write_secret
from malote.admin import grants
from malote.admin.passwords import PasswordStdin, read_password
from malote.admin.stack import connect
from malote.admin.tenants import checked_name, existing
from malote.admin.trail import told
from malote.audit import Action
from malote.complaints import complaints
from malote.errors import InvalidInput, NotFound
from malote.mail_accounts import Auth
from malote.mail_hosts import check_port
from malote.mailboxes.models import AfterImport, Mailbox
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
    mailbox = _validated(
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
            "secret_name": f"malote/{settings().stage}/mailbox/{tenant}/{mailbox_id}",
            "revision": uuid4().hex,
        }
    )
    if bootstrap.mailboxes().get(tenant, mailbox_id):
        raise InvalidInput(f"a caixa {mailbox_id} já existe; para a senha, use set-password")
    secret = _read_secret(auth)
    told(tenant, Action.MAILBOX_CREATED, mailbox_id, username=username, host=mailbox.host)
    write_secret(mailbox.secret_name, secret)
    bootstrap.mailboxes().add(mailbox)
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
    changed = _validated({**mailbox.model_dump(), "auth": auth, "revision": uuid4().hex})
    secret = _read_secret(auth)
    told(tenant, Action.MAILBOX_CREDENTIAL_CHANGED, mailbox_id, auth=auth)
    write_secret(mailbox.secret_name, secret)
    bootstrap.mailboxes().resume(changed)


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
        "after_import": after_import, "move_to": move_to, "revision": uuid4().hex,
    }  # fmt: skip
    wanted = {name: value for name, value in changes.items() if value is not None}
    elsewhere = not wanted.keys().isdisjoint({"host", "username", "folder"})
    settings_ = _validated({**mailbox.model_dump(), **wanted})
    changed = {name: str(value) for name, value in wanted.items() if name != "revision"}
    told(tenant, Action.MAILBOX_CHANGED, mailbox_id, **changed)
    bootstrap.mailboxes().resume(settings_, elsewhere=elsewhere)
    typer.echo(f"Caixa {mailbox_id} de {tenant} alterada; a próxima leitura a usa.")


def _validated(settings_: dict[str, object]) -> Mailbox:
    try:
        mailbox = Mailbox.model_validate(settings_)
    except ValidationError as error:
        raise InvalidInput(complaints(map(dict, error.errors()))) from None
    if not settings().loopback_mail_hosts:
        check_port(mailbox.port, mailbox.security)
    return mailbox


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

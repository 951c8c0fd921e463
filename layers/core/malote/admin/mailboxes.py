"""``malote-admin mailbox``."""

from typing import Annotated
from uuid import uuid4

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Table

from malote import bootstrap
from malote.adapters.secrets import write_password
from malote.admin.passwords import PasswordStdin, read_password
from malote.admin.stack import connect
from malote.admin.tenants import checked_name, existing
from malote.errors import InvalidInput, NotFound
from malote.mailboxes.models import AfterImport, Mailbox
from malote.mailboxes.views import MailboxView
from malote.settings import settings

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="Mailboxes: where suppliers send documents to.",
)
_PROMPT = "Senha da caixa (a de app, em Gmail, Yahoo e iCloud)"


@app.command()
def add(
    tenant: str,
    mailbox_id: Annotated[str, typer.Argument(help="A name of your choice: a-z, 0-9, hyphen.")],
    host: Annotated[str, typer.Option(help="IMAP server, as imap.gmail.com.")],
    username: Annotated[str, typer.Option(help="Mostly the whole address.")],
    port: Annotated[int, typer.Option(help="993 for tls, 143 for starttls.")] = 993,
    security: Annotated[str, typer.Option(help="tls or starttls; there is no clear text.")] = "tls",
    folder: Annotated[str, typer.Option(help="Folder that is read.")] = "INBOX",
    after_import: Annotated[
        AfterImport, typer.Option(help="What happens to a mail whose documents are safe.")
    ] = AfterImport.LEAVE,
    move_to: Annotated[str, typer.Option(help="Folder for --after-import move.")] = "Malote",
    password_stdin: PasswordStdin = False,  # noqa: ARG001 - a pipe is seen as one; this says so
) -> None:
    """Add a mailbox. Its password is asked for, or read from a pipe; never an argument."""
    connect()
    mailbox = _validated(
        {
            "tenant": existing(tenant),
            "mailbox_id": mailbox_id,
            "host": host,
            "port": port,
            "security": security,
            "username": username,
            "folder": folder,
            "after_import": after_import,
            "move_to": move_to,
            "secret_name": f"malote/{settings().stage}/mailbox/{tenant}/{mailbox_id}",
            "revision": uuid4().hex,
        }
    )
    if bootstrap.mailboxes().get(tenant, mailbox_id):
        raise InvalidInput(f"a caixa {mailbox_id} já existe; para a senha, use set-password")
    write_password(mailbox.secret_name, read_password(_PROMPT))
    bootstrap.mailboxes().add(mailbox)
    typer.echo(f"Caixa {mailbox_id} de {tenant} criada; a próxima leitura a inclui.")


@app.command()
def set_password(
    tenant: str,
    mailbox_id: str,
    password_stdin: PasswordStdin = False,  # noqa: ARG001 - as above
) -> None:
    """Give a mailbox its new password. A paused one resumes, from where it stopped."""
    connect()
    mailbox = bootstrap.mailboxes().get(checked_name(tenant), mailbox_id)
    if not mailbox:
        raise NotFound(f"caixa {mailbox_id} de {tenant}")
    write_password(mailbox.secret_name, read_password(_PROMPT))
    bootstrap.mailboxes().resume(mailbox.model_copy(update={"revision": uuid4().hex}))
    typer.echo(f"Senha da caixa {mailbox_id} de {tenant} trocada; a próxima leitura a usa.")


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
    mailbox = bootstrap.mailboxes().get(checked_name(tenant), mailbox_id)
    if not mailbox:
        raise NotFound(f"caixa {mailbox_id} de {tenant}")
    changes = {
        "host": host, "port": port, "security": security, "username": username, "folder": folder,
        "after_import": after_import, "move_to": move_to, "revision": uuid4().hex,
    }  # fmt: skip
    wanted = {name: value for name, value in changes.items() if value is not None}
    elsewhere = not wanted.keys().isdisjoint({"host", "username", "folder"})
    settings_ = _validated({**mailbox.model_dump(), **wanted})
    bootstrap.mailboxes().resume(settings_, elsewhere=elsewhere)
    typer.echo(f"Caixa {mailbox_id} de {tenant} alterada; a próxima leitura a usa.")


def _validated(settings_: dict[str, object]) -> Mailbox:
    try:
        return Mailbox.model_validate(settings_)
    except ValidationError as error:
        found = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise InvalidInput("; ".join(found)) from None


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

"""``malote-admin replay``."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import Annotated
from uuid import uuid4

import typer
from rich.console import Console
from rich.progress import Progress

from malote import bootstrap
from malote.adapters.history import History
from malote.adapters.mail_ledger import PARTS_SHOWN
from malote.adapters.settled import SettledBlobs
from malote.admin.mailboxes import existing_mailbox
from malote.admin.stack import connect
from malote.admin.tenants import existing
from malote.admin.trail import told
from malote.audit import Action
from malote.documents import Outcome
from malote.documents.queries import DocumentQuery
from malote.documents.replay import Replay, blobs_inside
from malote.errors import NotFound
from malote.periods import parse_period

app = typer.Typer(
    rich_markup_mode=None,
    no_args_is_help=True,
    help="""Replay: reads again what was stored, as after `trust set` or an update of Malote.

    Reading the same again changes nothing; what is judged anew shows its new verdict. A period is
    2026, 2026-10, 2026-10-05, or two of them as 2026-01/2026-03.""",
)

DryRun = Annotated[bool, typer.Option("--dry-run", help="Only count; nothing is read again.")]
Period = Annotated[str, typer.Argument(help="As 2026, 2026-10, 2026-10-05 or 2026-01/2026-03.")]

_AT_ONCE = 16  # DynamoDB answers in milliseconds: a month's documents are looked up together
_BATCH = 500
# Progress is for whoever looks on, not for a pipe. It is a ``with`` and never rich's ``track``: a
# generator left open by an exception waits for its thread when Python ends, and that is for ever.
_SCREEN = Console(stderr=True)
_READING = "Lendo o registro"


@app.command()
def message(
    tenant: str,
    mailbox_id: str,
    epoch: Annotated[int, typer.Argument(help="The folder's UIDVALIDITY, as `sources` show it.")],
    uid: int,
    dry_run: DryRun = False,
) -> None:
    """Read again what one mail brought."""
    connect()
    found = History(bootstrap.table()).mail(existing(tenant), mailbox_id, epoch, uid)
    if not found:
        raise NotFound(f"e-mail {uid} da época {epoch} na caixa {mailbox_id} de {tenant}")
    _of_mails(tenant, f"{mailbox_id}/{epoch}/{uid}", [found], dry_run)


@app.command()
def received(
    tenant: str,
    period: Period,
    mailbox: Annotated[str | None, typer.Option(help="Only this one of its mailboxes.")] = None,
    dry_run: DryRun = False,
) -> None:
    """Read again what the mails of a period brought, by the time (UTC) their server got them."""
    connect()
    within = parse_period(period)
    boxes = [each.mailbox_id for each, _ in bootstrap.mailboxes().list(existing(tenant))]
    if mailbox is not None and mailbox not in boxes:
        raise NotFound(f"caixa {mailbox} de {tenant}")
    history = History(bootstrap.table())
    wanted = boxes if mailbox is None else [mailbox]
    mails = (mail for box in wanted for mail in history.mails(tenant, box, within))
    _of_mails(tenant, period, mails, dry_run)


@app.command()
def issued(tenant: str, period: Period, dry_run: DryRun = False) -> None:
    """Read again the documents that were issued in a period, and their events."""
    connect()
    history, replay = History(bootstrap.table()), Replay()
    keys = _issued(existing(tenant), period)
    with Progress(console=_SCREEN) as progress, ThreadPoolExecutor(_AT_ONCE) as pool:
        task = progress.add_task(_READING, total=None)
        for some in batched(keys, _BATCH):
            for sha256s in pool.map(lambda key: history.versions(tenant, key), some):
                replay.add(sha256s)
            progress.advance(task, len(some))
    _queue(tenant, period, replay, dry_run)


@app.command("mailbox")
def whole_mailbox(tenant: str, mailbox_id: str) -> None:
    """Read a mailbox again, from its first mail: as after mails that were given up unread.

    What it brought before is recognised, so nothing is registered twice.
    """
    connect()
    found = existing_mailbox(tenant, mailbox_id)
    told(tenant, Action.REPLAY_REQUESTED, mailbox_id)
    renewed = found.model_copy(update={"revision": uuid4().hex})
    bootstrap.mailboxes().resume(renewed, instead_of=found.revision, elsewhere=True)
    typer.echo(f"A próxima leitura de {mailbox_id} recomeça do primeiro e-mail.")


def _issued(tenant: str, period: str) -> Iterator[str]:
    query, cursor = DocumentQuery(period=parse_period(period)), None
    while True:
        page, cursor = bootstrap.catalog().documents(tenant, query, 200, cursor)
        yield from (each["access_key"] for each in page)
        if not cursor:
            return


def _of_mails(tenant: str, what: str, mails: Iterable[dict[str, object]], dry_run: bool) -> None:
    replay = Replay()
    with Progress(console=_SCREEN) as progress:
        task = progress.add_task(_READING, total=None)
        for mail in mails:
            replay.add_mail(mail, PARTS_SHOWN)
            progress.advance(task)
    # A batch that is read again puts nothing new in the inbox: what it held is asked for here.
    names = [(tenant, sha256) for sha256 in replay.blobs]
    for name, outcome in SettledBlobs(bootstrap.table()).outcomes(names).items():
        if outcome == Outcome.UNPACKED:
            replay.add(blobs_inside(bootstrap.archive().get(*name)[0]))
    _queue(tenant, what, replay, dry_run)


def _queue(tenant: str, what: str, replay: Replay, dry_run: bool) -> None:
    typer.echo(f"Arquivos a reler: {len(replay.blobs)}.")
    if replay.refused:
        typer.echo(f"Não se abriram ao chegar, e não há o que reler: {replay.refused}.")
    if replay.cut:
        typer.echo(
            f"E-mails de que o registro só guarda os primeiros {PARTS_SHOWN} anexos: {replay.cut}."
        )
    if dry_run:
        typer.echo("Nada foi posto na fila (--dry-run).")
        return
    told(tenant, Action.REPLAY_REQUESTED, what, files=str(len(replay.blobs)))
    with Progress(console=_SCREEN) as progress:
        task = progress.add_task("Pondo na fila", total=len(replay.blobs))
        for sha256s in batched(replay.blobs, _BATCH):
            progress.advance(task, bootstrap.inbox_queue().send(tenant, sha256s))
    typer.echo("Postos na fila; os documentos mudam em instantes.")

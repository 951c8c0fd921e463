"""``malote-admin quarantine``."""

from typing import Annotated

import typer

from malote import bootstrap
from malote.adapters import keys
from malote.admin.stack import connect
from malote.admin.trail import told
from malote.audit import Action
from malote.documents.quarantine import retryable

app = typer.Typer(
    rich_markup_mode=None, no_args_is_help=True, help="Quarantine: what could not be registered."
)


@app.callback()
def _quarantine() -> None: ...


@app.command("retry")
def retry_command(
    tenant: str,
    code: Annotated[str | None, typer.Option(help="Only what waits under this code.")] = None,
) -> None:
    """Read again what waits in a tenant's quarantine, as after an update of Malote."""
    connect()
    told(keys.checked(tenant), Action.QUARANTINE_RETRIED, code or "todos")
    typer.echo(f"{retry(tenant, code)} documentos na fila para releitura.")


def retry(tenant: str, code: str | None) -> int:
    """Queue the readable blobs of a quarantine for parse_xml. Returns how many."""
    queued, cursor = 0, None
    while True:
        items, cursor = bootstrap.catalog().quarantine(tenant, 100, cursor)
        wanted = [
            item["blob_id"] for item in items if code in (None, item["code"]) and retryable(item)
        ]
        queued += bootstrap.inbox_queue().send(tenant, wanted)
        if not cursor:
            return queued

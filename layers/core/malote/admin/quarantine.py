"""``malote-admin quarantine``."""

import json
from itertools import batched
from typing import Annotated

import typer

from malote import bootstrap
from malote.adapters import keys
from malote.adapters.aws import client
from malote.admin.stack import connect, outputs
from malote.errors import FiscalError, known_codes

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
    typer.echo(f"{retry(keys.checked(tenant), code)} documentos relidos.")


def retry(tenant: str, code: str | None) -> int:
    """Queue the readable blobs of a quarantine for parse_xml, as S3 would. Returns how many."""
    queued, cursor = 0, None
    while True:
        items, cursor = bootstrap.catalog().quarantine(tenant, 100, cursor)
        # What could not even be opened is not in the inbox, and would fail the same way.
        wanted = [
            keys.inbox(tenant, item["blob_id"])
            for item in items
            if code in (None, item["code"]) and issubclass(known_codes()[item["code"]], FiscalError)
        ]
        for batch in batched(wanted, 10):
            bodies = [json.dumps({"Records": [{"s3": {"object": {"key": key}}}]}) for key in batch]
            answer = client("sqs").send_message_batch(
                QueueUrl=outputs()["InboxQueueUrl"],
                Entries=[{"Id": str(n), "MessageBody": body} for n, body in enumerate(bodies)],
            )
            queued += len(answer["Successful"])
        if not cursor:
            return queued

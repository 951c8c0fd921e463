"""Waiting for the mails to become documents, and showing what they became."""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from local.cloud import Cloud
from local.demo.mails import Mail
from local.demo.tenants import TENANTS, Tenant
from malote.exports.names import KIND_NAMES

_PATIENCE = 170  # seconds: two firings of the demo's schedule, and some
_STATUSES = {"returned": "Retornada", "accepted": "Aceita", "cancelled": "Cancelada"}
_VERDICTS = {
    "valid": "válida", "untrusted_chain": "de cadeia desconhecida", "tampered": "não confere",
    "absent": "não há", "unsupported": "não verificável",
}  # fmt: skip


class TooSlow(Exception):
    """Not everything arrived in time."""


def read_all(cloud: Cloud, token: str, path: str) -> list[dict[str, Any]]:
    """Every item of a list, page by page, as a tenant's program reads it."""
    items: list[dict[str, Any]] = []
    cursor = ""
    while True:
        status, page = cloud.call("GET", f"{path}?limit=50{cursor}", token)
        if status != 200:
            raise RuntimeError(f"GET {path}: {status} {page}")
        items += page["items"]
        if not page["next_cursor"]:
            return items
        cursor = f"&cursor={page['next_cursor']}"


def wait(cloud: Cloud, tokens: Mapping[str, str], sent: Sequence[Mail], console: Console) -> None:
    """Watch the API until everything that was sent is there. Raises TooSlow."""
    expected = {
        tenant.name: sum(len(m.documents) + m.quarantined for m in _first(sent, tenant))
        for tenant in TENANTS
    }
    columns = (
        TextColumn("  {task.description:<28}"), BarColumn(30), MofNCompleteColumn(),
        TimeElapsedColumn(),
    )  # fmt: skip
    sent_at = datetime.now(UTC)
    deadline = time.monotonic() + _PATIENCE
    with Progress(*columns, console=console) as progress:
        bars = {
            name: progress.add_task(f"{name}: a agenda ainda não disparou", total=total)
            for name, total in expected.items()
        }
        while not progress.finished:
            if time.monotonic() > deadline:
                raise TooSlow("nem tudo chegou; veja os logs em .local/run")
            time.sleep(0.5)
            for name, bar in bars.items():
                result = cloud.call("GET", "/mailboxes", tokens[name])[1]["items"][0]["last_result"]
                if not result or datetime.fromisoformat(result["at"]) < sent_at:
                    continue
                said = result["message"] or f"{result['mails']} e-mails lidos"
                there = [
                    len(read_all(cloud, tokens[name], p)) for p in ("/documents", "/quarantine")
                ]
                progress.update(bar, description=f"{name}: {said}", completed=sum(there))


def _first(sent: Sequence[Mail], tenant: Tenant) -> list[Mail]:
    """The tenant's mails, each document counted where it comes first."""
    seen: frozenset[str] = frozenset()
    mails = []
    for mail in sent:
        if mail.to == tenant.mailbox:
            new = mail.documents - seen
            seen |= mail.documents
            mails.append(Mail(mail.to, mail.shape, mail.message, new, mail.quarantined))
    return mails


def show(cloud: Cloud, tokens: Mapping[str, str], console: Console) -> None:
    """The table of what was registered, and of what was not and why."""
    for tenant in TENANTS:
        token = tokens[tenant.name]
        table = Table(
            "tipo", "número", "emitente", "total R$", "situação", "assinatura", "veio em",
            "segundos",
            title=f"\nDocumentos de {tenant.legal_name}", title_justify="left",
        )  # fmt: skip
        for header in read_all(cloud, token, "/documents"):
            detail = cloud.call("GET", f"/documents/{header['access_key']}", token)[1]
            if all(source["kind"] == "sefaz" for source in detail["sources"]):
                continue  # of an earlier demo
            table.add_row(
                KIND_NAMES[header["kind"]], str(header["number"]), header["issuer_name"],
                header["total_amount"], _STATUSES[header["status"]],
                _VERDICTS[header["signature"]["verdict"]], _origins(detail["sources"]),
                _seconds(detail),
            )  # fmt: skip
        console.print(table)
        table = Table("por quê", "o que fazer", "veio em", title="Quarentena", title_justify="left")
        for item in read_all(cloud, token, "/quarantine"):
            table.add_row(f"{item['message']}", item["action"], _origins(item["sources"]))
        console.print(table)


def _origins(sources: Sequence[Mapping[str, Any]]) -> str:
    """The mails' subjects, in the order of arrival, each with how often it came."""
    counts = Counter(source["subject"] or source["kind"] for source in sources)
    return "\n".join(f"{subject} ×{n}" if n > 1 else subject for subject, n in counts.items())


def _seconds(detail: Mapping[str, Any]) -> str:
    """From the first mail's arrival to the registration."""
    arrived = min(datetime.fromisoformat(source["received_at"]) for source in detail["sources"])
    registered = datetime.fromisoformat(detail["registered_at"])
    return f"{(registered - arrived).total_seconds():.0f}"

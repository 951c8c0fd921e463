"""SEFAZ's stand-in distributes notes; one is acknowledged, and comes whole."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from local.cloud import Cloud
from local.demo.accounts import ask
from local.demo.tenants import TENANTS
from local.demo.waiting import until
from local.sefaz.control import Control

_TAX_ID = TENANTS[0].branch
_NOTES = 60  # a page and some


def show(cloud: Cloud, token: str, control_url: str, console: Console) -> None:
    """With the A1 that was installed before: distribution, awareness, the note itself."""
    console.print("\nSEFAZ (simulada, com TLS mútuo), com o A1 instalado acima", soft_wrap=True)
    keys = Control(control_url).add_notes(_TAX_ID, _NOTES)
    settings = ask(cloud, "GET", f"/sefaz/settings/{_TAX_ID}", token)
    wanted = {
        "certificate_type": "A1", "environment": "production", "automatic": True,
        "acknowledges": False, "revision": settings["revision"],
    }  # fmt: skip
    ask(cloud, "PUT", f"/sefaz/settings/{_TAX_ID}", token, wanted)
    _distribution(until(cloud, token, _feed_path(), _rests)["items"][0], console)
    one = keys[0]
    manifestation = {
        "type": "manifestation", "tax_id": _TAX_ID, "manifestation": "awareness",
        "access_keys": [one],
    }  # fmt: skip
    answered = _ask_sefaz(cloud, token, manifestation)["documents"][0]
    console.print(
        f"· Ciência de {one}: {answered['status_name']}, protocolo {answered['protocol']}"
    )
    found = _ask_sefaz(cloud, token, {"type": "key", "tax_id": _TAX_ID, "access_key": one})
    console.print(f"· Consulta pela chave: {found['meaning']} Agora a nota veio inteira:")
    _note(until(cloud, token, f"/documents/{one}", lambda it: it["record"] == "document"), console)
    _deadlines(ask(cloud, "GET", "/sefaz/deadlines?limit=3", token), console)


def _feed_path() -> str:
    return f"/sefaz/nsu?tax_id={_TAX_ID}&service=nfe"


def _rests(page: Mapping[str, Any]) -> bool:
    return bool(page["items"]) and page["items"][0]["rests_until"] is not None


def _distribution(feed: Mapping[str, Any], console: Console) -> None:
    until_when = datetime.fromisoformat(feed["rests_until"]).astimezone()
    console.print(
        f"· Distribuição de NF-e até o NSU {feed['position']} de {feed['highest']};"
        f" a próxima às {until_when:%H:%M}: {feed['why']}",
        soft_wrap=True,
    )


def _ask_sefaz(cloud: Cloud, token: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
    made = ask(cloud, "POST", "/sefaz/requests", token, asked)
    path = f"/sefaz/requests/{made['id']}"
    return until(cloud, token, path, lambda it: it["status"] in {"done", "refused", "failed"})


def _note(document: Mapping[str, Any], console: Console) -> None:
    sources = ", ".join(sorted({each["kind"] for each in document["sources"]}))
    console.print(
        f"    nº {document['number']}, {document['issuer_name']}, R$ {document['total_amount']},"
        f" assinatura {document['signature']['verdict']}, fonte: {sources}",
        soft_wrap=True,
    )


def _deadlines(page: Mapping[str, Any], console: Console) -> None:
    title = "Notas que esperam manifestação, as primeiras a vencer"
    table = Table("chave", "emitente", "R$", "prazo", title=title, title_justify="left")
    for each in page["items"]:
        until_when = datetime.fromisoformat(each["until"])
        left = f"{until_when:%d/%m/%Y} ({each['days_left']} dias)"
        table.add_row(each["access_key"], each["issuer_name"], each["total_amount"], left)
    console.print(table)

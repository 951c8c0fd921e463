"""What people do with a document: decide, print it, and pack the month for the accountant."""

import json
import time
from pathlib import Path
from urllib.request import urlopen

from rich.console import Console

from local.cloud import Cloud
from local.demo import supplier
from local.demo.report import TooSlow
from local.paths import LOCAL

PAPERS = LOCAL / "demo"
_MONTH = "2026-11"  # of the supplier's NF-e
_PATIENCE = 60  # seconds


def show(cloud: Cloud, token: str, console: Console) -> None:
    """Accept the supplier's NF-e, and save its DANFE and the month's package. Raises TooSlow."""
    path = f"/documents/{supplier.access_key()}"
    note = json.dumps({"status": "accepted", "note": "Conferida com o pedido 12"}).encode()
    cloud.call("PATCH", path, token, note, {"Content-Type": "application/json"})
    found = cloud.call("GET", path, token)[1]
    console.print(f"\nNF-e {found['number']}, {found['issuer_name']}: {found['note']}")
    details = found["content"]["details"]
    for item in details["items"]:
        console.print(
            f"  {item['quantity']} {item['unit']}  {item['description']}  R$ {item['total_amount']}"
        )
    for due in details["instalments"]:
        console.print(f"  parcela {due['number']}, vence em {due['due_date']}: R$ {due['amount']}")

    danfe = cloud.call("GET", f"{path}/pdf", token)[1]
    console.print(f"DANFE: {_save(danfe['url'], 'danfe.pdf')}")
    for link in _package(cloud, token)["links"]:
        console.print(f"Pacote do contador: {_save(link['url'], link['name'])}")


def _package(cloud: Cloud, token: str) -> dict[str, list[dict[str, str]]]:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        status, package = cloud.call("GET", f"/documents/export?month={_MONTH}", token)
        if status == 200:
            return package
        time.sleep(1)
    raise TooSlow("o pacote do mês não ficou pronto; veja os logs em .local/run")


def _save(url: str, name: str) -> Path:
    PAPERS.mkdir(parents=True, exist_ok=True)
    file = PAPERS / name
    with urlopen(url, timeout=30) as answer:
        file.write_bytes(answer.read())
    return file.relative_to(LOCAL.parent)

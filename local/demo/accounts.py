"""What tenants do about their e-mail: a mailbox to read, an account to send through, a test."""

import json
from collections.abc import Mapping
from typing import Any

from rich.console import Console

from local.cloud import Cloud
from local.demo.tenants import SENDER, TENANTS

_STEPS = {"ok": "[green]✓[/]", "failed": "[red]✗[/]", "skipped": "·"}


def set_up(
    cloud: Cloud,
    tokens: Mapping[str, str],
    passwords: Mapping[str, str],
    ports: Mapping[str, int],
    console: Console,
) -> None:
    """Each tenant's mailbox, and the first one's account, tried with a wrong password before."""
    for tenant in TENANTS:
        box = {
            "id": "notas", "host": "localhost", "port": ports["imap"], "security": "tls",
            "username": tenant.mailbox, "password": passwords[tenant.mailbox],
        }  # fmt: skip
        ask(cloud, "POST", "/mailboxes", tokens[tenant.name], box, known=409)
    first = TENANTS[0]
    account = {
        "branch": first.branch, "host": "localhost", "port": ports["smtp"],
        "security": "starttls", "from_address": SENDER, "display_name": first.legal_name,
        "username": SENDER,
    }  # fmt: skip
    wrong = {**account, "password": "senha-antiga", "to": SENDER}
    tested = ask(cloud, "POST", "/mail-settings/test", tokens[first.name], wrong)
    console.print(f"· Teste da conta {SENDER} com a senha antiga: {_steps(tested)}", soft_wrap=True)
    said = tested["server_said"]
    console.print(f"    {tested['message']} O servidor disse: “{said}”.", soft_wrap=True)
    console.print(f"    {tested['cause']} {tested['action']}", soft_wrap=True)
    right = {**account, "password": passwords[SENDER]}
    saved = ask(cloud, "PUT", "/mail-settings", tokens[first.name], right)
    console.print(f"· E com a certa: {_steps(saved['report'])} {saved['report']['message']}")


def ask(
    cloud: Cloud, method: str, path: str, token: str, body: object = None, known: int = 0
) -> dict[str, Any]:
    """What the API answers. Raises RuntimeError unless it worked, or answered ``known``."""
    told = {"Content-Type": "application/json"}
    sent = None if body is None else json.dumps(body).encode()
    status, answer = cloud.call(method, path, token, sent, told)
    if status >= 300 and status != known:
        raise RuntimeError(f"{method} {path}: {status} {answer}")
    return answer


def _steps(report: Mapping[str, Any]) -> str:
    return " ".join(f"{_STEPS[each['status']]} {each['step']}" for each in report["steps"])

"""What a tenant's admin does with certificates: install, change, renew, look at the history."""

import secrets
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from rich.console import Console
from rich.table import Table

from local.cloud import Cloud, admin
from local.demo.accounts import ask
from local.demo.authority import pfx
from local.demo.tenants import TENANTS
from malote.certificates.models import Binding
from malote.certificates.remark_views import BindingResult
from malote.certificates.words import module_of
from malote.tax_id import formatted

_COMPANY = TENANTS[0]
_LICENSED = ("billing", "cte_receipt", "sefaz")
_MODULES = {"billing": {"state_registration": "244123456110"}, "sefaz": {}}


def show(cloud: Cloud, token: str, console: Console) -> None:
    """Each step by the API, as a program of the company's would do it."""
    admin(cloud, "tenant", "license", _COMPANY.name, *_LICENSED)
    _forget_the_last_demo(cloud, token)
    _set_up_branch(cloud, token)
    password = secrets.token_urlsafe(9)
    asked = _bindings("billing", "cte_receipt", "sefaz")
    first = {"password": password, "bindings": asked, **_file("a1-2026.pfx", 25, password)}
    console.print(f"\nCertificados de {_COMPANY.legal_name}, pela API")
    _check(cloud, token, {**first, "password": "senha-antiga"}, console)
    installed = ask(cloud, "POST", "/certificates", token, first)
    _told("Instalado", installed, console)
    one = installed["certificate"]
    change = {"bindings": _bindings("billing", "sefaz", homologation=True)}
    path = f"/certificates/{one['id']}"
    edited = ask(cloud, "PUT", path, token, {**change, "revision": one["revision"]})
    _told("Alterado", edited, console)
    new = {"password": password, "renews": one["id"], **_file("a1-2027.pfx", 365, password)}
    renewed = ask(cloud, "POST", "/certificates", token, new)
    _told("Renovado", renewed, console)
    proof = ask(cloud, "POST", f"/certificates/{renewed['certificate']['id']}/test", token)
    console.print(f"· Teste do que está guardado: {proof['message']}")
    _list(cloud, token, console)
    _history(cloud, token, console)


def _forget_the_last_demo(cloud: Cloud, token: str) -> None:
    for each in _items(cloud, token, "/certificates"):
        ask(cloud, "DELETE", f"/certificates/{each['id']}?confirm=true", token)


def _set_up_branch(cloud: Cloud, token: str) -> None:
    branch = {"tax_id": _COMPANY.branch, "name": "Matriz", "state": "SP", "modules": _MODULES}
    ask(cloud, "POST", "/branches", token, branch, known=409)


def _file(name: str, days: int, password: str) -> dict[str, str]:
    content = pfx("ALIMENTOS LTDA", _COMPANY.branch, days, password)
    return {"file_name": name, "file": b64encode(content).decode()}


def _bindings(*modules: str, homologation: bool = False) -> list[dict[str, str]]:
    environments = ("production", "homologation") if homologation else ("production",)
    return [
        {"branch": _COMPANY.branch, "module": module, "environment": environment}
        for module in modules
        for environment in environments
    ]


def _check(cloud: Cloud, token: str, asked: Mapping[str, Any], console: Console) -> None:
    report = ask(cloud, "POST", "/certificates/check", token, asked)
    said = f"{report['message']} {report['action']}"
    console.print(f"· Conferido com a senha errada: {said}", soft_wrap=True)


def _told(what: str, saved: Mapping[str, Any], console: Console) -> None:
    view = saved["certificate"]
    console.print(
        f"· {what}: {view['file_name']}, “{view['status_name']}”, {_served(view['bindings'])}",
        soft_wrap=True,
    )
    for each in map(BindingResult.model_validate, saved["results"]):
        if not each.bound:
            console.print(f"    {module_of(each)} não: {each.message} {each.action}")


def _list(cloud: Cloud, token: str, console: Console) -> None:
    table = Table("titular", "CNPJ", "vence em", "situação", "serve a", title_justify="left")
    for each in _items(cloud, token, "/certificates"):
        until = f"{datetime.fromisoformat(each['expires_at']):%d/%m/%Y} ({each['days_left']} dias)"
        table.add_row(
            each["holder"], formatted(each["tax_id"]), until, each["status_name"],
            _served(each["bindings"]),
        )  # fmt: skip
    console.print(table)


def _history(cloud: Cloud, token: str, console: Console) -> None:
    title = "Histórico, o mais recente primeiro"
    table = Table("quando", "o quê", "pedido", "antes", "depois", title=title, title_justify="left")
    table.add_column("observações", overflow="fold")
    for row in ask(cloud, "GET", "/certificates/history?limit=4", token)["items"]:
        at = datetime.fromisoformat(row["at"]).astimezone()
        served = [_served(row[part]) for part in ("asked", "before", "after")]
        remarks = "\n".join(remark["text"] for remark in row["remarks"])
        table.add_row(f"{at:%H:%M:%S}", row["action_name"], *served, remarks)
    console.print(table)


def _items(cloud: Cloud, token: str, path: str) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = ask(cloud, "GET", path, token)["items"]
    return items


def _served(bindings: Iterable[Mapping[str, str]]) -> str:
    return ", ".join(module_of(Binding.model_validate(each)) for each in bindings) or "nada"

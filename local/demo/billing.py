"""A Bolix from its issue to the ledger: Efí's stand-in is paid, and tells of it."""

import json
import urllib.request
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from rich.console import Console
from rich.table import Table

from local.cloud import Cloud
from local.demo.accounts import ask
from local.demo.tenants import CUSTOMER, TENANTS
from local.demo.waiting import until
from malote.clock import BRASILIA

CLIENT = "Client_Id_da_demonstracao"
_ACCOUNT = "efi"
_NAMES = {"receipt": "recebimento", "entry": "entrada na conta", "fee": "tarifa"}


def show(cloud: Cloud, token: str, efi: str, client_secret: str, console: Console) -> None:
    """Issue one, send it by e-mail, pay it at the stand-in, and show what was booked."""
    account = _account(cloud, token, client_secret)
    base = str(account["webhook_url"]).partition("/webhooks/")[0]
    _control(efi, "reach", {"base": base, "here": cloud.api_url})
    console.print(f"\nCobrança pela Efí (simulada em {efi}), no ambiente de teste", soft_wrap=True)
    charge = ask(cloud, "POST", "/billing/charges", token, _wanted())
    console.print(
        f"· Bolix de R$ {charge['amount']} emitido (“{charge['status']}” na Efí), vence em"
        f" {charge['due_date']}, linha digitável {charge['barcode']}",
        soft_wrap=True,
    )
    attached = {"attachments": [{"kind": "charge", "id": charge["id"]}]}
    mail = ask(cloud, "POST", "/messages", token, attached)
    sent = until(cloud, token, f"/messages/{mail['id']}", lambda mail: mail["status"] == "sent")
    console.print(f"· Enviado com o boleto para {sent['to'][0]}: “{sent['subject']}”")
    _control(efi, "pay", {"charge_id": charge["efi_id"]})
    path = f"/billing/charges/{charge['id']}"
    paid = until(cloud, token, path, lambda one: len(one["entries"]) == 3)
    console.print("· Pago na Efí, que avisou; o Malote perguntou a ela e lançou:")
    table = Table("o quê", "convênio", "histórico", "valor R$", title_justify="left")
    for each in sorted(paid["entries"], key=lambda each: [*_NAMES].index(each["kind"])):
        table.add_row(_NAMES[each["kind"]], each["agreement"], each["history_code"], each["amount"])
    console.print(table)


def _account(cloud: Cloud, token: str, client_secret: str) -> Mapping[str, Any]:
    wanted = {
        "id": _ACCOUNT, "name": "Efí da matriz", "client_id": CLIENT,
        "client_secret": client_secret, "agreement": "0-Carteira", "fee": "2.50",
        "history_codes": {"receipt": "101", "entry": "201", "fee": "301"},
        "told": [TENANTS[0].user],
    }  # fmt: skip
    ask(cloud, "POST", "/billing/accounts", token, wanted, known=409)
    return ask(cloud, "GET", f"/billing/accounts/{_ACCOUNT}", token)


def _wanted() -> dict[str, object]:
    now = datetime.now(BRASILIA)  # in the name of what is bought: Efí refuses a third like it
    return {
        "account": _ACCOUNT, "method": "bolix",
        "customer": {"name": "Mercado Modelo Ltda", "tax_id": "11222333000181", "email": CUSTOMER},
        "items": [{"name": f"Pedido de {now:%d/%m/%Y %H:%M:%S}", "amount": "149.90"}],
        "due_date": f"{now + timedelta(days=10):%Y-%m-%d}",
    }  # fmt: skip


def _control(efi: str, name: str, arguments: Mapping[str, object]) -> None:
    request = urllib.request.Request(
        f"{efi}/_control/{name}", json.dumps(arguments).encode(), method="POST"
    )
    with urllib.request.urlopen(request, timeout=30):
        pass

"""An imported NF-e goes to a customer by the tenant's own account, and arrives."""

import imaplib
import ssl
import time
from collections.abc import Mapping
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from rich.console import Console
from rich.table import Column, Table

from local.cloud import Cloud
from local.demo.accounts import ask
from local.demo.report import TooSlow
from local.demo.tenants import CUSTOMER, SENDER, TENANTS

NOTE = "35180834128745000152550010000474281920007498"
_PATIENCE = 60  # seconds
_STATUSES = {"sent": "enviada", "failed": "não enviada", "uncertain": "sem confirmação"}


def show(cloud: Cloud, token: str, password: str, port: int, ca: Path, console: Console) -> None:
    """Send it with its DANFE, wait, and look into the customer's mailbox. Raises TooSlow."""
    wanted = {
        "branch": TENANTS[0].branch, "to": [CUSTOMER], "template": "nfe",
        "attachments": [{"kind": kind, "document": NOTE} for kind in ("xml", "pdf")],
    }  # fmt: skip
    sent_id = ask(cloud, "POST", "/messages", token, wanted)["id"]
    sent = _settled(cloud, token, sent_id)
    tried = sent["attempts"][-1]
    console.print(
        f"\nNF-e e DANFE para {CUSTOMER}, pela conta de {SENDER}: {_STATUSES[sent['status']]}."
        f" O servidor disse: “{tried['server_said']}”",
        soft_wrap=True,
    )
    arrived = _arrived(password, port, ca, sent["mime_id"])
    table = Table(
        "de", "assunto", Column("anexos", overflow="fold"),
        title=f"Na caixa de {CUSTOMER}", title_justify="left",
    )  # fmt: skip
    files = [
        f"{part.get_filename()}, {len(cast('bytes', part.get_payload(decode=True))) / 1e3:.0f} KB"
        for part in arrived.iter_attachments()
    ]
    table.add_row(str(arrived["From"]), str(arrived["Subject"]), "\n".join(files))
    console.print(table)


def _settled(cloud: Cloud, token: str, message_id: str) -> Mapping[str, Any]:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        message = cloud.call("GET", f"/messages/{message_id}", token)[1]
        if message["status"] not in {"queued", "sending"}:
            return message
        time.sleep(0.5)
    raise TooSlow("a mensagem não saiu; veja os logs em .local/run")


def _arrived(password: str, port: int, ca: Path, mime_id: str) -> EmailMessage:
    context = ssl.create_default_context(cafile=str(ca))
    with imaplib.IMAP4_SSL("localhost", port, ssl_context=context) as imap:
        imap.login(CUSTOMER, password)
        imap.select("INBOX", readonly=True)
        found = imap.search(None, "ALL")[1][0].split()
        for uid in reversed(found):
            raw = cast("Any", imap.fetch(uid, "(BODY.PEEK[])")[1][0])[1]
            mail = message_from_bytes(raw, policy=policy.default)
            if mail["Message-ID"] == mime_id:
                return mail
    raise RuntimeError(f"{mime_id} is not in the mailbox of {CUSTOMER}")

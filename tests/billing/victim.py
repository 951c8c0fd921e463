"""The worker that applies histories, as a process that may die.

``python -m tests.billing.victim <socket>``; where the stand-in is, EFI_URL says.
"""

import os
import socket
import ssl
import sys
from functools import partial
from typing import Any

from pydantic import SecretStr

from malote.adapters import aws
from malote.adapters.billing_accounts import BillingAccountItems
from malote.adapters.charge_book import ChargeItems
from malote.adapters.differences import DifferenceItems
from malote.adapters.efi import EfiClient, asking
from malote.adapters.https import Answer, Sent, exchange
from malote.adapters.quota import QuotaItems
from malote.adapters.table import Table
from malote.billing.applying import Applier
from malote.billing.queued import Told
from malote.billing.reconcile import BillingReconciler
from malote.billing.remote import EfiSecret
from tests.crash.boundaries import Boundaries
from tests.crash.process import Lambda, fork_each
from tests.integration.efi.asking import Secrets

BOUNDARIES = Boundaries()


class AnySecret(Secrets):
    """All accounts of the stand-in have the same."""

    def read(self, name: str) -> EfiSecret:
        return EfiSecret(SecretStr("secret"))


def load() -> None:
    """What a warm process has in memory; nothing of it is connected to anything."""
    BOUNDARIES.watch_aws(_purpose)
    aws.client("dynamodb")

    def watched(sent: Sent, tls: ssl.SSLContext, deadline: float) -> Answer:
        path = "history" if "/notification/" in sent.url else "other"
        BOUNDARIES.cross(f"efi {path} before")
        answer = exchange(sent, tls, deadline)
        BOUNDARIES.cross(f"efi {path} after")
        return answer

    vars(asking)["exchange"] = watched


def serve(line: socket.socket) -> None:
    """One process, until its driver hangs up."""
    table = Table(os.environ["TABLE_NAME"])
    efi = EfiClient(AnySecret(), QuotaItems(table), os.environ["EFI_URL"])
    accounts, book = BillingAccountItems(table), ChargeItems(table)
    applier = Applier(accounts, book, efi)
    reconciler = BillingReconciler(accounts, book, efi, DifferenceItems(table))
    functions = {"apply": partial(_apply, applier), "compare": partial(_compare, reconciler)}
    Lambda(line, BOUNDARIES).serve(functions)


def _apply(applier: Applier, event: dict[str, Any], _context: Any) -> int:
    """How many entries that booked."""
    return applier.apply(Told.model_validate(event)).entries


def _compare(reconciler: BillingReconciler, event: dict[str, Any], _context: Any) -> int:
    account = reconciler.accounts.get(event["tenant"], event["account_id"])
    assert account
    return reconciler.reconcile(account).mended


def _purpose(operation: str, params: dict[str, Any]) -> str:
    """A transaction is named by what it writes; all else by its key's kind."""
    if operation == "TransactWriteItems":
        return "with entries" if "LEDGER" in repr(params) else "of a charge"
    if operation == "GetItem":
        return "pointer" if "#EFI" in repr(params) or "CHARGE#" in repr(params) else "item"
    return ""


if __name__ == "__main__":
    load()
    fork_each(socket.socket(fileno=int(sys.argv[1])), serve)

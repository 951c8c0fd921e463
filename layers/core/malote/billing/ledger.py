"""What a payment books: entries that are only ever added."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from malote.billing.accounts import BillingEnvironment

Source = Literal["notification", "pix", "reconciliation", "by_hand"]
"""How Malote learned of something."""


class EntryKind(StrEnum):
    """``receipt`` settles the document, ``entry`` credits the account, ``fee`` is Efí's."""

    RECEIPT = "receipt"
    ENTRY = "entry"
    FEE = "fee"


class LedgerEntry(BaseModel):
    """``amount`` is signed, in reais: a fee is below zero, and so is the reversal of a credit.

    ``entry_id`` names the charge, which of its payments, the kind and whether it is a reversal: so
    the same thing is never booked twice. ``at`` is when the money moved, ``booked_at`` when it was
    written.
    """

    model_config = ConfigDict(frozen=True)

    tenant: str
    entry_id: str
    account_id: str
    environment: BillingEnvironment
    agreement: str
    kind: EntryKind
    reversal: bool = False
    history_code: str
    amount: Decimal
    at: datetime
    booked_at: datetime
    charge_id: str
    source: Source

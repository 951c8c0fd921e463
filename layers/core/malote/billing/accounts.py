"""A tenant's account at Efí, and how what it brings is booked."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from malote.addresses import Address
from malote.billing.money import Amount

ACCOUNT_ID = "^[a-z0-9][a-z0-9-]{0,39}$"
"""Its form; a tenant chooses it."""

WEBHOOK_ID = "^[0-9a-f]{32}$"

Label = Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f\x7f]+$")]


class BillingEnvironment(StrEnum):
    """Efí's own two: what is issued in ``test`` is never paid with money."""

    TEST = "test"
    PRODUCTION = "production"


class HistoryCodes(BaseModel):
    """Under which codes a payment is booked: what settles the document, the credit, the fee."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    receipt: Label
    entry: Label
    fee: Label


class BillingAccount(BaseModel):
    """An application at Efí, with the settings of its tenant.

    ``secret_name`` leads to the client secret and the Pix certificate; ``webhook_id`` is the part
    of the webhook's address that nobody can guess. ``agreement`` is the convênio, ``fee`` what
    each paid document costs in reais. ``told`` are the users who learn of errors. ``proven_at``:
    when the first notification of a charge issued in test was applied. ``revision`` is new with
    every change by a user.
    """

    model_config = ConfigDict(frozen=True)

    tenant: str
    account_id: str = Field(pattern=ACCOUNT_ID)
    name: Label
    environment: BillingEnvironment = BillingEnvironment.TEST
    active: bool = True
    client_id: str
    secret_name: str
    webhook_id: str = Field(pattern=WEBHOOK_ID)
    agreement: Label
    fee: Amount
    history_codes: HistoryCodes
    told: tuple[Address, ...] = ()
    pix_key: str | None = None
    pix_proof: Literal["mtls", "hmac"] = "mtls"
    proven_at: datetime | None = None
    created_at: datetime
    revision: str

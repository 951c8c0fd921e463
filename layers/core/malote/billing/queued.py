"""What waits in the billing queues: a hint that something is to be asked of Efí, no more."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from malote.billing.accounts import WEBHOOK_ID

Reference = Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$")]
"""Efí's notification token, or a Pix's endToEndId."""


class Told(BaseModel):
    """Somebody posted this to an account's webhook; nothing of it is believed."""

    model_config = ConfigDict(frozen=True)

    webhook_id: str = Field(pattern=WEBHOOK_ID)
    kind: Literal["charge", "pix"]
    reference: Reference


class ToCompare(BaseModel):
    """An account's charges are to be compared with Efí's."""

    model_config = ConfigDict(frozen=True)

    tenant: str
    account_id: str


class ToIssue(BaseModel):
    """A charge or carnê is to be issued, or looked for."""

    model_config = ConfigDict(frozen=True)

    tenant: str
    kind: Literal["charge", "carnet"]
    id: str

"""Accounts at Efí as the API shows them: never a secret, nor where one is kept."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Literal, Self

from pydantic import BaseModel

from malote.billing import webhooks
from malote.billing.accounts import BillingAccount, BillingEnvironment, HistoryCodes


class BillingAccountView(BaseModel):
    """``proven_at`` is when a notification of a charge issued in test was applied.

    ``client_id`` and ``webhook_url``, where Efí tells of charges, are shown to admins alone.
    """

    id: str
    name: str
    environment: BillingEnvironment
    active: bool
    agreement: str
    fee: Decimal
    history_codes: HistoryCodes
    told: tuple[str, ...]
    pix_key: str | None
    pix_proof: Literal["mtls", "hmac"]
    proven_at: datetime | None
    created_at: datetime
    revision: str
    client_id: str | None = None
    webhook_url: str | None = None

    @classmethod
    def of(cls, account: BillingAccount, base: str | None) -> Self:
        """For an admin with ``base``, where Efí reaches us; for other users with None."""
        admins = {"client_id"} if base is None else set()
        view = cls.model_validate({**account.model_dump(exclude=admins), "id": account.account_id})
        if base is not None:
            view.webhook_url = webhooks.of_charges(base, account)
        return view


class BillingAccountPage(BaseModel):
    """The tenant's accounts."""

    items: list[BillingAccountView]

    @classmethod
    def of(cls, accounts: Iterable[BillingAccount], base: str | None) -> Self:
        """As ``BillingAccountView.of``."""
        return cls(items=[BillingAccountView.of(each, base) for each in accounts])


class BillingAccountDeleted(BaseModel):
    """Malote asks Efí nothing with it any more; its charges and what they booked stay."""

    id: str

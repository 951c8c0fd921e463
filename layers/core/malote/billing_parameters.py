"""Parameters of the routes of billing: their form, and what they mean."""

from typing import Annotated, Literal

from aws_lambda_powertools.event_handler.openapi.params import Path, Query

from malote import tax_id
from malote.billing.accounts import ACCOUNT_ID, BillingEnvironment
from malote.billing.charges import Status
from malote.messages.identity import MESSAGE_ID

_BY_TIME = f"^{MESSAGE_ID}$"

WhenInBrasilia = Annotated[
    str | None,
    Query(
        max_length=21,
        description="When, in Brasília: 2026, 2026-10, 2026-10-05 or first/last, both included",
        examples=["2026-10"],
    ),
]
AccountId = Annotated[
    str, Path(pattern=ACCOUNT_ID, description="An id as /billing/accounts shows it")
]
ChargeId = Annotated[str, Path(pattern=_BY_TIME, description="An id as /billing/charges shows it")]
CarnetId = Annotated[str, Path(pattern=_BY_TIME, description="An id as a parcel names it")]
WebhookId = Annotated[str, Path(description="What only Efí was told")]
Hmac = Annotated[str, Query(description="What only Efí was told, where it shows no certificate")]

OfAccount = Annotated[str | None, Query(pattern=ACCOUNT_ID, description="Of one account at Efí")]
OfChargeStatus = Annotated[Status | None, Query(description="As it stands")]
OfPayer = Annotated[
    str | None, Query(pattern=tax_id.PATTERN, description="To one customer: a CNPJ or CPF, bare")
]
OfCarnet = Annotated[str | None, Query(pattern=_BY_TIME, description="The parcels of one carnê")]
OfCharge = Annotated[str | None, Query(pattern=_BY_TIME, description="What one charge booked")]
OfEnvironment = Annotated[BillingEnvironment, Query(description="Efí's production or its test")]
OfAgreement = Annotated[str | None, Query(max_length=60, description="Under one convênio")]
OfHistoryCode = Annotated[str | None, Query(max_length=60, description="Under one history code")]
AsFormat = Annotated[
    Literal["json", "csv"] | None,
    Query(
        alias="format",
        description="csv is what Excel opens, whole; so does the header Accept: text/csv",
    ),
]

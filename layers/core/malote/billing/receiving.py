"""What is posted to an account's webhook: looked at for its form, queued, and not believed.

What it names is asked of Efí later, with the account's own credentials.
"""

import hmac
import re
from dataclasses import dataclass, field
from typing import Literal
from urllib.parse import parse_qs

from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from malote.billing.accounts import WEBHOOK_ID, BillingAccount
from malote.billing.queued import Reference, Told
from malote.complaints import complaints
from malote.errors import Forbidden, InvalidInput, NotFound
from malote.ports.billing import BillingAccounts, BillingQueues, BillingSecrets

LARGEST = 64 * 1024
"""Bytes; Efí's own are below 1 KB for each Pix."""

_MOST_FIELDS = 10
_REFERENCE = TypeAdapter[str](Reference)


@dataclass(frozen=True, slots=True)
class Posted:
    """``certified``: whoever posted it showed a client certificate that our domain takes.

    ``hmac`` is the query's parameter.
    """

    webhook_id: str
    content_type: str
    body: bytes = field(repr=False)
    hmac: str = field(repr=False)
    certified: bool


class Heard(BaseModel):
    """How many things were queued; none, when the address was only tried."""

    queued: int


class _Pix(BaseModel):
    end_to_end_id: Reference = Field(alias="endToEndId")


class _PixTold(BaseModel):
    pix: list[_Pix] = []


@dataclass(frozen=True, slots=True)
class Door:
    """Where Efí knocks; ``mtls``: our domain asks for client certificates."""

    accounts: BillingAccounts
    secrets: BillingSecrets
    queues: BillingQueues
    mtls: bool

    def hear(self, posted: Posted) -> Heard:
        """Queue what it names, each once.

        Raises InvalidInput, NotFound for an address of no account, Forbidden without its proof.
        """
        kind, references = _named(posted)
        account = self._account(posted.webhook_id)
        if kind == "pix":
            self._demand_proof(account, posted)
        hints = [
            Told(webhook_id=posted.webhook_id, kind=kind, reference=each)
            for each in dict.fromkeys(references)
        ]
        self.queues.told(hints)
        return Heard(queued=len(hints))

    def _account(self, webhook_id: str) -> BillingAccount:
        fit = re.fullmatch(WEBHOOK_ID, webhook_id)
        account = self.accounts.by_webhook(webhook_id) if fit else None
        if account is None:
            raise NotFound
        return account

    def _demand_proof(self, account: BillingAccount, posted: Posted) -> None:
        if account.pix_proof == "hmac":
            known = self.secrets.read(account.secret_name).hmac
            wanted = known.get_secret_value().encode() if known else b""
            given = posted.hmac.encode(errors="replace")
            if not wanted or not hmac.compare_digest(given, wanted):
                raise Forbidden("hmac")
        elif self.mtls and not posted.certified:
            raise Forbidden("mtls")


def _named(posted: Posted) -> tuple[Literal["charge", "pix"], list[str]]:
    """What a body of either form names."""
    if len(posted.body) > LARGEST:
        raise InvalidInput(f"o corpo tem mais de {LARGEST} bytes")
    try:
        match posted.content_type.partition(";")[0].strip().lower():
            case "application/x-www-form-urlencoded":
                return "charge", [_token(posted.body)]
            case "application/json":
                told = _PixTold.model_validate_json(posted.body)
                return "pix", [each.end_to_end_id for each in told.pix]
    except ValidationError as error:
        raise InvalidInput(complaints(map(dict, error.errors()))) from None
    raise InvalidInput("Content-Type: use application/x-www-form-urlencoded ou application/json")


def _token(body: bytes) -> str:
    try:
        fields = parse_qs(body.decode(), max_num_fields=_MOST_FIELDS)
        (token,) = fields["notification"]
    except (ValueError, KeyError):
        raise InvalidInput("notification: falta") from None
    return _REFERENCE.validate_python(token)

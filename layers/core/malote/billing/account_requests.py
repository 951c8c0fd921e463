"""What the API is asked of accounts at Efí."""

import secrets
from base64 import b64decode
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator
from pydantic.config import JsonDict

from malote.addresses import Address
from malote.billing.accounts import ACCOUNT_ID, BillingEnvironment, HistoryCodes, Label
from malote.billing.money import Amount
from malote.billing.remote import EfiSecret
from malote.errors import InvalidInput

_EXAMPLE: JsonDict = {
    "name": "Efí da matriz",
    "client_id": "Client_Id_0123456789abcdef",
    "client_secret": "Client_Secret_…",
    "agreement": "0-Carteira",
    "fee": "2.50",
    "history_codes": {"receipt": "101", "entry": "201", "fee": "301"},
    "told": ["financeiro@empresa.com.br"],
}


def _visible(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if not (text.isascii() and text.isprintable()) or " " in text:
        raise ValueError("tem espaços ou caracteres que a Efí não usa")
    return secret


def _base64(secret: SecretStr) -> SecretStr:
    try:
        b64decode(secret.get_secret_value(), validate=True)
    except ValueError:
        raise ValueError("não é base64") from None
    return secret


_ClientSecret = Annotated[SecretStr, Field(min_length=1, max_length=200), AfterValidator(_visible)]
_Certificate = Annotated[
    SecretStr,
    Field(min_length=1, max_length=48 * 1024, description="The .p12 file from Efí, in base64"),
    AfterValidator(_base64),
]


class BillingAccountRequest(BaseModel):
    """An account's settings, all of them.

    ``agreement`` is the convênio, ``fee`` what Efí keeps of each paid document, in reais. ``told``
    are users' addresses. ``pix_proof``: how Efí proves itself to us, by ``mtls`` or an ``hmac``.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    name: Label
    # RFC 7617 section 2: no colon.
    client_id: Annotated[str, Field(pattern=r"^[\x21-\x39\x3b-\x7e]{1,200}$")]
    client_secret: _ClientSecret | None = None
    agreement: Label
    fee: Amount
    history_codes: HistoryCodes
    told: Annotated[tuple[Address, ...], Field(max_length=20)] = ()
    active: bool = True
    pix_key: Annotated[str, Field(pattern=r"^[^\x00-\x20\x7f]{1,77}$")] | None = None
    pix_proof: Literal["mtls", "hmac"] = "mtls"
    pix_certificate: _Certificate | None = None
    pix_password: Annotated[SecretStr, Field(max_length=200)] | None = None

    @model_validator(mode="after")
    def _pix_is_whole(self) -> Self:
        if self.pix_certificate and not self.pix_key:
            raise ValueError("pix_certificate só serve com pix_key")
        if self.pix_password and not self.pix_certificate:
            raise ValueError("pix_password só serve com pix_certificate")
        return self

    def secret(self, stored: EfiSecret | None) -> EfiSecret:
        """What is given here, else what is ``stored``. Raises InvalidInput if some is missing."""
        client_secret = self.client_secret or (stored and stored.client_secret)
        if not client_secret:
            missing = "falta; o guardado só serve ao client_id e ao ambiente de antes"
            raise InvalidInput(f"client_secret: {missing}")
        pfx, password = (stored.pix_pfx, stored.pix_password) if stored else (None, None)
        if self.pix_certificate:
            pfx = b64decode(self.pix_certificate.get_secret_value())
            password = self.pix_password
        if self.pix_key and not pfx:
            raise InvalidInput("pix_certificate: falta; sem ele a Efí não atende o Pix")
        hmac = (stored and stored.hmac) or SecretStr(secrets.token_hex(32))
        if not self.pix_key:
            return EfiSecret(client_secret, hmac=hmac)
        return EfiSecret(client_secret, pfx, password, hmac)


class NewBillingAccount(BillingAccountRequest):
    """An account to be made, under an id of the tenant's choice; every one begins in test."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"id": "efi", **_EXAMPLE}]})

    id: Annotated[str, Field(pattern=ACCOUNT_ID)]
    environment: Literal["test"] = "test"


class BillingAccountChange(BillingAccountRequest):
    """All that the account is from now on; ``revision`` is of what it was.

    Secret parts may be left out while the stored ones serve: with the same client id, in the same
    environment. ``override`` goes to production although nothing was proven in test.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {**_EXAMPLE, "environment": "production", "override": False, "revision": "7f3a…"}
            ]
        }
    )

    environment: BillingEnvironment
    override: bool
    revision: Annotated[str, Field(min_length=1, max_length=64)]

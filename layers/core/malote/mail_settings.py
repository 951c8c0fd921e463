"""A branch's account to send mail through, as its tenant set it up."""

from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from malote.addresses import Address, HeaderText
from malote.mail_accounts import Auth, Line, Security, fit_for_oauth
from malote.tax_id import PATTERN


class MailSettings(BaseModel):
    """How one branch sends; ``branch`` is its CNPJ or CPF, bare.

    The password or grant is a secret, under ``secret_name``. ``revision`` changes with every
    setting, the secret too; ``paused`` is the code of the error that stopped sending, or None.
    """

    model_config = ConfigDict(frozen=True)

    tenant: str
    branch: str = Field(pattern=PATTERN)
    host: Line
    port: int = Field(default=587, ge=1, le=65535)
    security: Security = "starttls"
    from_address: Address
    display_name: HeaderText = ""
    username: Line
    auth: Auth = Auth.PASSWORD
    secret_name: str
    revision: str = ""
    paused: str | None = None

    @property
    def protocol(self) -> Literal["smtp"]:
        """What it is used for."""
        return "smtp"

    @model_validator(mode="after")
    def _fit_for_oauth(self) -> Self:
        fit_for_oauth(self.auth, self.username)
        return self

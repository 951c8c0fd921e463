"""A branch's account to send mail through, as its tenant set it up."""

import re
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    model_validator,
)

from malote.mail_accounts import Auth, Line, Security, fit_for_oauth

# RFC 5321 4.1.2 without quoted names and literals, which no supplier's customer has; SMTPUTF8
# (RFC 6531) few servers take. A domain outside of ASCII is written as IDNA has it.
_ADDRESS = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9-]{1,62}[A-Za-z0-9]"
)


def _address(text: str) -> str:
    local, _, domain = _printable(text).rpartition("@")  # IDNA drops some that nobody sees
    try:
        text = f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        raise ValueError("o domínio do endereço de e-mail não existe") from None
    if len(local) > 64 or len(text) > 254 or not _ADDRESS.fullmatch(text):
        raise ValueError("não é um endereço de e-mail")
    return text


def _printable(text: str) -> str:
    if not text.isprintable():
        raise ValueError("quebra de linha ou caractere de controle não é permitido")
    return text


Address = Annotated[str, StringConstraints(max_length=320), AfterValidator(_address)]
"""``local@domain`` in ASCII (RFC 5321); the domain may be given in Unicode."""

HeaderText = Annotated[str, StringConstraints(max_length=200), AfterValidator(_printable)]
"""Unicode on one line: what a header may hold."""


class MailSettings(BaseModel):
    """How one branch sends; ``branch`` is its CNPJ or CPF, bare.

    The password or grant is a secret, under ``secret_name``. ``revision`` changes with every
    setting, the secret too; ``paused`` is the code of the error that stopped sending, or None.
    """

    model_config = ConfigDict(frozen=True)

    tenant: str
    branch: str = Field(pattern=r"^([0-9A-Z]{12}[0-9]{2}|[0-9]{11})$")
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

"""What the API is asked of a branch's account."""

from typing import Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from malote.mail_accounts import Auth, Line, Password, Security, fit_for_oauth
from malote.mailboxes.grants import Grant
from malote.offered import GivenGrant
from malote.smtp.models import Address, HeaderText


class _Fields(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    branch: str = Field(pattern=r"^([0-9A-Z]{12}[0-9]{2}|[0-9]{11})$")
    host: Line | None = None
    port: int | None = Field(default=None, ge=1, le=65535)
    security: Security | None = None
    display_name: HeaderText = ""
    username: Line | None = None
    auth: Auth = Auth.PASSWORD
    password: Password | None = None
    grant: GivenGrant | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        by_password = self.auth is Auth.PASSWORD
        if self.grant is not None if by_password else self.password is not None:
            wanted = "password" if by_password else "grant"
            raise ValueError(f"com auth {self.auth.value}, envie {wanted}")
        fit_for_oauth(self.auth, self.username or "x")
        return self

    @property
    def secret(self) -> SecretStr | Grant | None:
        """What opens the account, if it was given."""
        return self.password or self.grant


class SettingsRequest(_Fields):
    """An account for a branch (its CNPJ or CPF, bare).

    Without ``host`` it is the one known for the domain of ``from_address``; without ``port`` and
    ``security`` they are the usual ones; ``username`` is ``from_address`` unless told.
    ``password``, or with OAuth ``grant``, may be left out while the stored one serves: for the same
    host, port, security, user and way to log in.
    """

    from_address: Address


class TrialRequest(_Fields):
    """A test of the branch's stored account or, with ``from_address``, of the one described.

    The mail goes to ``to``: whoever asks, unless told.
    """

    from_address: Address | None = None
    to: Address | None = None

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if self.from_address is None and self.model_fields_set - {"branch", "to"}:
            raise ValueError("falta from_address; para testar o que está salvo, envie só branch")
        return self

    @property
    def candidate(self) -> SettingsRequest | None:
        """The account described, if any."""
        if self.from_address is None:
            return None
        return SettingsRequest(
            **{name: getattr(self, name) for name in SettingsRequest.model_fields}
        )

"""A mail account as a request describes it: what is left out is filled in."""

from collections.abc import Mapping
from typing import Any, Protocol, Self

from pydantic import BaseModel, ConfigDict, Field, SecretStr, model_validator

from malote.errors import InvalidInput
from malote.grants import Grant
from malote.mail_accounts import Account, Auth, Line, Password, Security, fit_for_oauth
from malote.offered import GivenGrant, Offered
from malote.ports import Credentials, TokenEndpoint

_DOOR = ("host", "port", "security", "username", "auth")


class GivenAccount(BaseModel):
    """Where it is and what opens it: ``password`` or, by OAuth 2, ``grant``.

    ``port`` and ``security`` are the usual ones unless told.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    host: Line | None = None
    port: int | None = Field(default=None, ge=1, le=65535)
    security: Security | None = None
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

    def offered(self, tokens: TokenEndpoint, why: str = "") -> Offered:
        """What opens the account. Raises InvalidInput, which says ``why`` it has to be given."""
        if self.secret is None:
            wanted = "password" if self.auth is Auth.PASSWORD else "grant"
            raise InvalidInput(f"{wanted}: falta" + (f"; {why}" if why else ""))
        return Offered(self.secret, tokens)


class KnownServer(Protocol):
    """A provider's server."""

    @property
    def host(self) -> str: ...  # noqa: D102

    @property
    def port(self) -> int: ...  # noqa: D102

    @property
    def security(self) -> Security: ...  # noqa: D102


def server_of(
    given: GivenAccount, known: KnownServer | None, ports: Mapping[str, int], usual: Security
) -> dict[str, Any]:
    """``host``, ``port`` and ``security``: as given, else the ``known`` server's.

    ``ports`` are by security, and ``usual`` is the security of a port that is none of them.
    Raises InvalidInput where no host is given nor known.
    """
    if known and not (given.host or given.port or given.security):
        return {"host": known.host, "port": known.port, "security": known.security}
    host = given.host or (known.host if known else None)
    if host is None:
        raise InvalidInput("host: falta; o servidor deste domínio não é conhecido")
    by_port = {port: security for security, port in ports.items()}
    security = given.security or by_port.get(given.port or 0, usual)
    return {"host": host, "port": given.port or ports[security], "security": security}


def opened_by(
    given: GivenAccount,
    account: Account,
    former: Account | None,
    stored: Credentials,
    tokens: TokenEndpoint,
) -> Credentials:
    """What was given for the ``account`` or else, from when it was ``former``, what is stored.

    A stored secret goes nowhere but where it was given for: an admin who cannot read it could
    steer it to a server of his own. Raises InvalidInput.
    """
    if given.secret or former is None:
        return given.offered(tokens)
    if all(getattr(former, name) == getattr(account, name) for name in _DOOR):
        return stored
    return given.offered(tokens, "a guardada só serve ao servidor, à porta e ao usuário de antes")

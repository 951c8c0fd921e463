"""An account at a mail server, to read or to send through, and what opens it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Literal, Protocol

from pydantic import AfterValidator, Field, SecretStr, StringConstraints


def _one_line(text: str) -> str:
    """Refuse what would put a second command on the wire (IMAPClient 4.1.0 sends it as it is)."""
    if any(character in text for character in "\r\n\0"):
        raise ValueError("quebra de linha ou caractere nulo não é permitido")
    return text


Line = Annotated[str, StringConstraints(min_length=1, max_length=255), AfterValidator(_one_line)]


def _secret_line(secret: SecretStr) -> SecretStr:
    _one_line(secret.get_secret_value())
    return secret


Password = Annotated[SecretStr, Field(min_length=1, max_length=255), AfterValidator(_secret_line)]

Security = Literal["tls", "starttls"]
"""TLS at once or after STARTTLS; there is no clear text."""


class Auth(StrEnum):
    """How an account is opened: by its password, or by OAuth 2 with what its owner granted."""

    PASSWORD = "password"  # noqa: S105
    GOOGLE = "google"
    MICROSOFT = "microsoft"


@dataclass(frozen=True, slots=True)
class Credential:
    """What opens an account: its password, or an OAuth 2 access token (RFC 6750) if ``bearer``."""

    secret: SecretStr
    bearer: bool = False


class Account(Protocol):
    """What is known of an account but its secret, which is kept under ``secret_name``.

    ``revision`` changes with every setting, the secret too; ``protocol`` is what it is used for.
    """

    @property
    def auth(self) -> Auth: ...  # noqa: D102

    @property
    def secret_name(self) -> str: ...  # noqa: D102

    @property
    def revision(self) -> str: ...  # noqa: D102

    @property
    def protocol(self) -> Literal["imap", "smtp"]: ...  # noqa: D102


def fit_for_oauth(auth: Auth, username: str) -> None:
    """Raises ValueError for a name that cannot be said in XOAUTH2.

    It ends the name with a control character; both providers' accounts are ASCII.
    """
    if auth is not Auth.PASSWORD and not (username.isascii() and username.isprintable()):
        raise ValueError("com OAuth 2, o usuário é um endereço em ASCII")

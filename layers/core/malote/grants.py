"""What a mailbox's owner granted to an app of ours at Google or Microsoft (OAuth 2, RFC 6749)."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from malote.errors import AppRefused


def _printable(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value()
    if not (text.isascii() and text.isprintable()):  # RFC 6749, appendix A
        raise ValueError("caractere inválido")
    return secret


Printable = Annotated[SecretStr, Field(min_length=1, max_length=8192), AfterValidator(_printable)]


class Grant(BaseModel):
    """The secret of a mailbox that is opened by OAuth 2.

    A public client has no ``client_secret``. ``directory`` is Microsoft's tenant: an id, a domain,
    ``organizations``, ``consumers`` or, for accounts of any kind, ``common``.
    """

    model_config = ConfigDict(frozen=True, hide_input_in_errors=True)

    client_id: Printable
    client_secret: Printable | None = None
    refresh_token: Printable
    directory: str = Field(default="common", pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,100}$")

    @classmethod
    def from_secret(cls, text: str) -> Self:
        """From the secret's JSON. Raises ``AppRefused`` when something is missing in it."""
        try:
            return cls.model_validate_json(text)
        except ValidationError as error:
            raise AppRefused(f"a credencial guardada não serve: {wrong_fields(error)}") from None

    def fields(self) -> dict[str, str]:
        """What the secret is made of, revealed."""
        return {
            name: value.get_secret_value() if isinstance(value, SecretStr) else value
            for name, value in self
            if value
        }


def wrong_fields(error: ValidationError) -> str:
    """The fields that are wrong, without what is in them."""
    return ", ".join(".".join(map(str, each["loc"])) or "não é JSON" for each in error.errors())


@dataclass(frozen=True, slots=True)
class Given:
    """A token endpoint's answer; ``refresh_token`` is there if it replaces the one that was used.

    ``lifetime`` is zero where the endpoint told none: such a token is used at once, and not kept.
    """

    access_token: str = field(repr=False)
    lifetime: timedelta
    refresh_token: str | None = field(default=None, repr=False)

"""What the API is asked of a branch's account."""

from typing import Self

from pydantic import ConfigDict, Field, model_validator

from malote.addresses import Address, HeaderText
from malote.given_account import GivenAccount
from malote.tax_id import PATTERN


class _BranchAccount(GivenAccount):
    branch: str = Field(pattern=PATTERN)
    display_name: HeaderText = ""


class SettingsRequest(_BranchAccount):
    """An account for a branch (its CNPJ or CPF, bare).

    Without ``host`` it is the one known for the domain of ``from_address``; without ``port`` and
    ``security`` they are the usual ones; ``username`` is ``from_address`` unless told.
    ``password``, or with OAuth ``grant``, may be left out while the stored one serves: for the same
    host, port, security, user and way to log in.
    """

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "branch": "12ABC34501DE35",
                    "from_address": "notas@empresa.com.br",
                    "display_name": "Empresa Ltda.",
                    "password": "a senha da conta",
                }
            ]
        }
    )

    from_address: Address


class TrialRequest(_BranchAccount):
    """A test of the branch's stored account or, with ``from_address``, of the one described.

    The mail goes to ``to``: whoever asks, unless told.
    """

    model_config = ConfigDict(json_schema_extra={"examples": [{"branch": "12ABC34501DE35"}]})

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
        fields = {name: getattr(self, name) for name in SettingsRequest.model_fields}
        return SettingsRequest(**fields)

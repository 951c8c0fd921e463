"""What SEFAZ may be asked: nothing else crosses a relay, and nothing else is rendered."""

from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from malote.branches.models import State, TaxId
from malote.environment import Environment
from malote.sefaz.models import Nsu, Service

AccessKeyText = Annotated[str, Field(pattern=r"^[0-9A-Z]{44}$")]


Justification = Annotated[str, Field(pattern="^[!-ÿ][ -ÿ]{13,253}[!-ÿ]$")]
"""``xJust``: 15 to 255 characters of Latin-1 in one line, no blank at the ends (schema 1.00)."""


class ManifestationKind(StrEnum):
    """The recipient's answer to an NF-e; ``EVENT_TYPES`` has the official numbers."""

    CONFIRMATION = "confirmation"
    AWARENESS = "awareness"
    UNKNOWN_OPERATION = "unknown_operation"
    NOT_PERFORMED = "not_performed"


EVENT_TYPES = {
    ManifestationKind.CONFIRMATION: "210200",
    ManifestationKind.AWARENESS: "210210",
    ManifestationKind.UNKNOWN_OPERATION: "210220",
    ManifestationKind.NOT_PERFORMED: "210240",
}


class _Operation(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Distribute(_Operation):
    """The next documents after this NSU, fifty at most."""

    operation: Literal["distribute"] = "distribute"
    service: Service
    last_nsu: Nsu


class QueryNsu(_Operation):
    """What one NSU holds."""

    operation: Literal["query_nsu"] = "query_nsu"
    service: Service
    nsu: Nsu


class QueryKey(_Operation):
    """One NF-e."""

    operation: Literal["query_key"] = "query_key"
    access_key: AccessKeyText


class ToManifest(_Operation):
    """One event; ``justification`` is for NOT_PERFORMED alone."""

    access_key: AccessKeyText
    kind: ManifestationKind
    sequence: Annotated[int, Field(ge=1, le=20)]
    at: AwareDatetime
    justification: Justification | None = None

    @model_validator(mode="after")
    def _justified(self) -> Self:
        if (self.justification is not None) != (self.kind is ManifestationKind.NOT_PERFORMED):
            raise ValueError("só a Operação não Realizada tem justificativa")
        return self


class Manifest(_Operation):
    """A lot of events."""

    operation: Literal["manifest"] = "manifest"
    lot: Annotated[str, Field(pattern=r"^[0-9]{1,15}$")]
    events: Annotated[tuple[ToManifest, ...], Field(min_length=1, max_length=20)]


Operation = Annotated[Distribute | QueryNsu | QueryKey | Manifest, Field(discriminator="operation")]


class Asking(_Operation):
    """An operation, for whom and where: the same always renders the same bytes.

    ``state`` is the party's own, ``cUFAutor``.
    """

    tax_id: TaxId
    state: State
    environment: Environment
    operation: Operation

"""What ``GET /notification/:token`` says: the history of a charge or a carnê."""

from typing import Literal, Self

from pydantic import Field, model_validator

from malote.adapters.efi.wire import Cents, Id, Moment, OwnId, Wire, Word
from malote.billing.remote import Row

type _Of = Literal["charge", "carnet", "parcel", "other"]
_OF: dict[str, _Of] = {"charge": "charge", "carnet": "carnet", "carnet_charge": "parcel"}


class _Status(Wire):
    current: Word


class _Identifiers(Wire):
    charge_id: Id | None = None
    carnet_id: Id | None = None


class Line(Wire):
    """One of ``data``; ``value`` and ``received_by_bank_at`` are of payments."""

    id: int = Field(ge=1, le=10**9)
    type: Word
    custom_id: OwnId | None = None
    status: _Status
    identifiers: _Identifiers
    created_at: Moment
    value: Cents | None = None
    received_by_bank_at: Moment | None = None

    @model_validator(mode="after")
    def _names_what_it_is_of(self) -> Self:
        of, named = _OF.get(self.type), self.identifiers
        if of in {"charge", "parcel"} and named.charge_id is None:
            raise ValueError("no charge_id")
        if of == "carnet" and named.carnet_id is None:
            raise ValueError("no carnet_id")
        return self

    def row(self) -> Row:
        """In our words."""
        return Row(
            self.id,
            _OF.get(self.type, "other"),
            self.status.current,
            self.created_at,
            efi_charge_id=self.identifiers.charge_id,
            efi_carnet_id=self.identifiers.carnet_id,
            custom_id=self.custom_id,
            value=self.value,
            received_at=self.received_by_bank_at,
        )


def rows(lines: tuple[Line, ...]) -> tuple[Row, ...] | None:
    """By id; None if two of them claim one."""
    unique = {each.row() for each in lines}
    ordered = tuple(sorted(unique, key=lambda row: row.row_id))
    return ordered if len({row.row_id for row in ordered}) == len(ordered) else None

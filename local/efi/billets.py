"""Charges and carnês as the stand-in keeps them."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from local.efi.histories import History


@dataclass
class Charge:
    """Money in centavos. ``carnet_id`` and ``parcel`` are of a carnê's sheets only."""

    charge_id: int
    account: str
    value: int
    due: date
    created_at: datetime
    history: History
    asked: dict[str, Any]
    line: str
    qrcode: str | None
    carnet_id: int | None = None
    parcel: int | None = None
    status: str = ""
    paid_value: int | None = None
    paid_at: datetime | None = None
    told: list[tuple[str, datetime]] = field(default_factory=list)

    @property
    def kind(self) -> str:
        """The type of its rows."""
        return "carnet_charge" if self.carnet_id else "charge"

    @property
    def identifiers(self) -> dict[str, int]:
        """What its rows name it by."""
        own = {"charge_id": self.charge_id}
        return {"carnet_id": self.carnet_id} | own if self.carnet_id else own


@dataclass
class Carnet:
    """Its parcels are charges, and all have its history."""

    carnet_id: int
    account: str
    created_at: datetime
    history: History
    asked: dict[str, Any]
    parcels: list[Charge] = field(default_factory=list)
    status: str = ""


def payer(charge: Charge) -> str:
    """A person's name, or a company's."""
    customer = charge.asked["customer"]
    return str(customer.get("juridical_person", {}).get("corporate_name") or customer["name"])

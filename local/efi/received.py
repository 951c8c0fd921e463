"""A Pix that came in."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any


def instant(at: datetime) -> str:
    """As Pix writes times: UTC's, with milliseconds."""
    return at.strftime("%Y-%m-%dT%H:%M:%S.") + f"{at.microsecond // 1000:03d}Z"


@dataclass
class Received:
    """``value`` and ``fee`` in reais. ``end_to_end_id`` is its identity everywhere."""

    end_to_end_id: str
    account: str
    txid: str
    key: str
    value: Decimal
    fee: Decimal | None
    at: datetime
    returned: list[dict[str, Any]] = field(default_factory=list)

    @property
    def left(self) -> Decimal:
        """What was not given back."""
        return self.value - sum((Decimal(each["valor"]) for each in self.returned), Decimal())

    def told(self) -> dict[str, Any]:
        """As queries and the webhook have it."""
        told: dict[str, Any] = {
            "endToEndId": self.end_to_end_id,
            "txid": self.txid,
            "chave": self.key,
            "valor": f"{self.value:.2f}",
            "horario": instant(self.at),
        }
        if self.fee is not None:
            told["gnExtras"] = {"tarifa": f"{self.fee:.2f}"}
        if self.returned:
            told["devolucoes"] = self.returned
        return told

"""Reais, exactly: ``Decimal`` with two places. Cobranças speaks centavos, Pix a text in reais."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

_CENT = Decimal("0.01")


def _two_places(amount: Decimal) -> Decimal:
    exact = amount.quantize(_CENT)
    if exact != amount:
        raise ValueError("use no máximo duas casas decimais")
    return exact


Amount = Annotated[Decimal, Field(ge=0, le=Decimal("9999999.99")), AfterValidator(_two_places)]
"""What somebody pays: none, or up to R$ 9,999,999.99."""


def cents(amount: Decimal) -> int:
    """In centavos. Raises ValueError for a fraction of one."""
    return int(_two_places(amount).scaleb(2))


def reais(in_cents: int) -> Decimal:
    """From centavos."""
    return Decimal(in_cents).scaleb(-2).quantize(_CENT)

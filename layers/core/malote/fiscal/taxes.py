"""One tax out of its texts, wherever a layout writes them."""

from malote.fiscal.details import Tax, TaxName
from malote.fiscal.values import decimal


def tax(
    name: TaxName,
    base: str | None,
    rate: str | None,
    amount: str | None,
    *,
    situation: str | None = None,
    classification: str | None = None,
    withheld: bool = False,
) -> tuple[Tax, ...]:
    """The tax as a tuple of one, to be put after others; empty when nothing is said of it."""
    if not (base or rate or amount or situation or classification):
        return ()
    return (
        Tax(
            name=name,
            situation=situation,
            classification=classification,
            base_amount=decimal(base),
            rate=decimal(rate),
            amount=decimal(amount),
            withheld=withheld,
        ),
    )

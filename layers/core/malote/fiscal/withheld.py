"""What the taker of a service keeps back of its price, to pay the taxes in the provider's stead."""

from collections.abc import Iterable
from decimal import Decimal

from malote.fiscal.details import Tax, TaxName
from malote.fiscal.values import decimal


def withheld_tax(name: TaxName, amount: str | None) -> tuple[Tax, ...]:
    """A withheld tax as a tuple of one; empty for zero too: many layouts want every tag filled."""
    found = decimal(amount)
    return (Tax(name=name, amount=found, withheld=True),) if found else ()


def total_withheld(taxes: Iterable[Tax], other: str | None = None) -> Decimal:
    """The sum of all that is withheld and ``other``, for layouts that write only the parts."""
    amounts = (tax.amount for tax in taxes if tax.withheld)
    return sum((amount for amount in amounts if amount), decimal(other) or Decimal())

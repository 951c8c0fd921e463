"""Certificates and what they serve, as ``malote-admin`` shows them."""

from collections.abc import Iterable

from malote.certificates.models import Binding, Facts
from malote.certificates.words import module_of
from malote.clock import BRASILIA
from malote.tax_id import formatted


def named(binding: Binding) -> str:
    """Branch, module and, unless it is production, environment."""
    return f"{formatted(binding.branch)} {module_of(binding)}"


def listed(bindings: Iterable[Binding], between: str = "\n") -> str:
    """All of them, or a dash."""
    return between.join(map(named, bindings)) or "—"


def holder_of(facts: Facts) -> str:
    """Name and CNPJ or CPF."""
    return f"{facts.holder}, {formatted(facts.tax_id)}"


def validity_of(facts: Facts) -> str:
    """From day to day, as in Brasília."""
    begin, end = (each.astimezone(BRASILIA) for each in (facts.not_before, facts.expires_at))
    return f"{begin:%d/%m/%Y} a {end:%d/%m/%Y}"

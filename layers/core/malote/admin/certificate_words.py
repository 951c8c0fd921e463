"""Certificates and what they serve, as ``malote-admin`` shows them."""

from collections.abc import Iterable

from malote.branches.models import MODULE_NAMES
from malote.certificates.models import Binding, Facts
from malote.clock import BRASILIA
from malote.environment import Environment
from malote.tax_id import formatted

_ENVIRONMENTS = {Environment.PRODUCTION: "", Environment.HOMOLOGATION: " (homologação)"}


def named(binding: Binding) -> str:
    """Branch, module and, unless it is production, environment."""
    where = _ENVIRONMENTS[binding.environment]
    return f"{formatted(binding.branch)} {MODULE_NAMES[binding.module]}{where}"


def listed(bindings: Iterable[Binding], between: str = "\n") -> str:
    """All of them, or a dash."""
    return between.join(map(named, bindings)) or "—"


def holder_of(facts: Facts) -> str:
    """Name and CNPJ or CPF."""
    return f"{printable(facts.holder)}, {formatted(facts.tax_id)}"


def validity_of(facts: Facts) -> str:
    """From day to day, as in Brasília."""
    begin, end = (each.astimezone(BRASILIA) for each in (facts.not_before, facts.expires_at))
    return f"{begin:%d/%m/%Y} a {end:%d/%m/%Y}"


def printable(text: str) -> str:
    """Without what a terminal may obey: what certificates say is written by strangers."""
    return "".join(each if each.isprintable() else " " for each in text)

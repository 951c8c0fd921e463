"""What a certificate serves, and whose a company's are, in words for users."""

from collections.abc import Iterable

from malote.branches.models import MODULE_NAMES
from malote.certificates.models import Binding
from malote.environment import Environment
from malote.tax_id import formatted, formatted_base

_NAMED = 5


def served(bindings: Iterable[Binding]) -> str:
    """Each branch with its modules, the first five; empty if there are none."""
    modules: dict[str, list[str]] = {}
    for each in bindings:
        modules.setdefault(each.branch, []).append(module_of(each))
    named = [
        f"{formatted(branch)} ({', '.join(names)})"
        for branch, names in list(modules.items())[:_NAMED]
    ]
    more = len(modules) - len(named)
    rest = f" e mais {more} {'filial' if more == 1 else 'filiais'}" if more else ""
    return "; ".join(named) + rest


def module_of(binding: Binding) -> str:
    """Its module and, unless it is production, its environment."""
    trial = " em homologação" if binding.environment is Environment.HOMOLOGATION else ""
    return f"{MODULE_NAMES[binding.module]}{trial}"


def companies(tax_ids: Iterable[str]) -> str:
    """Their bases, each once, the first five; empty if there are none."""
    bases = sorted({formatted_base(each) for each in tax_ids})
    more = len(bases) - _NAMED
    return ", ".join(bases[:_NAMED]) + (f" e mais {more}" if more > 0 else "")

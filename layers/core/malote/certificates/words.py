"""What a certificate serves, in words for users."""

from collections.abc import Iterable

from malote.branches.models import MODULE_NAMES
from malote.certificates.models import Binding
from malote.environment import Environment
from malote.tax_id import formatted

_BRANCHES_NAMED = 5


def served(bindings: Iterable[Binding]) -> str:
    """Each branch with its modules, the first five; empty if there are none."""
    modules: dict[str, list[str]] = {}
    for each in bindings:
        trial = " em homologação" if each.environment is Environment.HOMOLOGATION else ""
        modules.setdefault(each.branch, []).append(f"{MODULE_NAMES[each.module]}{trial}")
    named = [
        f"{formatted(branch)} ({', '.join(names)})"
        for branch, names in list(modules.items())[:_BRANCHES_NAMED]
    ]
    more = len(modules) - len(named)
    rest = f" e mais {more} {'filial' if more == 1 else 'filiais'}" if more else ""
    return "; ".join(named) + rest

"""Conditions that DynamoDB checks on the items it has read."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from malote.adapters.items import Value

_FORMS = {
    "exists": "attribute_exists({path})",
    "contains": "contains({path}, {value})",
    "lacks": "NOT contains({path}, {value})",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """A test on one attribute; ``path`` is its name, or the names down to it.

    ``contains`` and ``lacks`` are of a part of a text or an element of a set. ``exists`` alone has
    no value. An attribute that an item has not passes ``lacks`` and ``<>`` only.
    """

    path: tuple[str, ...]
    test: Literal["=", "<>", "<=", ">=", "contains", "lacks", "exists"]
    value: Value = None


def filter_expression(filters: Sequence[Filter]) -> tuple[str, dict[str, str], dict[str, Value]]:
    """A FilterExpression that asks for all of the filters, with its names and its values.

    What is asked for is never part of the expression's text, whatever it holds.
    """
    names: dict[str, str] = {}
    values: dict[str, Value] = {}
    tests = []
    for number, each in enumerate(filters):
        parts = {f"#f{number}_{depth}": name for depth, name in enumerate(each.path)}
        names |= parts
        form = _FORMS.get(each.test, f"{{path}} {each.test} {{value}}")
        tests.append(form.format(path=".".join(parts), value=f":f{number}"))
        if each.value is not None:
            values[f":f{number}"] = each.value
    return " AND ".join(tests), names, values

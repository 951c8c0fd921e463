"""What is wrong with a request, in the words of its sender."""

from collections.abc import Iterable, Mapping
from typing import Any

# By pydantic's own types of errors; of any other its English sentence is told.
_WORDS = {
    "missing": "falta",
    "extra_forbidden": "campo desconhecido",
    "string_type": "não é um texto",
    "tuple_type": "não é uma lista",
    "dict_type": "não é um objeto",
    "union_tag_not_found": "falta {discriminator}",
    "union_tag_invalid": "em {discriminator} use {expected_tags}",
    "string_too_short": "tem menos de {min_length} caracteres",
    "too_short": "é curto demais: ao menos {min_length}",
    "too_long": "é longo demais: no máximo {max_length}",
    "value_error": "{error}",
    "string_too_long": "tem mais de {max_length} caracteres",
    "string_pattern_mismatch": "não está na forma {pattern}",
    "literal_error": "use {expected}",
    "enum": "use {expected}",
    "int_parsing": "não é um número inteiro",
    "bool_parsing": "use true ou false",
    "greater_than_equal": "é menor do que {ge}",
    "less_than_equal": "é maior do que {le}",
    "less_than": "não é menor do que {lt}",
    "model_type": "o corpo não é um objeto JSON",
    "json_invalid": "o corpo não é JSON",
}


def complaints(errors: Iterable[Mapping[str, Any]]) -> str:
    """Where and what, one after the other; what was sent is not repeated."""
    return "; ".join(map(_complaint, errors))[:500]


def _complaint(error: Mapping[str, Any]) -> str:
    words = _WORDS.get(error["type"])
    said = words.format(**error.get("ctx", {})).replace(" or ", " ou ") if words else error["msg"]
    place = ".".join(map(str, error["loc"]))
    return f"{place}: {said}" if place else said

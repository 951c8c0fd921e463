"""Writes what is read out of each of nfelib's samples: ``python -m tests.unit.fiscal.extracted``.

The file is for people: whoever changes how a kind is read sees in its diff what became of whom.
Some samples are of real people: no CPF, no name beside one and no free text is written here.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from pydantic import BaseModel

from malote.errors import FiscalError
from malote.fiscal import Details, read
from malote.fiscal.details import Driver, Passenger
from tests.unit.fiscal.nfelib_samples import SAMPLES

FILE = Path(__file__).with_suffix(".txt")
_CPF = re.compile(r"[0-9]{11}")
_NAMES = frozenset({"name", "legal_name", "trade_name", "document"})
_FREE_TEXT = frozenset({"text", "fiscal_information", "additional_information"})


def text() -> str:
    """A section for each sample; what a document does not say is left out."""
    return "\n".join(line for name, xml in SAMPLES.items() for line in _section(name, xml))


def _section(name: str, xml: bytes) -> Iterator[str]:
    yield f"== {name}"
    try:
        yield from _fields(read(xml), "")
    except FiscalError as error:
        yield f"refused: {error}"
    yield ""


def _fields(model: BaseModel, indent: str) -> Iterator[str]:
    """Each field on a line, and so is each party, item or tax whole."""
    for name, value in model:
        if isinstance(value, Details):
            yield f"{indent}{name}:"
            yield from _fields(value, f"{indent}  ")
        elif held := _models(value):
            for each in held:
                yield from _line(name, each, indent)
        elif _says(name, value):
            yield f"{indent}{name}: {_written(model, name, value)}"


def _line(name: str, model: BaseModel, indent: str) -> Iterator[str]:
    said = [
        f"{field} {_written(model, field, value)}"
        for field, value in model
        if _says(field, value) and not _models(value)
    ]
    inner = [
        line
        for field, value in model
        for each in _models(value)
        for line in _line(field, each, f"{indent}  ")
    ]
    if said or inner:
        yield f"{indent}{name}: {' | '.join(said)}".rstrip()
    yield from inner


def _models(value: object) -> list[BaseModel]:
    every = value if isinstance(value, tuple) else (value,)
    return [one for one in every if isinstance(one, BaseModel)]


def _says(field: str, value: object) -> bool:
    return field != "record" and value not in (None, (), False)


def _written(model: BaseModel, field: str, value: object) -> str:
    every = value if isinstance(value, tuple) else (str(value),)
    if field in _FREE_TEXT:
        return f"{len(every[0])} characters"
    if field in _NAMES and _is_person(model):
        return "…"
    return ", ".join(
        "CPF" if "tax_id" in field and _CPF.fullmatch(each) else each for each in every
    )


def _is_person(model: BaseModel) -> bool:
    tax_id = getattr(model, "tax_id", None) or ""
    return isinstance(model, Driver | Passenger) or _CPF.fullmatch(tax_id) is not None


if __name__ == "__main__":
    FILE.write_text(text(), "utf-8")

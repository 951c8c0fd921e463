"""A record taken apart into facts, to tell what a mutation of its XML may change in it.

A fact is a field's path and its text. One may be missing only if its text stood inside what was
dropped, and a new one may come only where an old one went (the series in the key for the one in
its tag). So nobody has to list which field comes from which tag.
"""

from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from lxml import etree

from malote.fiscal import FiscalDocument, FiscalRecord
from malote.fiscal.details import Item

type Facts = dict[str, set[str]]

# Codes that a record spells out, as the XML has them.
_CODES = {"production": "1", "homologation": "2", "incoming": "0", "outgoing": "1"}


def facts(record: FiscalRecord) -> Facts:
    """Each path with its texts. Items stand one by one: what is one's must not pass for another's.

    Flags and the names of taxes are left out: no text of the document spells them.
    """
    found: Facts = {}

    def gather(path: str, value: Any) -> None:
        if isinstance(value, dict):
            for name, inner in value.items():
                if not (name == "name" and path.endswith("taxes")):
                    gather(f"{path}.{name}", inner)
        elif isinstance(value, list):
            for inner in value:
                gather(path, inner)
        elif value is not None and not isinstance(value, bool):
            found.setdefault(path, set()).add(str(value))

    whole = record.model_dump(mode="json")
    for position, item in enumerate((whole.get("details") or {}).pop("items", ())):
        gather(f".items.{position}", item)
    gather("", whole)
    return found


def changes(before: FiscalRecord, after: FiscalRecord) -> tuple[Facts, Facts]:
    """The facts that are lost, and those that are new."""
    old, new = facts(_aligned(before, after)), facts(after)
    lost = {path: texts - new.get(path, set()) for path, texts in old.items()}
    gained = {path: texts - old.get(path, set()) for path, texts in new.items()}
    return (
        {path: texts for path, texts in lost.items() if texts},
        {path: texts for path, texts in gained.items() if texts},
    )


def _aligned(before: FiscalRecord, after: FiscalRecord) -> FiscalRecord:
    """``before`` with the items that ``after`` lacks at its end, and the others numbered alike."""
    if not (isinstance(before, FiscalDocument) and isinstance(after, FiscalDocument)):
        return before
    if not (before.details and after.details):
        return before
    left = [item.model_copy(update={"number": None}) for item in after.details.items]
    if len(left) == len(before.details.items):
        return before
    kept: list[Item] = []
    gone: list[Item] = []
    for item in before.details.items:
        unnumbered = item.model_copy(update={"number": None})
        if len(kept) < len(left) and unnumbered == left[len(kept)]:
            number = after.details.items[len(kept)].number
            kept.append(item.model_copy(update={"number": number}))
        else:
            gone.append(item)
    details = before.details.model_copy(update={"items": (*kept, *gone)})
    return before.model_copy(update={"details": details})


def texts_in(element: etree._Element) -> set[str]:
    """Every text and attribute inside an element, blanks collapsed."""
    every = (text for inner in element.iter() for text in (inner.text, *inner.attrib.values()))
    return {" ".join(text.split()) for text in every if text and not text.isspace()}


def stood(value: str, texts: set[str]) -> bool:
    """Whether a value was written there, in any spelling that reads as it."""
    return any(_CODES.get(value) == text or value in text or _alike(value, text) for text in texts)


def _alike(value: str, text: str) -> bool:
    for meaning in (_number, _moment):
        meant = meaning(value)
        if meant is not None:
            return meant == meaning(text) or value.replace("-", "")[:6] == text  # or its month
    return False


def _number(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None

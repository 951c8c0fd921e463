"""nfelib's samples, field by field: what Malote reads is what nfelib's own bindings read."""

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

import pytest

from malote.errors import FiscalError, UnsupportedDocument
from malote.fiscal import read
from tests.unit.fiscal.binding_paths import ITEMS, PATHS
from tests.unit.fiscal.facts import facts, stood
from tests.unit.fiscal.nfelib_samples import SAMPLES, bound, each

# No text of the document says these, but the layout or several texts together.
_DERIVED = re.compile(
    r"\.(record|kind|model)|\.(text|description|event_type)|.*\.(number|series)"
    r"|.*\.(withheld_amount|discount_amount|additional_information|unit|description)"
)
_SPELLED = {"production": "1", "homologation": "2", "incoming": "0", "outgoing": "1"}


def _refused(xml: bytes) -> bool:
    try:
        read(xml)
    except FiscalError:
        return True
    return False


REFUSED = [name for name, xml in SAMPLES.items() if _refused(xml)]
READ = [name for name in SAMPLES if name not in REFUSED]
NOTES = [name for name in READ if "/leiauteNFe/" in name or "procNFe" in name or "nfce" in name]


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of the bindings with its path; items (``det``) by their position."""
    if is_dataclass(value):
        for field in fields(value):
            yield from leaves(getattr(value, field.name), f"{path}.{field.name}")
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield from leaves(inner, f"{path}.{name}")
    elif type(value) in (list, tuple):  # and not xsdata's own times, which are tuples too
        for position, inner in enumerate(value):
            yield from leaves(inner, f"{path}.{position}" if path.endswith(".det") else path)
    elif isinstance(value, bytes):
        yield path, b64encode(value).decode()
    elif value is not None:
        yield path, " ".join(str(getattr(value, "value", value)).split())


def meant(text: str) -> object:
    """A text as a value, so that 1.0 is 1, and 10:00-03:00 is 13:00Z."""
    text = _SPELLED.get(text, text)
    try:
        return Decimal(text)
    except InvalidOperation:
        pass
    try:
        return datetime.fromisoformat(text) if "T" in text else text
    except ValueError:
        return text


def texts_at(texts: dict[str, set[str]], pattern: str) -> set[object]:
    at = re.compile(rf".*(?:{pattern})")
    return {meant(text) for path in texts if at.fullmatch(path) for text in texts[path]}


def bindings_of(name: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path, text in leaves(bound(SAMPLES[name])):
        if text:
            found.setdefault(path, set()).add(text)
    return found


@pytest.mark.filterwarnings("ignore:Failed to convert")  # codes that nfelib has not
@each(READ)
def test_as_nfelib_reads_it(name: str) -> None:
    ours, theirs = facts(read(SAMPLES[name])), bindings_of(name)
    every = {text for texts in theirs.values() for text in texts}
    for path in ours.keys() | PATHS.keys():
        texts, expected = ours.get(path, set()), texts_at(theirs, PATHS.get(path, "nowhere"))
        if expected:
            assert {meant(text) for text in texts} == expected, path
        elif not _DERIVED.fullmatch(path):
            assert all(stood(text, every) for text in texts), path


@each(NOTES)
def test_the_items_of_a_note(name: str) -> None:
    ours, theirs = facts(read(SAMPLES[name])), bindings_of(name)
    positions = {path.split(".")[2] for path in ours if path.startswith(".items.")}
    assert positions
    for position in positions:
        item = {path: texts for path, texts in theirs.items() if f".det.{position}." in path}
        for field, pattern in ITEMS.items():
            found = {meant(text) for text in ours.get(f".items.{position}.{field}", ())}
            assert found == texts_at(item, pattern), (position, field)


@each(REFUSED)
def test_requests_are_refused_by_name(name: str) -> None:
    with pytest.raises(UnsupportedDocument) as caught:
        read(SAMPLES[name])
    assert caught.value.detail.startswith("{http://")


def test_no_sample_is_left_out() -> None:
    assert (len(SAMPLES), len(READ), len(NOTES), len(REFUSED)) == (49, 47, 19, 2)

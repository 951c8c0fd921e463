"""From bytes to a record: parse, look the root up among the kinds, read.

Kinds are found by listing the package, so adding one touches no other module.
"""

from collections.abc import Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import NamedTuple

from malote.errors import IdentityMissing, SeveralDocuments, UnsupportedDocument
from malote.fiscal import kinds
from malote.fiscal.containers import documents
from malote.fiscal.layout import Layout
from malote.fiscal.models import FiscalDocument, FiscalRecord
from malote.fiscal.xml import Element, local_name, parse


class Reading(NamedTuple):
    """A document parsed once, for all that is to be asked of it; ``xml`` is itself alone."""

    xml: bytes
    root: Element
    layout: Layout
    record: FiscalRecord


def read(xml: bytes, *, details: bool = True) -> FiscalRecord:
    """Read one fiscal document, event or summary from the bytes that came.

    A known root in no namespace, or in another one, is taken too, provided its identity reads:
    Paulistana's NFS-e is also an ``NFe``, and the national NFS-e has its own ``evento``. So is
    the one document inside an envelope or a batch. Without ``details`` a document is read as far
    as registering it needs.

    Whatever the bytes, raises nothing but FiscalError: EmptyDocument, DocumentTooLarge,
    MalformedXml, DoctypeRefused, UnsupportedDocument, IdentityMissing, or SeveralDocuments.
    """
    _, root, layout, record = take_in(xml)
    if not details or layout.details is None or not isinstance(record, FiscalDocument):
        return record
    return record.model_copy(update={"details": layout.details(root)})


def take_in(xml: bytes) -> Reading:
    """Parse and read without details. Raises what ``read`` does."""
    root = parse(xml)
    if found := _identified(root):
        return Reading(xml, root, *found)
    inside = documents(root, _layouts_by_name(), _is_document)
    if len(inside) > 1:
        raise SeveralDocuments(inside)
    for alone in inside:
        own = parse(alone)
        if found := _identified(own):
            return Reading(alone, own, *found)
    raise UnsupportedDocument(root.tag[:200])


def _identified(root: Element) -> tuple[Layout, FiscalRecord] | None:
    if layout := layouts().get(root.tag):
        return layout, layout.read(root)
    for other in _layouts_by_name().get(local_name(root), ()):
        with suppress(IdentityMissing):
            return other, other.read(root)
    return None


def _is_document(element: Element) -> bool:
    return element.tag in layouts() or _identified(element) is not None


@cache
def layouts() -> Mapping[str, Layout]:
    """Every layout, by the qualified root it is for."""
    found: dict[str, Layout] = {}
    for module in iter_modules(kinds.__path__, f"{kinds.__name__}."):
        found |= import_module(module.name).ROOTS
    return found


@cache
def _layouts_by_name() -> Mapping[str, list[Layout]]:
    found: dict[str, list[Layout]] = {}
    for root, layout in layouts().items():
        found.setdefault(root.rpartition("}")[2], []).append(layout)
    return found

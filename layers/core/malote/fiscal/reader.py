"""From bytes to a record: parse, look the root up among the kinds, read.

Kinds are found by listing the package, so adding one touches no other module.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from malote.errors import IdentityMissing, UnsupportedDocument
from malote.fiscal import kinds
from malote.fiscal.models import FiscalRecord
from malote.fiscal.xml import Element, local_name, parse

type Reader = Callable[[Element], FiscalRecord]


def read(xml: bytes) -> FiscalRecord:
    """Read one fiscal document, event or summary from the bytes that came.

    A known root in no namespace, or in another one, is taken too, provided its identity reads:
    Paulistana's NFS-e is also an ``NFe``, and the national NFS-e has its own ``evento``.

    Whatever the bytes, raises nothing but FiscalError: EmptyDocument, DocumentTooLarge,
    MalformedXml, DoctypeRefused, UnsupportedDocument, or IdentityMissing.
    """
    root = parse(xml)
    reader = readers().get(root.tag)
    if reader:
        return reader(root)
    for other in _readers_by_name().get(local_name(root), ()):
        with suppress(IdentityMissing):
            return other(root)
    raise UnsupportedDocument(root.tag[:200])


@cache
def readers() -> Mapping[str, Reader]:
    """Every reader, by the qualified root it reads."""
    found: dict[str, Reader] = {}
    for module in iter_modules(kinds.__path__, f"{kinds.__name__}."):
        found |= import_module(module.name).ROOTS
    return found


@cache
def _readers_by_name() -> Mapping[str, list[Reader]]:
    found: dict[str, list[Reader]] = {}
    for root, reader in readers().items():
        found.setdefault(root.rpartition("}")[2], []).append(reader)
    return found

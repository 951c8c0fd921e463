"""The official XSDs that the layouts name, gathered from the nfelib package, which uv.lock pins.

They are data beside the dependencies: nothing of nfelib's code is shipped, and no schema is
committed here.
"""

import shutil
from collections.abc import Iterable
from pathlib import Path

import nfelib  # type: ignore[import-untyped]
from lxml import etree

PACKAGE = Path(nfelib.__path__[0])
_INCLUDED = (
    "{http://www.w3.org/2001/XMLSchema}include",
    "{http://www.w3.org/2001/XMLSchema}import",
)


def copy_schemas(target: Path, package: Path = PACKAGE) -> None:
    """Put into ``target`` every layout's schema and what it includes, under the same paths.

    Raises OSError when a layout names a schema that there is none of.
    """
    from malote.fiscal.reader import layouts

    named = {package / layout.schema for layout in layouts().values() if layout.schema}
    for schema in closure(named):
        copy = target / schema.relative_to(package)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(schema, copy)


def closure(schemas: Iterable[Path]) -> set[Path]:
    """These schemas and all that they include or import, and so on. Raises OSError."""
    found: set[Path] = set()
    left = list(schemas)
    while left:
        schema = left.pop()
        if schema in found:
            continue
        found.add(schema)
        for element in etree.parse(str(schema)).iter(*_INCLUDED):
            if location := element.get("schemaLocation"):
                left.append(schema.parent / location)
    return found

"""The official schemas, by which requests are judged.

Those of the manifestation still say digits where a CNPJ may hold letters: they are read as
NT Conjunta 2025.001 changes them.
"""

from functools import cache
from pathlib import Path
from typing import Any

import nfelib  # type: ignore[import-untyped]
from lxml import etree

_HOME = Path(nfelib.__path__[0])
_WITH_LETTERS = {
    b'"[0-9]{44}"': b'"[0-9]{6}[0-9A-Z]{12}[0-9]{26}"',
    b'"[0-9]{14}"': b'"[0-9A-Z]{12}[0-9]{2}"',
    b'"[0-9]{0}|[0-9]{14}"': b'"[0-9]{0}|[0-9A-Z]{12}[0-9]{2}"',
    b'"ID[0-9]{52}"': b'"ID[0-9]{12}[0-9A-Z]{12}[0-9]{28}"',
}


class _Corrected(etree.Resolver):
    def resolve(self, system_url: str, public_id: str, context: Any = None) -> Any:  # noqa: ARG002
        content = Path(system_url.removeprefix("file://")).read_bytes()
        for old, new in _WITH_LETTERS.items():
            content = content.replace(old, new)
        return self.resolve_string(content, context, base_url=system_url)


@cache
def schema(path: str) -> etree.XMLSchema:
    """One of nfelib's, compiled: ``nfe_dist_dfe/schemas/v1_0/distDFeInt_v1.01.xsd``."""
    parser = etree.XMLParser()
    parser.resolvers.add(_Corrected())
    return etree.XMLSchema(etree.parse(str(_HOME / path), parser))


def valid(path: str, element: etree._Element) -> bool:
    """Whether the schema takes it as a document's root."""
    alone = etree.fromstring(etree.tostring(element, with_tail=False))
    return schema(path).validate(alone)

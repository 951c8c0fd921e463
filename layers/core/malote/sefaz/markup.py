"""XML as SEFAZ takes it: no prefixes, no blanks between elements, every text escaped by lxml."""

from collections.abc import Callable
from typing import Any

from lxml import etree

from malote.fiscal.xml import Element

NFE = "http://www.portalfiscal.inf.br/nfe"
CTE = "http://www.portalfiscal.inf.br/cte"

_DECLARATION = b'<?xml version="1.0" encoding="UTF-8"?>'

type Maker = Callable[..., Element]


def maker(namespace: str) -> Maker:
    """Makes elements of a namespace, their default one, of texts and of elements in order."""

    own: Any = {None: namespace}  # which lxml's stubs do not know

    def make(name: str, *content: str | Element, **attributes: str) -> Element:
        element = etree.Element(f"{{{namespace}}}{name}", attributes, nsmap=own)
        for each in content:
            if isinstance(each, str):
                element.text = each
            else:
                element.append(each)
        return element

    return make


def written(root: Element, *, declared: bool = False) -> bytes:
    """In UTF-8, alone: what surrounded it is not written."""
    xml = etree.tostring(root, encoding="UTF-8", xml_declaration=False, with_tail=False)
    return _DECLARATION + xml if declared else xml

"""One document cut out of a stranger's file and written anew, for a library that trusts its XML.

What is drawn is what was read: the parts that the signature covers, and SEFAZ's answer. Whatever
else a file holds beside them (another document, an envelope, a million attributes) is left out.
"""

from lxml import etree

from malote.errors import PrintFailed
from malote.fiscal.xml import Element, local_name, parse
from malote.printing.shapes import Shape

# An NF-e of 990 items has some 80,000 elements.
_MOST_ELEMENTS = 200_000
# The longest text of any layout (infCpl).
_LONGEST_TEXT = 5000
# Asked for by name: enumerating 80,000 attributes takes seconds.
_ATTRIBUTES = ("versao", "nItem", "xCampo")


def written_anew(xml: bytes, shape: Shape, access_key: str) -> str:
    """The document alone, in its own namespace, empty elements left out.

    Its ``Id`` is the key that was read, which some write without prefix, or in the protocol only.
    Raises FiscalError for what cannot be parsed, PrintFailed for more or less than one document.
    """
    root = parse(xml)
    found = list(root.iter(f"{{*}}{shape.document}"))
    if len(found) != 1:
        raise PrintFailed(f"{len(found)} elementos {shape.document}, em vez de um")
    if sum(1 for _ in root.iter()) > _MOST_ELEMENTS:
        raise PrintFailed(f"mais de {_MOST_ELEMENTS} elementos")
    whole = etree.Element(f"{{{shape.namespace}}}proc")
    document = etree.SubElement(whole, f"{{{shape.namespace}}}{shape.document}")
    for part in found[0]:
        if local_name(part) in shape.parts:
            _copy(part, document, shape.namespace)
    for signed in document.iter(f"{{*}}{shape.parts[0]}"):
        signed.set("Id", f"{shape.prefix}{access_key}")
        break
    for answer in root.iter(f"{{*}}{shape.answer}") if shape.answer else ():
        _copy(answer, whole, shape.namespace)
        break
    return etree.tostring(whole, encoding="unicode")


def _copy(element: Element, parent: Element, namespace: str) -> None:
    # At most 256 deep: the parser refuses more.
    text = " ".join((element.text or "").split())
    if not len(element) and not text:
        return
    copy = etree.SubElement(parent, f"{{{namespace}}}{local_name(element)}")
    for name in _ATTRIBUTES:
        if value := element.get(name):
            copy.set(name, value[:100])
    if len(element):
        for child in element:
            _copy(child, copy, namespace)
    else:
        copy.text = f"{text[:_LONGEST_TEXT]}…" if len(text) > _LONGEST_TEXT else text

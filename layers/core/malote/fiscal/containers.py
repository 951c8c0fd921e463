"""Documents inside something else: a SOAP envelope, a batch, an answer, escaped text, a docZip.

What surrounds a document is not looked at: any unknown root may hold some. The outermost
elements that are documents are taken whole, so an NFS-e keeps the DPS inside it.
"""

import re
import zlib
from binascii import Error as Base64Error
from binascii import a2b_base64
from collections.abc import Callable, Container, Iterator
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from malote.errors import DocumentTooLarge, FiscalError, UnsupportedDocument
from malote.fiscal.xml import MAX_BYTES, MOST_MARKS, Element, local_name, marks, parse

MOST_DOCUMENTS = 1000
"""SEFAZ's batches hold 50 at most; a city's answer, a month of a provider's."""

_MOST_BYTES = 4 * MAX_BYTES
_ALL_MARKS = 2 * MOST_MARKS  # 30 KB of docZips may hold 6 million tags: two seconds
_MOST_LAYERS = 3  # of text within text: SOAP holds an answer that holds a docZip
_MOST_LOOKS = 3 * MOST_DOCUMENTS  # at what may be a document: each costs more than its tags
_MARKUP = re.compile(r"\s*<[?A-Za-z_]")
# Python's text is UTF-8 when encoded, whatever the declaration said of it.
_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_GZIP = 16 + zlib.MAX_WBITS


def documents(
    root: Element, names: Container[str], is_document: Callable[[Element], bool]
) -> tuple[bytes, ...]:
    """The documents inside ``root``, each once, as if it had come alone.

    ``names`` are the local names that a document's root may have. Text that should be a document
    and cannot be read is given as it is, to be refused by itself. ``root`` itself is none: whoever
    calls has looked. Raises DocumentTooLarge past 1,000 documents, 24 MB of them or 6 MB of one, or
    800,000 tags in texts, and UnsupportedDocument when they lie in more than three layers of text.
    """
    found = tuple(dict.fromkeys(_Search(names, is_document).inside(root, _MOST_LAYERS)))
    if len(found) > MOST_DOCUMENTS:
        raise DocumentTooLarge(f"mais de {MOST_DOCUMENTS} documentos")
    return found


@dataclass(slots=True)
class _Search:
    names: Container[str]
    is_document: Callable[[Element], bool]
    looks: int = 0
    size: int = 0
    marks: int = 0

    def inside(self, root: Element, layers: int) -> Iterator[bytes]:
        walk = etree.iterwalk(root, events=("start",))
        for _, element in walk:
            name = local_name(element)
            if element is not root and name in self.names and self._looks_like_one(element):
                yield self._counted(alone(element))
                walk.skip_subtree()
            elif (text := element.text) and not len(element):
                if name == "docZip":
                    yield from self._unwrapped(_inflated(text), layers)
                elif _MARKUP.match(text):
                    bare = _DECLARATION.sub("", text, count=1)
                    yield from self._unwrapped(bare.encode(), layers)

    def _looks_like_one(self, element: Element) -> bool:
        self._look()
        return self.is_document(element)

    def _unwrapped(self, xml: bytes, layers: int) -> Iterator[bytes]:
        if not layers:
            raise UnsupportedDocument("documentos dentro de documentos demais")
        self._look()
        self._counted(xml)
        self.marks += marks(xml)
        if self.marks > _ALL_MARKS:
            raise DocumentTooLarge(f"mais de {_ALL_MARKS} elementos e atributos")
        try:
            root = parse(xml)
        except DocumentTooLarge:
            raise
        except FiscalError:
            yield xml
            return
        if self.is_document(root):
            yield xml
        else:
            yield from self.inside(root, layers - 1)

    def _look(self) -> None:
        self.looks += 1
        if self.looks > _MOST_LOOKS:
            raise DocumentTooLarge(f"mais de {_MOST_LOOKS} candidatos a documento")

    def _counted(self, xml: bytes) -> bytes:
        self.size += len(xml)
        if self.size > _MOST_BYTES:
            raise DocumentTooLarge(f"mais de {_MOST_BYTES} bytes em documentos")
        return xml


def alone(element: Element) -> bytes:
    """An element as a document of its own, with the namespaces that it uses or declares.

    An envelope's other namespaces stay behind: inclusive canonicalisation would put them into
    what was signed before there was an envelope. ``tostring`` would take them along.
    """
    copy = deepcopy(element)
    copy.tail = None
    return etree.tostring(copy, encoding="utf-8")


def _inflated(text: str) -> bytes:
    """A docZip: gzip in base64 (NT 2014.002). What is neither is given as it is."""
    try:
        compressed = a2b_base64(text)
        inflated = zlib.decompressobj(_GZIP).decompress(compressed, MAX_BYTES + 1)
        return inflated or text.encode()
    except (Base64Error, ValueError, zlib.error):
        return text.encode()

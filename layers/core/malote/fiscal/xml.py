"""Strangers' XML made safe to read, and read in one walk.

Comments and processing instructions are left out by the parser: ``.text`` ends at the first of
them, so ``<CNPJ>12345678<!---->000195</CNPJ>`` would read as ``12345678``. Without them a text
is whole, which is what a person sees, and what canonicalisation signs (no comments there).
"""

from codecs import BOM_UTF8
from collections.abc import Iterator

from lxml import etree

from malote.errors import DoctypeRefused, DocumentTooLarge, EmptyDocument, MalformedXml

type Element = etree._Element

# A 5 MB NF-e of 990 items is real and must pass. Past that a few bytes a node add up: 50 MB of
# empty elements take 1.5 GB of memory.
MAX_BYTES = 6 * 1024 * 1024
_NOTHING = b" \t\r\n\0" + BOM_UTF8 + b"\xff\xfe"
_ANY_NAMESPACE = "{{*}}{}".format
_LIMITS = frozenset({etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_NAME_TOO_LONG})


def parse(xml: bytes) -> Element:
    """Parse at most ``MAX_BYTES`` bytes and give the root element.

    Raises EmptyDocument, DocumentTooLarge (libxml2's own limits on depth and text included),
    DoctypeRefused or MalformedXml.
    """
    if len(xml) > MAX_BYTES:
        raise DocumentTooLarge(f"{len(xml)} bytes, of {MAX_BYTES} at most")
    try:
        root = etree.fromstring(xml, _PARSER)
    except etree.XMLSyntaxError as error:
        root = _second_reading(xml, error)
    # Asked of the tree and not of the bytes: a DOCTYPE in UTF-16, 32 or 7 parses all the same.
    if root.getroottree().docinfo.internalDTD is not None:
        raise DoctypeRefused
    return root


def _parser(encoding: str | None = None) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
        remove_comments=True,
        remove_pis=True,
    )


_PARSER = _parser()  # a tenth of a small document's time; lxml locks it while a thread parses


def _second_reading(xml: bytes, first: etree.XMLSyntaxError) -> Element:
    """Forgive what surrounds the root and a declaration that lies about the encoding.

    Blanks, a second BOM, NULs and the like before or after the root; Latin-1 bytes under a
    UTF-8 declaration, and the "utf-16" that .NET writes over UTF-8 bytes. Nothing inside the
    root is left out or mended.
    """
    if not xml.strip(_NOTHING):
        raise EmptyDocument
    body = xml[xml.find(b"<") : xml.rfind(b">") + 1]
    try:
        body.decode()
        encoding = "utf-8"
    except UnicodeDecodeError:
        encoding = "iso-8859-1"
    try:
        return etree.fromstring(body, _parser(encoding))
    except etree.XMLSyntaxError:
        if b"<!DOCTYPE" in body:  # an entity bomb stops the parser before there is a tree to ask
            raise DoctypeRefused from first
        beyond_limits = getattr(first, "code", None) in _LIMITS
        detail = " ".join(str(first.msg).split())[:200]
        raise (DocumentTooLarge if beyond_limits else MalformedXml)(detail) from first


def local_name(element: Element) -> str:
    """The tag without its namespace."""
    return element.tag.rpartition("}")[2]


class Group:
    """One element's children by local name, gathered in one walk.

    A walk for each group costs a quarter of a ``findtext`` for each field. Namespaces are not
    looked at below the root: senders repeat, prefix and empty them at will. A tag that should
    come once and comes twice says two things, so it reads as absent.
    """

    __slots__ = ("_children", "_element")

    def __init__(self, element: Element | None, *only: str) -> None:
        self._element = element
        self._children: dict[str, Element] = {}
        if element is None:
            return
        found, repeated = self._children, set()
        for child in element.iterchildren(*map(_ANY_NAMESPACE, only)) if only else element:
            name = child.tag.rpartition("}")[2]
            if name in found:
                repeated.add(name)
            found[name] = child
        for name in repeated:
            del found[name]

    def __bool__(self) -> bool:
        return self._element is not None

    def text(self, name: str, limit: int = 500) -> str | None:
        """A child's text, blanks collapsed and cut at ``limit``; None when it has none.

        None too for a child that holds elements: half a value is no value.
        """
        child = self._children.get(name)
        if child is None or len(child):
            return None
        text = child.text
        return (" ".join(text.split())[:limit] or None) if text else None

    def attribute(self, name: str) -> str | None:
        """One attribute of the group itself, in its own or in lower case.

        Asked by name: enumerating 80,000 of them takes seconds.
        """
        if self._element is None:
            return None
        return self._element.get(name) or self._element.get(name.lower())

    def group(self, name: str, *only: str) -> "Group":
        """The child as a group; an absent one is a group where everything reads as absent.

        With ``only``, when few of many tags are wanted: libxml2 then skips the others.
        """
        child = self._children.get(name)
        return ABSENT if child is None else Group(child, *only)

    def groups(self, name: str) -> Iterator["Group"]:
        """Every child of that name, for tags made to repeat."""
        if self._element is not None:
            yield from map(Group, self._element.iterchildren(_ANY_NAMESPACE(name)))

    def choice(self) -> "Group":
        """The only child, whatever its name, as where a layout says "one of these"."""
        if self._element is None or len(self._element) != 1:
            return ABSENT
        return Group(self._element[0])


ABSENT = Group(None)

"""Strangers' XML made safe to read, and read in one walk.

Comments and processing instructions are left out by the parser: ``.text`` ends at the first of
them, so ``<CNPJ>12345678<!---->000195</CNPJ>`` would read as ``12345678``. Without them a text
is whole, which is what a person sees, and what canonicalisation signs (no comments there).
"""

from codecs import BOM_UTF8
from collections.abc import Iterator
from functools import cache
from itertools import count

from lxml import etree

from malote.errors import DoctypeRefused, DocumentTooLarge, EmptyDocument, MalformedXml

type Element = etree._Element

# A 5 MB NF-e of 990 items is real and must pass.
MAX_BYTES = 6 * 1024 * 1024
# Elements and attributes. In 6 MB of short values there are 350,000; each takes 120 bytes of
# memory or more.
MOST_MARKS = 400_000
# MDF-e allows 20,000 keys in one place, and no layout more of anything (schema MDF-e 3.00).
MOST_REPEATS = 25_000
_NOTHING = b" \t\r\n\0" + BOM_UTF8 + b"\xff\xfe"
_LIMITS = frozenset({etree.ErrorTypes.ERR_RESOURCE_LIMIT, etree.ErrorTypes.ERR_NAME_TOO_LONG})


def parse(xml: bytes, *, whole: bool = False, most: int = MAX_BYTES) -> Element:
    """Parse at most ``most`` bytes and give the root element.

    ``whole`` leaves comments and processing instructions in, for signatures alone.

    Raises EmptyDocument, DocumentTooLarge (past ``MOST_MARKS``, and libxml2's own limits on
    depth and text included), DoctypeRefused or MalformedXml; MemoryError where it is bounded.
    """
    if len(xml) > most:
        raise DocumentTooLarge(f"{len(xml)} bytes, de {most} no máximo")
    # UTF-7 hides them, but at three times their size.
    if len(xml) > MOST_MARKS and marks(xml) > MOST_MARKS:
        raise DocumentTooLarge(f"mais de {MOST_MARKS} elementos e atributos")
    try:
        root = etree.fromstring(xml, _parser(whole=True) if whole else _PARSER)
    except etree.XMLSyntaxError as error:
        root = _second_reading(xml, error, whole)
    # Asked of the tree and not of the bytes: a DOCTYPE in UTF-16, 32 or 7 parses all the same.
    if root.getroottree().docinfo.internalDTD is not None:
        raise DoctypeRefused
    return root


def marks(xml: bytes) -> int:
    """How many elements and attributes there are, or a few more."""
    return xml.count(b"<") - xml.count(b"</") + xml.count(b"=")


def _parser(encoding: str | None = None, whole: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        encoding=encoding,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        recover=False,
        remove_comments=not whole,
        remove_pis=not whole,
    )


_PARSER = _parser()  # a tenth of a small document's time; lxml locks it while a thread parses


def _second_reading(xml: bytes, first: etree.XMLSyntaxError, whole: bool) -> Element:
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
        return etree.fromstring(body, _parser(encoding, whole))
    except etree.XMLSyntaxError as second:
        if getattr(second, "code", None) == etree.ErrorTypes.ERR_NO_MEMORY:  # no fault of its form
            raise MemoryError from first
        if b"<!DOCTYPE" in body:  # an entity bomb stops the parser before there is a tree to ask
            raise DoctypeRefused from first
        beyond_limits = getattr(first, "code", None) in _LIMITS
        detail = " ".join(str(first.msg).split())[:200]
        raise (DocumentTooLarge if beyond_limits else MalformedXml)(detail) from first


def local_name(element: Element) -> str:
    """The tag without its namespace."""
    return element.tag.rpartition("}")[2]


class _LocalNames(dict[str, str]):
    """Tags without their namespaces: looking one up costs half of cutting it."""

    def __missing__(self, tag: str) -> str:
        if len(self) >= 5000:  # more than all layouts have; the rest is a stranger's
            self.clear()
        name = self[tag] = tag.rpartition("}")[2]
        return name


_LOCAL_NAMES = _LocalNames()


@cache
def _any_namespace(*names: str) -> tuple[str, ...]:
    return tuple(f"{{*}}{name}" for name in names)


class Group:
    """One element's children by local name, gathered in one walk.

    A walk for each group costs a quarter of a ``findtext`` for each field. Namespaces are not
    looked at below the root: senders repeat, prefix and empty them at will. A tag that should
    come once and comes twice says two things, so it reads as absent.

    ``repeats`` counts what repeats in a group and all within it: each may become an item, which
    costs a hundred times its tag. Walking over more than ``MOST_REPEATS`` of them raises
    DocumentTooLarge.
    """

    __slots__ = ("_children", "_element", "_repeats")

    def __init__(
        self,
        element: Element | None,
        only: tuple[str, ...] = (),
        repeats: Iterator[int] | None = None,
    ) -> None:
        self._element = element
        self._repeats = repeats or count(1)
        self._children: dict[str, Element | None] = {}  # None: it comes more than once
        if element is None:
            return
        found = self._children
        for child in element.iterchildren(*_any_namespace(*only)) if only else element:
            name = _LOCAL_NAMES[child.tag]
            found[name] = None if name in found else child

    def __bool__(self) -> bool:
        return self._element is not None

    def text(self, name: str, limit: int = 500) -> str | None:
        """A child's text, blanks collapsed and cut at ``limit``; None when it has none.

        None too for a child that holds elements: half a value is no value.
        """
        child = self._children.get(name)
        if child is None:
            return None
        text = child.text
        if not text or len(child):
            return None
        return " ".join(text.split())[:limit] or None

    def texts(self, name: str) -> Iterator[str]:
        """The text of every child of that name, for tags made to repeat."""
        return filter(None, map(_text, self._every(name)))

    def text_within(self, group: str, name: str) -> str | None:
        """The text of the one element of that name inside a child, however deep."""
        child = self._children.get(group)
        if child is None:
            return None
        found = child.iter(*_any_namespace(name))
        only = next(found, None)
        return None if only is None or next(found, None) is not None else _text(only)

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
        return ABSENT if child is None else Group(child, only, self._repeats)

    def names(self) -> Iterator[str]:
        """The names of the children that come once, for tags that are themselves the value."""
        return (name for name, child in self._children.items() if child is not None)

    def groups(self, name: str) -> Iterator["Group"]:
        """Every child of that name, for tags made to repeat."""
        return (Group(child, repeats=self._repeats) for child in self._every(name))

    def _every(self, name: str) -> Iterator[Element]:
        if self._element is None or name not in self._children:
            return
        for child in self._element.iterchildren(*_any_namespace(name)):
            if next(self._repeats) > MOST_REPEATS:
                raise DocumentTooLarge(f"mais de {MOST_REPEATS} elementos que se repetem")
            yield child

    def choice(self, begins: str = "") -> "Group":
        """The only child whose name begins so, as where a layout says "one of these groups"."""
        found = [child for name, child in self._children.items() if name.startswith(begins)]
        return Group(found[0], repeats=self._repeats) if len(found) == 1 else ABSENT


def _text(element: Element, limit: int = 500) -> str | None:
    if len(element):
        return None
    text = element.text
    return (" ".join(text.split())[:limit] or None) if text else None


ABSENT = Group(None)

"""The official schemas: what a document breaks of them, in a few words and never as a refusal.

Schemas lag the technical notes that change them, so all that comes of one is a remark. They are
files, put beside the dependencies by the build (``local/schemas.py``); without them nothing is
said. Each is compiled when first needed, once per process: 8 ms.
"""

import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any, Self, cast

from lxml import etree

from malote.fiscal.xml import Element

# libxml2 keeps every error, nearly a kilobyte each: a hostile 6 MB would take 600 MB. Past this
# size a document is validated as a stream, which stops at the first errors.
_WHOLE = 512 * 1024
_CHUNK = 64 * 1024
_ATTRIBUTES = 20_000  # the errors of one tag come all at once; a real 5 MB NF-e has a thousand
_FINDINGS = 5
_ERRORS = 50  # of which findings are made: a value may break several facets, each an error

_VERSION = re.compile(r"_v([0-9.]+)\.xsd$")
_NAMESPACE = re.compile(r"\{[^}]*\}")
_WHERE = re.compile(r"Element '([^']*)'(?:, attribute '([^']*)')?: ")
_EXPECTED = re.compile(r"Expected is (?:one of )?\( ([^)]{1,200}) \)")
_QUOTED = re.compile(r"'([^']*)' is not (?:accepted by the pattern|a valid value)")
# NT Conjunta 2025.001: half of the schemas still say digits where a CNPJ may hold letters.
_WITH_LETTERS_IN_CNPJ = re.compile(
    r"(?:[A-Za-z]{0,4}[0-9]{4,12})?(?=[0-9]{0,11}[A-Z])[0-9A-Z]{12}[0-9]{2,40}"
)

_KINDS = (
    ("This element is not expected", "não é esperado aqui"),
    ("Missing child", "falta"),
    ("is required but missing", "atributo obrigatório ausente"),
    ("is not allowed", "não é previsto"),
    ("No matching global", "não é a raiz de nenhum documento do esquema"),
)


class Schemas:
    """The schemas in a folder, laid out as ``Layout.schema`` says; None: there are none.

    One thread at a time: a compiled schema keeps the errors of its last validation.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._compiled: dict[str, etree.XMLSchema | None] = {}

    @classmethod
    def find(cls) -> Self:
        """Those that the build put on the path."""
        folders = (Path(entry, "fiscal_schemas") for entry in sys.path)
        return cls(next(filter(Path.is_dir, folders), None))

    def compiled(self) -> frozenset[str]:
        """The names of those that were needed so far."""
        return frozenset(self._compiled)

    def compile(self, names: Iterable[str]) -> None:
        """Have these ready, because another process needed them."""
        for name in names:
            self._schema(name)

    def findings(self, name: str, root: Element, size: int) -> tuple[str, ...]:
        """Say what ``root`` breaks of the schema ``name``: at most five findings, in Portuguese.

        Nothing when the schema is of another version than the document: 3.10 is not wrong for
        not being 4.00. ``size`` is the document's, in bytes. Raises nothing on any tree.
        """
        version = _VERSION.search(name)
        if version is None or version[1] != _declared_version(root):
            return ()
        schema = self._schema(name)
        if schema is None:
            return ()
        if size > _WHOLE:
            return _brief(_streamed(schema, root))
        return () if schema.validate(root) else _brief(_messages(schema.error_log))

    def _schema(self, name: str) -> etree.XMLSchema | None:
        if name not in self._compiled:
            path = self._folder / name if self._folder else None
            found = path is not None and path.is_file()
            self._compiled[name] = etree.XMLSchema(file=str(path)) if found else None
        return self._compiled[name]


def _declared_version(root: Element) -> str | None:
    """The ``versao`` of the root, or of the group that it begins with: a bare NFe's infNFe."""
    return root.get("versao") or (root[0].get("versao") if len(root) else None)


def _messages(log: object) -> list[str]:
    # lxml's stubs know no entries of a log.
    return [entry.message for entry in islice(cast(Iterable[Any], log), _ERRORS)]


class _Nothing:
    """A parser's target that builds no tree."""

    def close(self) -> None:
        """There is nothing to give."""


def _streamed(schema: etree.XMLSchema, root: Element) -> list[str]:
    xml = etree.tostring(root, encoding="utf-8")
    if xml.count(b'="') > _ATTRIBUTES:
        return []
    target: Any = _Nothing()
    parser: Any = etree.XMLParser(
        schema=schema, target=target, resolve_entities=False, no_network=True
    )
    with suppress(etree.XMLSyntaxError):  # of libxml2's limits, which may differ by how it is fed
        for start in range(0, len(xml), _CHUNK):
            parser.feed(xml[start : start + _CHUNK])
            if len(parser.feed_error_log) >= _ERRORS:
                break
    return _messages(parser.feed_error_log)


def _brief(messages: Iterable[str]) -> tuple[str, ...]:
    return tuple(islice(dict.fromkeys(_findings(messages)), _FINDINGS))


def _findings(messages: Iterable[str]) -> Iterator[str]:
    for message in messages:
        text = _NAMESPACE.sub("", message[:2000])
        value = _QUOTED.search(text)
        if value and _WITH_LETTERS_IN_CNPJ.fullmatch(value[1]):
            continue
        where = _WHERE.match(text)
        name = "/@".join(filter(None, where.groups())) if where else "documento"
        what = next((ours for theirs, ours in _KINDS if theirs in text), "valor não aceito")
        expected = _EXPECTED.search(text) if what == "falta" else None
        missing = f" {expected[1].replace(', ', ' ou ')}" if expected else ""
        yield f"{name[:100]}: {what}{missing}"

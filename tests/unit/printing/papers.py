"""What the tests of papers share: documents to print, and what a paper says."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import nfelib  # type: ignore[import-untyped]
from lxml import etree
from pypdf import PdfReader

from malote.adapters.headers import document_header
from malote.adapters.printing import PdfPrinter
from malote.fiscal import FiscalDocument
from malote.fiscal.inspector import Inspector
from malote.printing import Printout, printout

SAMPLES = Path(nfelib.__file__).parent
CORRECTION = {
    "event_type": "110110",
    "effect": "correction_letter",
    "sequence": 2,
    "registered": True,
    "occurred_at": "2026-10-01T10:20:00-03:00",
    "protocol": "135260000000009",
    "text": 'Onde se lê "caixa", leia-se "pacote".',
    "sha256": "b" * 64,
}


def sample(name: str) -> bytes:
    (path,) = SAMPLES.rglob(f"*{name}*.xml")
    return path.read_bytes()


def prepared(xml: bytes, *events: dict[str, Any], **header: Any) -> Printout:
    return printout({"kind": "nfe", "record": "document"} | header, events, xml)


def registered(xml: bytes) -> dict[str, Any]:
    """The header that registering the bytes stores: what is absent is not in it."""
    found = Inspector().inspect(xml, datetime.now(UTC))
    assert isinstance(found.record, FiscalDocument)
    header = document_header("acme", found.record, found)
    return {name: value for name, value in header.items() if value is not None}


def pages(printed: Printout) -> list[str]:
    pdf = PdfReader(BytesIO(PdfPrinter().draw(printed)))
    return [" ".join(page.extract_text().split()) for page in pdf.pages]


def text(xml: bytes, *events: dict[str, Any], **header: Any) -> str:
    return " ".join(pages(prepared(xml, *events, **header)))


def with_items(xml: bytes, count: int) -> bytes:
    """The NF-e with so many times its first item."""
    root = etree.fromstring(xml)
    item = next(root.iter("{*}det"))
    parent = item.getparent()
    assert parent is not None
    for number in range(2, count + 1):
        another = etree.fromstring(etree.tostring(item))
        another.set("nItem", str(number))
        next(another.iter("{*}xProd")).text = f"Produto de número {number}, pacote de 500 g"
        parent.append(another)
    return etree.tostring(root)

"""What is attached by reference, as it is when the mail is made."""

import hashlib
from typing import Any

import pytest

from malote.documents.file_names import file_name
from malote.errors import MessageUnfit, NotFound
from malote.messages.attachments import Attachments
from malote.messages.parts import Part
from malote.printing.drawing import Drawing
from tests.fakes.exports import MemoryCatalog, MemoryPrinter
from tests.fakes.outbox import message
from tests.fakes.papers import MemoryPapers
from tests.fakes.stores import NOON, MemoryArchive
from tests.unit.fiscal.conftest import CANCELLATION, NFE, NFE_KEY

NEWER = NFE.replace("<NFe>", "<NFe >")
SHA256, NEWER_SHA256 = (hashlib.sha256(xml.encode()).hexdigest() for xml in (NFE, NEWER))


class _Archive(MemoryArchive):
    """As S3 tells what is gone."""

    def get(self, tenant: str, sha256: str) -> Any:
        if sha256 not in self.inbox:
            raise FileNotFoundError(sha256)
        return self.inbox[sha256], NOON


class _Files:
    def put(self, tenant: str, content: bytes) -> str:
        raise NotImplementedError

    def get(self, tenant: str, sha256: str) -> bytes:
        if (tenant, sha256) != ("acme", "f"):
            raise NotFound(sha256)
        return b"<html>"

    def size(self, tenant: str, sha256: str) -> int:
        raise NotImplementedError


@pytest.fixture
def attachments() -> Attachments:
    """One NF-e of which there is a newer version by now."""
    archive, catalog = _Archive(), MemoryCatalog()
    archive.put_all("acme", [NFE.encode(), NEWER.encode(), CANCELLATION.encode()])
    catalog.headers[NFE_KEY] = {"kind": "nfe", "record": "document", "sha256": NEWER_SHA256}
    drawing = Drawing(catalog, archive, MemoryPapers(), MemoryPrinter())
    return Attachments(archive, _Files(), drawing)


def collected(attachments: Attachments, *wanted: tuple[str, str, str, str]) -> list[Part]:
    fields = ("kind", "id", "sha256", "name")
    listed = [dict(zip(fields, each, strict=True)) for each in wanted]
    return attachments.collect(message(attachments=listed))


def test_each_is_read_where_it_is_kept(attachments: Attachments) -> None:
    found = collected(
        attachments,
        ("xml", NFE_KEY, SHA256, "n.xml"),
        ("pdf", NFE_KEY, SHA256, "n.pdf"),
        ("file", "f", "f", "x.html"),
    )
    assert found == [
        Part("n.xml", NFE.encode()),
        Part("n.pdf", f"%PDF {NFE_KEY}".encode()),
        Part("x.html", b"<html>"),
    ]
    assert [part.content_type for part in found] == [
        "application/xml", "application/pdf", "application/octet-stream",
    ]  # fmt: skip


def test_a_pdf_is_drawn_once_for_each_version(attachments: Attachments) -> None:
    papers, printer = attachments.drawing.papers, attachments.drawing.printer
    assert isinstance(papers, MemoryPapers)
    assert isinstance(printer, MemoryPrinter)
    for sha256 in (SHA256, SHA256, NEWER_SHA256):
        collected(attachments, ("pdf", NFE_KEY, sha256, "n.pdf"))
    assert [name.partition("/")[2][:64] for name in papers.kept] == [SHA256, NEWER_SHA256]
    assert len(printer.drawn) == 2


@pytest.mark.parametrize(
    ("wanted", "told"),
    [
        (("xml", NFE_KEY, "0" * 64, "n.xml"), "n.xml: o anexo não está mais guardado"),
        (("pdf", NFE_KEY, "0" * 64, "n.pdf"), "n.pdf: o anexo não está mais guardado"),
        (("pdf", "1" * 44, SHA256, "n.pdf"), "n.pdf: o anexo não está mais guardado"),
        (("file", "0", "0", "x.zip"), "x.zip: o anexo não está mais guardado"),
        (
            ("pdf", NFE_KEY, hashlib.sha256(CANCELLATION.encode()).hexdigest(), "e.pdf"),
            "e.pdf: Este tipo de documento não tem PDF no Malote. nfe",
        ),
    ],
)
def test_what_cannot_be_had_is_named(
    attachments: Attachments, wanted: tuple[str, str, str, str], told: str
) -> None:
    with pytest.raises(MessageUnfit) as caught:
        collected(attachments, ("file", "f", "f", "x.html"), wanted)
    assert caught.value.detail == told


def test_a_document_that_does_not_print_is_named(attachments: Attachments) -> None:
    printer = attachments.drawing.printer
    assert isinstance(printer, MemoryPrinter)
    printer.refused.add(NFE_KEY)
    with pytest.raises(MessageUnfit, match=f"n.pdf: O PDF .* {NFE_KEY}: KeyError"):
        collected(attachments, ("pdf", NFE_KEY, SHA256, "n.pdf"))


@pytest.mark.parametrize(
    ("header", "xml", "pdf"),
    [
        ({"access_key": "35", "kind": "nfe"}, "35-nfe.xml", "35.pdf"),
        ({"access_key": "35", "kind": "cte"}, "35-cte.xml", "35.pdf"),
        ({"access_key": "35", "kind": "nfse"}, "35.xml", "35.pdf"),
        ({"access_key": "NFSE-../3/4"}, "NFSE-.._3_4.xml", "NFSE-.._3_4.pdf"),
    ],
)
def test_documents_have_their_usual_names(header: dict[str, str], xml: str, pdf: str) -> None:
    assert (file_name(header, "xml"), file_name(header, "pdf")) == (xml, pdf)


@pytest.mark.parametrize("kind", ["xml", "pdf"])
def test_what_was_cancelled_meanwhile_does_not_go_out_by_itself(
    attachments: Attachments, kind: str
) -> None:
    catalog: Any = attachments.drawing.catalog
    catalog.headers[NFE_KEY]["cancelled"] = True
    nota = message(attachments=[{"kind": kind, "id": NFE_KEY, "sha256": SHA256, "name": "n"}])
    assert attachments.collect(nota)  # a user may send it, and tell why
    with pytest.raises(MessageUnfit, match="n: foi cancelada"):
        attachments.collect(nota.model_copy(update={"origin": "rule"}))

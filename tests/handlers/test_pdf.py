"""How the function of PDFs refuses, and what it hands over."""

import json
from typing import Any

import pytest

from functions.documents_pdf.handler import handle
from malote.bootstrap import made
from tests.fakes.exports import MemoryCatalog, MemoryPrinter
from tests.fakes.papers import MemoryPapers
from tests.fakes.stores import MemoryArchive
from tests.handlers.events import Context, api
from tests.handlers.test_api import CLAIMS, problem
from tests.unit.fiscal.conftest import CANCELLATION, NFE, NFE_KEY

EVENT_KEY = "9" * 43 + "1"
PATH = f"/documents/{NFE_KEY}/pdf"


@pytest.fixture
def stores(monkeypatch: pytest.MonkeyPatch) -> tuple[MemoryCatalog, MemoryPapers, MemoryPrinter]:
    """One NF-e, and one event whose header says that it is a document."""
    archive, catalog = MemoryArchive(), MemoryCatalog()
    ((nfe, _), (event, _)) = archive.put_all("acme", [NFE.encode(), CANCELLATION.encode()])
    catalog.headers[NFE_KEY] = {"kind": "nfe", "record": "document", "sha256": nfe}
    catalog.headers[EVENT_KEY] = {"kind": "bpe", "record": "document", "sha256": event}
    papers, printer = MemoryPapers(), MemoryPrinter()
    ports = {"archive": archive, "catalog": catalog, "papers": papers, "printer": printer}
    for name, port in ports.items():
        monkeypatch.setattr(made, name, lambda port=port: port)
    return catalog, papers, printer


def test_it_is_drawn_once_while_nothing_changes(stores: Any) -> None:
    catalog, papers, printer = stores
    links = [json.loads(handle(api("GET", PATH, CLAIMS), Context())["body"]) for _ in range(2)]
    assert links[0]["url"] == links[1]["url"]
    assert links[0]["expires_at"]
    assert len(printer.drawn) == 1
    catalog.headers[NFE_KEY]["cancelled"] = True
    answer = handle(api("GET", PATH, CLAIMS), Context())
    assert json.loads(answer["body"])["url"] != links[0]["url"]
    assert [drawn.stamp for drawn in printer.drawn] == ["", "CANCELADO"]
    assert set(papers.kept.values()) == {f"%PDF {NFE_KEY}".encode()}


def test_a_kind_without_paper_says_to_take_the_xml(stores: Any) -> None:
    answer = handle(api("GET", f"/documents/{EVENT_KEY}/pdf", CLAIMS), Context())
    status, code, body = problem(answer)
    assert (status, code, body["action"]) == (422, "no_printed_form", "Baixe o XML.")


def test_a_document_that_does_not_print_is_named(stores: Any) -> None:
    stores[2].refused.add(NFE_KEY)
    status, code, body = problem(handle(api("GET", PATH, CLAIMS), Context()))
    assert (status, code) == (422, "print_failed")
    assert NFE_KEY in body["detail"]


@pytest.mark.parametrize(
    ("path", "claims", "expected"),
    [
        (PATH, None, (403, "forbidden")),
        (PATH, {"token_use": "access", "custom:tenant": "acme"}, (403, "forbidden")),
        ("/documents/1/pdf", CLAIMS, (400, "invalid_input")),
        (f"/documents/{'9' * 44}/pdf", CLAIMS, (404, "not_found")),
    ],
)
def test_refusals(
    stores: Any, path: str, claims: dict[str, str] | None, expected: tuple[int, str]
) -> None:
    assert problem(handle(api("GET", path, claims), Context()))[:2] == expected

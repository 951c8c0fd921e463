"""Papers drawn for real: every sample, what they say, and what becomes of odd documents."""

import re
from contextlib import suppress
from pathlib import Path

import pytest
from lxml import etree

from malote.adapters.printing import PdfPrinter
from malote.errors import FiscalError, MalformedXml, NoPrintedForm, PrintFailed
from malote.fiscal import FiscalDocument, read
from malote.printing.shapes import SHAPES
from tests.unit.printing.papers import (
    CORRECTION,
    SAMPLES,
    pages,
    prepared,
    registered,
    sample,
    text,
    with_items,
)

NFE = sample("42210775277525000178550030000266631762885493")
MDFE = sample("ComPagtoPIX")
KEY = "42210775277525000178550030000266631762885493"


def printable() -> list[Path]:
    found = []
    for path in sorted(SAMPLES.rglob("*.xml")):
        try:
            record = read(path.read_bytes())
        except FiscalError:
            continue
        if isinstance(record, FiscalDocument) and record.kind in SHAPES:
            found.append(path)
    return found


@pytest.mark.parametrize("path", printable(), ids=lambda path: path.stem)
def test_every_sample_prints_with_its_key(path: Path) -> None:
    printed = prepared(path.read_bytes())
    said = "".join(pages(printed)).replace(" ", "")
    assert re.sub(r"\W", "", printed.access_key) in re.sub(r"\W", "", said)


def test_a_danfe_says_what_the_document_says() -> None:
    said = text(NFE)
    for words in ("DANFE", "26.663", "CANCELAD", "SEM "):
        assert (words in said) == (words in {"DANFE", "26.663"}), words
    root = etree.fromstring(NFE)
    issuer = root.findtext(".//{*}emit/{*}xNome")
    assert issuer
    assert issuer in said
    assert root.findtext(".//{*}nProt") in said  # type: ignore[operator]


@pytest.mark.parametrize("xml", [NFE, MDFE, sample("multimodal"), sample("nfce_contingencia")])
def test_a_cancelled_document_says_so_on_every_page(xml: bytes) -> None:
    letter = {**CORRECTION, "author_tax_id": read(xml).access_key[6:20]}
    said = pages(prepared(xml, letter, cancelled=True, cancellations=["valid"]))
    assert len(said) > 1
    assert all("CANCELADO" in page for page in said)
    assert not any("NÃO VERIFICADO" in page for page in said)


def test_a_long_document_says_on_every_page_that_it_was_cancelled() -> None:
    said = pages(prepared(with_items(NFE, 120), cancelled=True))
    assert len(said) > 1
    assert all("CANCELADO" in page for page in said)
    for number in (2, 60, 120):
        assert f"Produto de número {number}, " in " ".join(said)


@pytest.mark.parametrize(
    ("part", "instead", "words"),
    [
        (rb"(?<=<tpAmb>)1", b"2", "AMBIENTE DE HOMOLOGAÇÃO"),
        (rb"(?<=<cStat>)100", b"302", "USO NÃO AUTORIZADO (cStat 302)"),
        (rb"(?<=<chNFe>)4221", b"3521", "O PROTOCOLO É DE OUTRO DOCUMENTO"),
        (rb"<protNFe.*</protNFe>", b"", "SEM PROTOCOLO DE AUTORIZAÇÃO"),
    ],
)
def test_what_is_against_a_document_is_on_its_paper(
    part: bytes, instead: bytes, words: str
) -> None:
    changed = re.sub(part, instead, NFE, flags=re.DOTALL)
    assert changed != NFE
    assert words not in text(NFE, **registered(NFE))
    assert words in text(changed, **registered(changed))


def test_what_cannot_be_relied_on_says_so() -> None:
    assert "ASSINATURA NÃO CONFERE" in text(NFE, remarks={"signature_tampered": ""})
    assert "POR EVENTO NÃO VERIFICADO" in text(NFE, cancelled=True, cancellations=["absent"])
    assert "CANCELADO" not in text(NFE, cancellations=["tampered"])


def test_the_correction_letter_in_force_is_printed() -> None:
    issuer = read(NFE).access_key[6:20]
    letters = [
        {**CORRECTION, "author_tax_id": issuer},
        {**CORRECTION, "author_tax_id": issuer, "sequence": 1, "text": "Antiga."},
        {**CORRECTION, "author_tax_id": "0" * 14, "sequence": 3, "text": "De outro."},
        {**CORRECTION, "author_tax_id": issuer, "sequence": 4, "text": "X", "registered": False},
    ]
    said = text(NFE, *letters)
    assert "Carta de correção 2, de 01/10/2026 10:20, protocolo 135260000000009" in said
    assert 'Onde se lê "caixa", leia-se "pacote".' in said
    assert not any(words in said for words in ("Antiga.", "De outro."))
    assert "não foi confirmada" in said
    assert "não foi confirmada" not in text(NFE, {**letters[0], "signature": "valid"})


@pytest.mark.parametrize(
    "again",
    [
        lambda xml: xml.decode().encode("iso-8859-1", "replace").replace(b"UTF-8", b"ISO-8859-1"),
        lambda xml: b"\xef\xbb\xbf" + xml,
        lambda xml: re.sub(rb"<(/?)(?=[A-Za-z])", rb"<\1n:", xml).replace(b" xmlns=", b" xmlns:n="),
        lambda xml: xml.replace(b' xmlns="http://www.portalfiscal.inf.br/nfe"', b""),
        lambda xml: xml.replace(b"<enderDest>", b"<fone/><enderDest><xCpl> </xCpl>"),
    ],
    ids=["ISO-8859-1", "BOM", "prefixed", "no namespace", "empty tags"],
)
def test_the_same_paper_however_it_was_written(again: object) -> None:
    plain = b'<?xml version="1.0" encoding="UTF-8"?>' + NFE[NFE.find(b"<nfeProc") :]
    assert text(again(plain)) == text(plain)  # type: ignore[operator]


def test_letters_the_fonts_do_not_have_are_replaced_and_lose_nothing_else() -> None:
    said = text(NFE.replace(b"<xProd>", "<xProd>漢字 \x87 “ação” – ".encode(), 1))
    assert "?? ? «ação» - " in said


def test_a_text_that_goes_on_elsewhere_keeps_its_dashes() -> None:
    long = "aqui – ali " * 400
    assert b"<infAdic>" not in NFE
    information = f"<infAdic><infCpl>{long}fim</infCpl></infAdic></infNFe>".encode()
    said = pages(prepared(NFE.replace(b"</infNFe>", information)))
    assert "CONTINUAÇÃO DAS INFORMAÇÕES COMPLEMENTARES" in said[0]
    assert "aqui - ali fim" in said[0]


@pytest.mark.parametrize(
    ("xml", "error"),
    [
        (b"", FiscalError),
        (b"<a", MalformedXml),
        (b'<!DOCTYPE a [<!ENTITY x "y">]><nfeProc>&x;</nfeProc>', FiscalError),
        (sample("-01-cce"), NoPrintedForm),
    ],
)
def test_what_has_no_paper_is_a_typed_error(xml: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        prepared(xml)


@pytest.mark.parametrize(
    "tag", ["ide", "emit", "dest", "transp", "total", "nNF", "modFrete", "det"]
)
def test_whatever_is_missing_it_prints_or_says_that_it_does_not(tag: str) -> None:
    root = etree.fromstring(NFE)
    lost = next(root.iter(f"{{*}}{tag}"))
    lost.getparent().remove(lost)  # type: ignore[union-attr]
    with suppress(PrintFailed):
        assert pages(prepared(etree.tostring(root)))


def test_a_code_of_a_later_technical_note_prints() -> None:
    multimodal = sample("multimodal")  # its tpServ is 9, which no layout knows
    assert b"<tpServ>9</tpServ>" in multimodal
    assert "DACTE" in text(multimodal)


def test_what_stands_beside_the_document_is_not_printed() -> None:
    for place in (b"<NFe", b"<infNFe"):
        forged = NFE.replace(place, b"<emit><xNome>Forjada S.A.</xNome></emit>" + place, 1)
        assert "Forjada" not in text(forged)
    root = etree.fromstring(NFE)
    hidden = etree.SubElement(root, "outro")
    hidden.append(etree.fromstring(etree.tostring(next(root.iter("{*}NFe")))))
    with pytest.raises(PrintFailed, match="em vez de um"):
        prepared(etree.tostring(root))


def test_an_endless_drawing_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("malote.adapters.printing._SECONDS", 1)
    printed = prepared(with_items(NFE, 900))
    with pytest.raises(PrintFailed, match=KEY):
        PdfPrinter().draw(printed)


def test_state_is_another_when_the_paper_is() -> None:
    letter = {**CORRECTION, "author_tax_id": read(NFE).access_key[6:20]}
    states = {
        prepared(NFE, *events, **header).state
        for events in ((), (letter,), ({**letter, "text": "Outra."},))
        for header in ({}, {"cancelled": True}, {"remarks": {"signature_tampered": ""}})
    }
    assert len(states) == 9
    assert prepared(NFE).state == prepared(NFE).state

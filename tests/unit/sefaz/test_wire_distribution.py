"""Reading pages of documents: whatever comes is a page, or one typed error."""

import gzip
from base64 import b64encode
from datetime import datetime
from html import escape

import pytest

from malote.clock import BRASILIA
from malote.errors import SefazNonsense
from malote.fiscal.xml import MAX_BYTES
from malote.sefaz import distribution
from malote.sefaz.distribution import read_answer
from tests.unit.sefaz.wire import CTE, NFE, doc_zip, page, soap

RES = b'<resNFe xmlns="http://www.portalfiscal.inf.br/nfe"/>'
SOAP_11 = "http://schemas.xmlsoap.org/soap/envelope/"
GOOD = page(doc_zip(RES))
DECLARED = f'<?xml version="1.0" encoding="iso-8859-1"?>\n{GOOD}'
PREFIXED = f'<n:retDistDFeInt xmlns:n="{NFE}"><n:cStat>138</n:cStat><n:xMotivo>Um\n motivo só</n:xMotivo><n:dhResp>2026-11-21T09:10:11</n:dhResp><n:ultNSU>43</n:ultNSU><n:maxNSU>99</n:maxNSU><n:loteDistDFeInt>{doc_zip(RES).replace("docZip", "n:docZip")}</n:loteDistDFeInt></n:retDistDFeInt>'
WAYS = {
    "SOAP 1.2": soap(GOOD),
    "SOAP 1.1": soap(GOOD, SOAP_11),
    "as text": soap(escape(GOOD)),
    "as text, declared": soap(escape(DECLARED)),
    "as CDATA": soap(f"<![CDATA[{DECLARED}]]>"),
    "the CT-e's": soap(GOOD.replace(NFE, CTE)),
    "no envelope": GOOD.encode(),
    "a prefix": soap(PREFIXED),
    "blanks between": soap(GOOD.replace("><", ">\n  <")),
    "with a BOM, in UTF-16": soap(GOOD).decode().replace("utf-8", "utf-16").encode("utf-16"),
}


@pytest.mark.parametrize("raw", WAYS.values(), ids=WAYS)
def test_a_page_however_it_is_wrapped(raw: bytes) -> None:
    found = read_answer(raw)
    assert (found.status_code, found.reason) == ("138", "Um motivo só")
    assert found.at == datetime(2026, 11, 21, 9, 10, 11, tzinfo=BRASILIA)
    assert (found.last_nsu, found.max_nsu) == ("000000000000043", "000000000000099")
    ((document,),) = (found.documents,)
    assert (document.nsu, document.schema) == ("000000000000043", "resNFe_v1.01.xsd")
    assert (document.content, document.raw) == (RES, b"")


def test_a_whole_page_in_its_order() -> None:
    documents = [
        doc_zip(b"<a>%d</a>" % number, f'NSU="{number:015}" schema="s"') for number in range(1, 51)
    ]
    found = read_answer(soap(page(*documents)))
    assert [each.nsu for each in found.documents] == [f"{number:015}" for number in range(1, 51)]
    assert [each.content for each in found.documents][::49] == [b"<a>1</a>", b"<a>50</a>"]


@pytest.mark.parametrize(
    ("last", "highest", "read"),
    [
        ("000000000000043", "000000000000000", ("000000000000043", None)),
        ("0", "0", ("000000000000000", None)),
        ("", "", (None, None)),
        ("abc", "1" * 16, (None, None)),
        ("-5", "٣", (None, None)),
    ],
)
def test_numbers(last: str, highest: str, read: tuple[str | None, str | None]) -> None:
    found = read_answer(soap(page(status="656", last=last, highest=highest)))
    assert (found.last_nsu, found.max_nsu, found.documents) == (*read, ())


@pytest.mark.parametrize(
    ("attributes", "nsu", "schema"),
    [
        ('schema="procNFe_v4.00.xsd"', None, "procNFe_v4.00.xsd"),
        ('NSU="0" schema="x"', None, "x"),
        ('NSU="000000000000000"', None, ""),
        ('NSU=" 7 " schema="x"', "000000000000007", "x"),
        ('NSU="7a" schema="x"', None, "x"),
    ],
)
def test_a_document_without_its_number(attributes: str, nsu: str | None, schema: str) -> None:
    (found,) = read_answer(soap(page(doc_zip(RES, attributes)))).documents
    assert (found.nsu, found.schema, found.content) == (nsu, schema, RES)


ZIPPED = gzip.compress(RES)
BROKEN = {
    "empty": "",
    "not base64": "<docZip>!!!!</docZip>",
    "cut base64": f"<docZip>{b64encode(ZIPPED).decode()[:-3]}</docZip>",
    "not gzip": f"<docZip>{b64encode(RES).decode()}</docZip>",
    "cut gzip": f"<docZip>{b64encode(ZIPPED[:-1]).decode()}</docZip>",
    "a wrong CRC": f"<docZip>{b64encode(ZIPPED[:-8] + bytes(8)).decode()}</docZip>",
    "more than one": f"<docZip>{b64encode(ZIPPED + ZIPPED).decode()}</docZip>",
    "a bomb": doc_zip(bytes(MAX_BYTES + 1), ""),
    "elements in it": "<docZip><a>QQ==</a></docZip>",
}


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN)
def test_a_broken_document_loses_no_other(broken: str) -> None:
    own = broken.replace("<docZip", '<docZip NSU="44" schema="s"') or "<docZip NSU='44'/>"
    found = read_answer(soap(page(doc_zip(RES), own, doc_zip(RES)))).documents
    assert [each.content for each in found] == [RES, None, RES]
    assert found[1].nsu == "000000000000044"
    text = broken.replace("<a>", "").replace("</a>", "").partition(">")[2].removesuffix("</docZip>")
    assert found[1].raw == text.encode()


def test_base64_in_lines() -> None:
    coded = b64encode(ZIPPED).decode()
    lines = "\r\n".join(coded[at : at + 20] for at in range(0, len(coded), 20))
    (found,) = read_answer(soap(page(f"<docZip>{lines}</docZip>"))).documents
    assert found.content == RES


def test_all_of_a_page_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distribution, "MOST_INFLATED", 250)
    large, small = doc_zip(bytes(100)), doc_zip(bytes(50))
    found = read_answer(soap(page(large, large, large, small, large))).documents
    assert [each.content and len(each.content) for each in found] == [100, 100, None, 50, None]
    assert [bool(each.raw) for each in found] == [False, False, True, False, True]


def test_too_many_documents_are_no_page() -> None:
    with pytest.raises(SefazNonsense):
        read_answer(soap(page(*["<docZip/>"] * 101)))


FAULT_12 = (
    '<s:Fault xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Code><s:Value>s:Sender</s:Value>'
    '</s:Code><s:Reason><s:Text xml:lang="pt">Certificado\n inválido</s:Text></s:Reason></s:Fault>'
)
FAULT_11 = f'<s:Fault xmlns:s="{SOAP_11}"><faultcode>s</faultcode><faultstring>Caiu</faultstring></s:Fault>'
BOMB = '<!DOCTYPE a [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><a>&b;retDistDFeInt</a>'
NONSENSE = {
    "nothing": (b"", "não é um XML"),
    "HTML": (b"<html><br><body>", "não é um XML"),
    "JSON": (b'{"a": 1}', "não é um XML"),
    "a DOCTYPE": (BOMB.encode(), "doctype_refused"),
    "a DOCTYPE in UTF-16": (b"\xff\xfe" + BOMB.encode("utf-16-le"), "doctype_refused"),
    "a DOCTYPE in the text": (soap(escape(BOMB)), "doctype_refused"),
    "cut": (soap(GOOD)[:-30], "não é um XML"),
    "too large": (b"<a>" + b" " * (16 * 1024 * 1024) + b"</a>", "document_too_large"),
    "deep": (b"<a>" * 5000 + b"</a>" * 5000, "não é um XML"),
    "another's answer": (soap("<retEnvEvento/>"), "0 retDistDFeInt"),
    "two answers": (soap(GOOD + GOOD), "2 retDistDFeInt"),
    "two in texts": (soap(f"<a>{escape(GOOD)}</a><b>{escape(GOOD)}</b>"), "2 retDistDFeInt"),
    "no cStat": (soap(GOOD.replace("cStat", "cstat")), "cStat"),
    "an odd cStat": (soap(page(status="1e3")), "cStat"),
    "a fault of SOAP 1.2": (soap(FAULT_12), "Certificado inválido"),
    "a fault of SOAP 1.1": (soap(FAULT_11, SOAP_11), "Caiu"),
    "a fault that says nothing": (soap("<soap:Fault/>"), "SOAP Fault"),
}


@pytest.mark.parametrize(("raw", "detail"), NONSENSE.values(), ids=NONSENSE)
def test_what_is_no_page(raw: bytes, detail: str) -> None:
    with pytest.raises(SefazNonsense) as caught:
        read_answer(raw)
    assert detail in caught.value.detail

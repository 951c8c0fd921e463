"""A document that came inside something else is read as if it had come alone."""

import gzip
import tracemalloc
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path
from time import process_time
from xml.sax.saxutils import escape

import nfelib  # type: ignore[import-untyped]
import pytest

from malote.certificates.trust import TrustStore
from malote.errors import (
    DocumentTooLarge,
    FiscalError,
    IdentityMissing,
    MalformedXml,
    SeveralDocuments,
    UnsupportedDocument,
)
from malote.fiscal import Verdict, read
from malote.fiscal.containers import MOST_DOCUMENTS
from malote.fiscal.inspector import Inspector
from malote.fiscal.xml import MAX_BYTES
from tests.signing import authority, certificate, sign
from tests.unit.fiscal.conftest import CANCELLATION, NFE, NFE_KEY

SAMPLES = Path(nfelib.__path__[0])
NAMESPACE = "http://www.portalfiscal.inf.br/nfe"
NOTE = NFE.partition("?>")[2].strip()
SECOND_KEY = "35260812ABC34501DE35550010000043221123456780"
SECOND = NOTE.replace(NFE_KEY, SECOND_KEY).replace("<nNF>4321<", "<nNF>4322<")
SOAP = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope" xmlns:xsi="urn:xsi">'
    "<s:Header/><s:Body><answer>{}</answer></s:Body></s:Envelope>"
)
BATCH = f'<enviNFe xmlns="{NAMESPACE}" versao="4.00"><idLote>1</idLote>{{}}</enviNFe>'


def doc_zip(text: str) -> str:
    return f'<docZip schema="x">{b64encode(gzip.compress(text.encode())).decode()}</docZip>'


def distribution(*texts: str) -> str:
    zips = "".join(map(doc_zip, texts))
    return f'<retDistDFeInt xmlns="{NAMESPACE}"><loteDistDFeInt>{zips}</loteDistDFeInt></retDistDFeInt>'


WRAPPED = {
    "soap": SOAP.format(NOTE),
    "batch": BATCH.format(NOTE),
    "batch in soap": SOAP.format(BATCH.format(NOTE)),
    "unknown root": f"<anything><at><all>{NOTE}</all></at></anything>",
    "prefixed": SOAP.format(
        NOTE.replace("xmlns=", "xmlns:n=").replace("</", "</n:").replace("<", "<n:").replace("<n:/n:", "</n:")
        .replace('<n:Signature xmlns:n="http://www.w3.org/2000/09/xmldsig#">', "<n:Signature>")
    ),
    "escaped": f"<outputXML>{escape(NFE)}</outputXML>",
    "latin declaration": f"<x>{escape(NFE.replace('UTF-8', 'ISO-8859-1'))}</x>",
    "cdata": SOAP.format(f"<return><![CDATA[{NFE}]]></return>"),
    "docZip": distribution(NFE),
    "docZip in escaped in soap": SOAP.format(f"<r>{escape(distribution(NFE))}</r>"),
    "the same twice": BATCH.format(NOTE + NOTE),
}  # fmt: skip


@pytest.mark.parametrize("xml", WRAPPED.values(), ids=WRAPPED)
def test_one_document_inside_is_read_as_if_alone(xml: str) -> None:
    assert read(xml.encode()) == read(NFE.encode())


@pytest.mark.parametrize(
    "xml",
    [
        BATCH.format(NOTE + SECOND),
        SOAP.format(f"{NOTE}<r>{escape(SECOND)}</r>"),
        distribution(NOTE, SECOND),
        SOAP.format(escape(BATCH.format(NOTE + SECOND))),
    ],
    ids=["batch", "element and text", "docZips", "a batch as text"],
)
def test_several_are_handed_over_one_by_one(xml: str) -> None:
    with pytest.raises(SeveralDocuments) as caught:
        read(xml.encode())
    assert [read(one).access_key for one in caught.value.documents] == [NFE_KEY, SECOND_KEY]


def test_an_answer_may_hold_other_kinds() -> None:
    answer = f'<retConsSitNFe xmlns="{NAMESPACE}"><cStat>101</cStat>{CANCELLATION}</retConsSitNFe>'
    assert read(answer.encode()) == read(CANCELLATION.encode())


def test_a_municipal_answer_is_split() -> None:
    note = (
        "<CompNfse><Nfse><InfNfse Id='n{0}'><Numero>{0}</Numero><CodigoVerificacao>A</CodigoVerificacao>"
        "<DataEmissao>2026-08-03T10:00:00</DataEmissao><OrgaoGerador><CodigoMunicipio>3106200"
        "</CodigoMunicipio></OrgaoGerador><PrestadorServico><IdentificacaoPrestador>"
        "<Cnpj>11222333000181</Cnpj></IdentificacaoPrestador></PrestadorServico></InfNfse></Nfse></CompNfse>"
    )
    answer = (
        '<ConsultarNfseResposta xmlns="http://www.abrasf.org.br/nfse.xsd"><ListaNfse>'
        f"{note.format(1)}{note.format(2)}</ListaNfse></ConsultarNfseResposta>"
    )
    with pytest.raises(SeveralDocuments) as caught:
        read(f"<outputXML>{escape(answer)}</outputXML>".encode())
    assert [read(one).number for one in caught.value.documents] == [1, 2]  # type: ignore[union-attr]


def test_what_cannot_be_read_beside_others_is_given_to_be_refused_alone() -> None:
    with pytest.raises(SeveralDocuments) as caught:
        read(SOAP.format(NOTE + "<r>&lt;NFe&gt;</r>" + "<docZip>?</docZip>").encode())
    good, cut, junk = caught.value.documents
    assert read(good).access_key == NFE_KEY
    for bad in (cut, junk):
        with pytest.raises(MalformedXml):
            read(bad)


def test_a_document_that_holds_another_is_not_split() -> None:
    note = (SAMPLES / "nfse" / "samples" / "v1_0" / "nfse-ibscbs.xml").read_text("utf-8")
    assert "<DPS" in note
    wrapped = SOAP.format(note.partition("?>")[2])
    assert read(wrapped.encode()) == read(note.encode())


def test_a_signature_made_before_wrapping_verifies_after() -> None:
    """Namespaces of an envelope would go into the canonical form, and its own must stay."""
    root = authority()
    alone = sign(
        NOTE.replace("<NFe>", '<NFe xmlns:unused="urn:kept">').encode(),
        certificate("12ABC34501DE35", root),
        f"NFe{NFE_KEY}",
    )
    inspector = Inspector(trust=TrustStore.from_pem(root.pem))
    for xml in (
        alone,
        SOAP.encode().replace(b"{}", alone),
        escaped(alone),
        BATCH.encode().replace(b"{}", alone),
    ):
        verdict = inspector.inspect(xml, datetime(2026, 8, 4, tzinfo=UTC)).signature
        assert verdict.verdict is Verdict.VALID, verdict.detail
    edited = SOAP.encode().replace(b"{}", alone.replace(b"105.50", b"905.50"))
    verdict = inspector.inspect(edited, datetime(2026, 8, 4, tzinfo=UTC)).signature
    assert verdict.verdict is Verdict.TAMPERED


def escaped(xml: bytes) -> bytes:
    return f"<outputXML>{escape(xml.decode())}</outputXML>".encode()


BARE = f'<NFe xmlns="{NAMESPACE}"><infNFe Id="NFe{NFE_KEY}"><ide>{{}}</ide></infNFe></NFe>'
BOMB = b64encode(gzip.compress(b" " * 50_000_000)).decode()
TAGS = b64encode(gzip.compress(b"<a>%b</a>" % (b"<i/>" * 390_000))).decode()
NESTED_TEXT = BARE.format("")
for _ in range(5):
    NESTED_TEXT = f"<x>{escape(NESTED_TEXT)}</x>"
HOSTILE = {
    "too many": ("".join(BARE.format(n) for n in range(MOST_DOCUMENTS + 1)), DocumentTooLarge),
    "too many alike": (f"<NFe xmlns='{NAMESPACE}'/>" * 100_000, DocumentTooLarge),
    "almost documents": ("<NFe/>" * 390_000, DocumentTooLarge),
    "texts": ("<a>&lt;a/></a>" * 190_000, DocumentTooLarge),
    "empty elements": ("<i/>" * 390_000, UnsupportedDocument),
    "a bomb": (f"<docZip>{BOMB}</docZip>", DocumentTooLarge),
    "many bombs": (
        f"<docZip>{b64encode(gzip.compress(b' ' * 6_000_000 + b'<a/>')).decode()}</docZip>" * 500,
        DocumentTooLarge,
    ),
    "many tags in little": (f"<docZip>{TAGS}</docZip>" * 15, DocumentTooLarge),
    "text in text in text": (NESTED_TEXT, UnsupportedDocument),
    "no identity": (f"<NFe xmlns='{NAMESPACE}'/>", IdentityMissing),
    "a doctype inside": ("<r>&lt;!DOCTYPE x>&lt;x/></r>", FiscalError),
    "nothing inside": ("<docZip>AAAA</docZip>", FiscalError),
}


@pytest.mark.parametrize(("inside", "error"), HOSTILE.values(), ids=HOSTILE)
def test_hostile_containers_end_soon_in_an_error(inside: str, error: type[FiscalError]) -> None:
    xml = f"<x>{inside}</x>".encode()
    assert len(xml) <= MAX_BYTES
    began = process_time()
    with pytest.raises(error):
        read(xml)
    assert process_time() - began < 3


def test_a_bomb_is_not_inflated_past_its_cap() -> None:
    tracemalloc.start()
    with pytest.raises(DocumentTooLarge):
        read(f"<x><docZip>{BOMB}</docZip></x>".encode())
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 3 * MAX_BYTES


def test_deep_envelopes_are_opened() -> None:
    opening = "".join(f'<e xmlns="urn:{n}" xmlns:p{n}="urn:p">' for n in range(200))
    assert read(f"{opening}{BARE.format('')}{'</e>' * 200}".encode()).access_key == NFE_KEY

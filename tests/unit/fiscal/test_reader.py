"""Any bytes at all: which kind reads them, and which error they end in."""

import re
from pathlib import Path

import nfelib  # type: ignore[import-untyped]
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from malote.errors import FiscalError, IdentityMissing, UnsupportedDocument
from malote.fiscal import FiscalDocument, read
from malote.fiscal.document_id import DOCUMENT_ID
from malote.fiscal.reader import layouts

NAMESPACE = "http://www.portalfiscal.inf.br/nfe"
SAMPLES = [
    path.read_bytes()
    for path in sorted(Path(nfelib.__path__[0]).rglob("samples/**/*.xml"))
    if path.stat().st_size < 12_000
]


def test_kinds_are_found_by_themselves() -> None:
    names = {root.rpartition("}")[2] for root in layouts()}
    assert names >= {
        "nfeProc", "NFe", "cteProc", "CTe", "cteOSProc", "CTeOS", "cteSimpProc", "CTeSimp",
        "GTVeProc", "GTVe", "mdfeProc", "MDFe", "bpeProc", "BPe", "nf3eProc", "NF3e",
        "nfcomProc", "NFCom", "NFSe", "DPS", "CompNfse", "CFe", "CFeCanc", "procInutNFe",
        "procEventoNFe", "evento", "procEventoCTe", "procEventoMDFe", "resNFe", "resEvento",
    }  # fmt: skip


def test_details_are_read_to_show_and_not_to_register(nfe: str) -> None:
    whole, header = read(nfe.encode()), read(nfe.encode(), details=False)
    assert isinstance(whole, FiscalDocument)
    assert isinstance(header, FiscalDocument)
    assert whole.details is not None
    assert [item.code for item in whole.details.items] == ["A", "B"]
    assert header == whole.model_copy(update={"details": None})


@pytest.mark.parametrize(
    "namespace", ["", "http://www.portalfiscal.inf.br/nfe/", "HTTPS://portalfiscal/NFe"]
)
def test_a_known_root_out_of_its_namespace_is_read(nfe: str, namespace: str) -> None:
    record = read(nfe.replace(NAMESPACE, namespace).encode())
    assert record == read(nfe.encode())


@pytest.mark.parametrize(
    "xml",
    [
        # São Paulo's NFS-e, whose root has the NF-e's name.
        "<NFe><Assinatura>x</Assinatura><ChaveNFe><NumeroNFe>1</NumeroNFe></ChaveNFe></NFe>",
        '<evento xmlns="urn:other"><infEvento Id="EVT1"/></evento>',
        '<Envelope xmlns="http://www.w3.org/2003/05/soap-envelope"/>',
        "<html><body>404</body></html>",
    ],
)
def test_a_known_name_without_the_identity_is_another_document(xml: str) -> None:
    with pytest.raises(UnsupportedDocument):
        read(xml.encode())


def test_the_refusal_names_the_root_briefly() -> None:
    with pytest.raises(UnsupportedDocument) as caught:
        read(f'<MDFe xmlns="urn:{"x" * 10_000}"/>'.encode())
    assert caught.value.detail.startswith("{urn:xxx")
    assert len(caught.value.detail) == 200


@pytest.mark.parametrize("root", sorted(layouts()))
def test_every_root_without_identity_says_so(root: str) -> None:
    namespace, _, name = root.removeprefix("{").rpartition("}")
    with pytest.raises(IdentityMissing):
        read(f'<{name} xmlns="{namespace}"/>'.encode())


def test_a_file_cut_anywhere_is_never_a_document(nfe: str) -> None:
    xml = nfe.encode()
    for end in range(0, len(xml) - 1, 7):
        with pytest.raises(FiscalError):
            read(xml[:end])


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_raise_nothing_but_fiscal_errors(xml: bytes) -> None:
    with pytest.raises(FiscalError):
        read(xml)


@given(
    st.sampled_from(SAMPLES),
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 20), st.binary(max_size=8)),
        min_size=1,
        max_size=5,
    ),
)
@settings(max_examples=400, deadline=None)
def test_mutated_samples_raise_nothing_but_fiscal_errors(
    xml: bytes, edits: list[tuple[float, int, bytes]]
) -> None:
    for place, length, instead in edits:
        at = int(place * len(xml))
        xml = xml[:at] + instead + xml[at + length :]
    try:
        record = read(xml)
    except FiscalError:
        return
    assert record.party_tax_ids is not None
    assert re.fullmatch(DOCUMENT_ID, record.access_key)


VALUES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], exclude_characters="<>&"))


@given(st.lists(VALUES, min_size=14, max_size=14))
@settings(max_examples=200, deadline=None)
def test_any_values_make_a_record(texts: list[str]) -> None:
    tags = ("mod", "serie", "nNF", "dhEmi", "tpNF", "tpAmb", "finNFe", "natOp")
    ide = "".join(f"<{tag}>{text}</{tag}>" for tag, text in zip(tags, texts[:8], strict=True))
    key = "35260812ABC34501DE35550010000043211123456785"
    xml = (
        f'<NFe xmlns="{NAMESPACE}"><infNFe Id="NFe{key}"><ide>{ide}</ide>'
        f"<emit><CNPJ>{texts[8]}</CNPJ><xNome>{texts[9]}</xNome></emit>"
        f"<autXML><CPF>{texts[10]}</CPF></autXML><total><ICMSTot><vNF>{texts[11]}</vNF>"
        f"<vProd>{texts[12]}</vProd></ICMSTot></total></infNFe>"
        f"<Signature><SignedInfo>{texts[13]}</SignedInfo></Signature></NFe>"
    )
    record = read(xml.encode())
    assert isinstance(record, FiscalDocument)
    assert record.access_key == key
    assert FiscalDocument.model_validate_json(record.model_dump_json()) == record

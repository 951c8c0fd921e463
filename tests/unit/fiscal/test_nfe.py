from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest

from malote.errors import IdentityMissing
from malote.fiscal import (
    Authorization,
    Environment,
    FiscalDocument,
    Kind,
    OperationType,
    Party,
    read,
)

BRASILIA = timezone(timedelta(hours=-3))


def document(xml: str) -> FiscalDocument:
    record = read(xml.encode(), details=False)
    assert isinstance(record, FiscalDocument)
    return record


def test_every_field(nfe: str, nfe_key: str) -> None:
    assert document(nfe) == FiscalDocument(
        kind=Kind.NFE,
        access_key=nfe_key,
        model="55",
        series=1,
        number=4321,
        issued_at=datetime(2026, 8, 3, 10, 20, 30, tzinfo=BRASILIA),
        environment=Environment.PRODUCTION,
        operation_nature="Venda de produção",
        operation_type=OperationType.OUTGOING,
        purpose="1",
        issuer=Party(
            tax_id="12ABC34501DE35",
            legal_name="Fábrica Modelo Ltda",
            trade_name="Modelo",
            state_registration="111222333",
            uf="SP",
        ),
        recipient=Party(
            tax_id="11222333000181",
            legal_name="Loja Exemplo",
            state_registration="444555666",
            uf="MG",
        ),
        carrier=Party(
            tax_id="00000000000191",
            legal_name="Transportes Exemplo",
            state_registration="777",
            uf="RJ",
        ),
        authorized_tax_ids=("52998224725", "98765432000198"),
        total_amount=Decimal("105.50"),
        products_amount=Decimal("100.00"),
        icms_amount=Decimal("18.00"),
        authorization=Authorization(
            protocol="135260000000001",
            status_code="100",
            received_at=datetime(2026, 8, 3, 10, 21, tzinfo=BRASILIA),
            digest_value="authorized=",
            access_key=nfe_key,
        ),
        digest_value="own=",
    )


def test_a_bare_note_has_no_authorization(nfe: str) -> None:
    bare = nfe[nfe.index("<NFe>") : nfe.index("<protNFe")]
    bare = bare.replace("<NFe>", '<NFe xmlns="http://www.portalfiscal.inf.br/nfe">')
    assert document(bare) == document(nfe).model_copy(update={"authorization": None})


def test_model_65_is_an_nfce(nfe: str) -> None:
    assert document(nfe.replace("<mod>55", "<mod>65")).kind is Kind.NFCE
    assert document(nfe.replace("<mod>55", "<mod>")).kind is Kind.NFE


@pytest.mark.parametrize(
    ("written", "rewritten"),
    [
        ('Id="NFe', 'Id="nfe'),
        ('Id="NFe', 'Id="'),
        ('Id="NFe', 'Id=" NFe\n  '),
        ('Id="NFe', 'id="NFe'),
        ('Id="NFe35', 'Id="NFe xx35'),  # unreadable: the protocol's key stands in
        ('Id="NFe', 'Code="NFe'),
        ("<mod>55</mod>", ""),
        ("<serie>1</serie>", ""),
        ("<serie>1<", "<serie>one<"),
        ("<nNF>4321<", "<nNF> 4321\n<"),
        ("<nNF>4321</nNF>", ""),
        ("<CNPJ>12ABC34501DE35<", "<CNPJ>\n  12.abc.345/01de-35  <"),
        ("12ABC34501DE35</CNPJ>", "12ABC345<!-- -->01DE35</CNPJ>"),
        ("<NFe>", '<NFe xmlns="">'),
        ("<emit>", '<emit xmlns="urn:other">'),
        ("<finNFe>1</finNFe>", "<finNFe>1</finNFe><new><tag/></new>"),
    ],
)
def test_sloppiness_costs_nothing(nfe: str, written: str, rewritten: str) -> None:
    assert written in nfe
    assert document(nfe.replace(written, rewritten, 1)) == document(nfe)


def test_a_prefixed_document_reads_the_same(nfe: str) -> None:
    prefixed = nfe.replace("xmlns=", "xmlns:n=", 1)
    for tag in ("nfeProc", "NFe>", "infNFe", "ide>", "emit>", "dest>", "total>", "ICMSTot>"):
        prefixed = prefixed.replace(f"<{tag}", f"<n:{tag}").replace(f"</{tag}", f"</n:{tag}")
    assert document(prefixed) == document(nfe)


@pytest.mark.parametrize(
    ("written", "rewritten", "field"),
    [
        ("<vNF>105.50</vNF>", "", "total_amount"),
        ("<vNF>105.50<", "<vNF>NaN<", "total_amount"),
        ("<vNF>105.50<", "<vNF>1e999999<", "total_amount"),
        ("<vNF>105.50<", "<vNF>105,50<", "total_amount"),
        ("<vNF>105.50<", f"<vNF>{'9' * 50_000}<", "total_amount"),
        ("<vNF>105.50<", "<vNF>1.00</vNF><vNF>105.50<", "total_amount"),
        ("<vNF>105.50<", "<vNF><x>105.50</x><", "total_amount"),
        (">2026-08-03T10:20:30-03:00<", ">03/08/2026<", "issued_at"),
        (">2026-08-03T10:20:30-03:00<", ">0001-01-01T00:00:00+14:00<", "issued_at"),
        (">2026-08-03T10:20:30-03:00<", ">9999-12-31T23:59:59-12:00<", "issued_at"),
        ("<tpAmb>1</tpAmb><finNFe>", "<tpAmb>7</tpAmb><finNFe>", "environment"),
        ("<tpNF>1<", "<tpNF>x<", "operation_type"),
        ("<natOp>Venda de produção<", "<natOp>  <", "operation_nature"),
    ],
)
def test_one_bad_tag_is_none_and_the_rest_stands(
    nfe: str, written: str, rewritten: str, field: str
) -> None:
    assert written in nfe
    broken = document(nfe.replace(written, rewritten, 1))
    assert broken == document(nfe).model_copy(update={field: None})


def test_groups_may_be_missing(nfe: str, nfe_key: str) -> None:
    alone = f'<NFe xmlns="http://www.portalfiscal.inf.br/nfe"><infNFe Id="NFe{nfe_key}"/></NFe>'
    assert document(alone) == FiscalDocument(
        kind=Kind.NFE, access_key=nfe_key, model="55", series=1, number=4321
    )


def test_a_recipient_abroad_and_an_issuer_with_cpf(nfe: str) -> None:
    abroad = nfe.replace("<CNPJ>11222333000181</CNPJ>", "<idEstrangeiro>X-42</idEstrangeiro>")
    recipient = document(abroad).recipient
    assert recipient is not None
    assert (recipient.tax_id, recipient.foreign_id) == (None, "X-42")
    person = nfe.replace("<CNPJ>12ABC34501DE35</CNPJ>", "<CPF>529.982.247-25</CPF>")
    issuer = document(person).issuer
    assert issuer is not None
    assert issuer.tax_id == "52998224725"


def test_names_are_capped(nfe: str) -> None:
    issuer = document(nfe.replace("Fábrica", "F" * 100_000)).issuer
    assert issuer is not None
    assert issuer.legal_name == "F" * 500


def test_layout_2_has_a_date_alone(nfe: str) -> None:
    old = nfe.replace("<dhEmi>2026-08-03T10:20:30-03:00</dhEmi>", "<dEmi>2012-05-01</dEmi>")
    assert document(old).issued_at == datetime(2012, 5, 1, tzinfo=BRASILIA)


def test_the_documents_own_id_wins_over_the_protocols(nfe: str, nfe_key: str) -> None:
    other = nfe_key[:-1] + "0"
    forged = document(nfe.replace(f"<chNFe>{nfe_key}", f"<chNFe>{other}"))
    assert forged.access_key == nfe_key
    assert forged.authorization is not None
    assert forged.authorization.access_key == other


@pytest.mark.parametrize("tag", ["infNFe", "NFe"])
def test_two_documents_in_one_have_no_identity(nfe: str, tag: str) -> None:
    start, end = nfe.index(f"<{tag}"), nfe.index(f"</{tag}>") + len(f"</{tag}>")
    with pytest.raises(IdentityMissing):
        read((nfe[:end] + nfe[start:end] + nfe[end:]).encode())


def test_without_a_key_there_is_no_identity(nfe: str, nfe_key: str) -> None:
    with pytest.raises(IdentityMissing):
        read(nfe.replace(nfe_key, "0").encode())


def test_a_bad_check_digit_is_no_crash(nfe: str, nfe_key: str) -> None:
    assert document(nfe.replace(nfe_key, nfe_key[:-1] + "0")).access_key.endswith("0")


def test_a_note_of_990_items_and_5_mb_is_read(nfe: str) -> None:
    item = f"<det><prod><xProd>{'x' * 5_100}</xProd></prod></det>" * 990
    large = nfe.replace("<total>", f"{item}<total>")
    assert len(large) > 5_000_000
    assert document(large) == document(nfe)


def test_whose_it_is(nfe: str) -> None:
    assert document(nfe).party_tax_ids == {
        "12ABC34501DE35", "11222333000181", "00000000000191", "52998224725", "98765432000198",
    }  # fmt: skip

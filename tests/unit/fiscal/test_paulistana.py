"""São Paulo's own NFS-e, whose root has the NF-e's name."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from malote.errors import UnsupportedDocument
from malote.fiscal import FiscalDocument, Kind, Party, Situation, read
from malote.fiscal.details import Details, Item, Tax, TaxName, Totals

NFE = """<NFe xmlns=""><Assinatura>RSA=</Assinatura>
 <ChaveNFe><InscricaoPrestador>39616924</InscricaoPrestador><NumeroNFe>1234</NumeroNFe>
  <CodigoVerificacao>ABCD1234</CodigoVerificacao></ChaveNFe>
 <DataEmissaoNFe>2026-08-03T10:20:30</DataEmissaoNFe><NumeroLote>1</NumeroLote>
 <ChaveRPS><SerieRPS>A</SerieRPS><NumeroRPS>7</NumeroRPS></ChaveRPS>
 <DataFatoGeradorNFe>2026-07-31T00:00:00</DataFatoGeradorNFe>
 <CPFCNPJPrestador><CNPJ>12ABC34501DE35</CNPJ></CPFCNPJPrestador>
 <RazaoSocialPrestador>Oficina Modelo Ltda</RazaoSocialPrestador>
 <EnderecoPrestador><Cidade>3550308</Cidade><UF>SP</UF></EnderecoPrestador>
 <StatusNFe>N</StatusNFe><TributacaoNFe>T</TributacaoNFe><OpcaoSimples>0</OpcaoSimples>
 <ValorServicos>1000</ValorServicos><ValorDeducoes>100</ValorDeducoes><ValorPIS>6.5</ValorPIS>
 <ValorCOFINS>30</ValorCOFINS><ValorINSS>0</ValorINSS><ValorIR>15</ValorIR>
 <ValorCSLL>10</ValorCSLL><CodigoServico>2919</CodigoServico>
 <AliquotaServicos>0.05</AliquotaServicos><ValorISS>45</ValorISS><ISSRetido>true</ISSRetido>
 <CPFCNPJTomador><CNPJ>11222333000181</CNPJ></CPFCNPJTomador>
 <InscricaoMunicipalTomador>99</InscricaoMunicipalTomador>
 <InscricaoEstadualTomador>444</InscricaoEstadualTomador>
 <RazaoSocialTomador>Loja Exemplo</RazaoSocialTomador>
 <EnderecoTomador><UF>MG</UF></EnderecoTomador>
 <CPFCNPJIntermediario><CPF>52998224725</CPF></CPFCNPJIntermediario>
 <Discriminacao>Conserto de prensa</Discriminacao>
 <ValorCargaTributaria>172.50</ValorCargaTributaria></NFe>"""


def document(xml: str) -> FiscalDocument:
    record = read(xml.encode())
    assert isinstance(record, FiscalDocument)
    return record


def test_every_field() -> None:
    def withheld(name: TaxName, amount: str) -> Tax:
        return Tax(name=name, amount=Decimal(amount), withheld=True)

    iss = Tax(
        name=TaxName.ISS,
        situation="T",
        rate=Decimal("0.05"),
        amount=Decimal(45),
        withheld=True,
    )
    assert document(NFE) == FiscalDocument(
        kind=Kind.MUNICIPAL_NFSE,
        access_key="NFSE-3550308-12ABC34501DE35-1234",
        model="NFSE",
        series=0,
        number=1234,
        verification_code="ABCD1234",
        situation=Situation.AUTHORIZED,
        issued_at=datetime(2026, 8, 3, 13, 20, 30, tzinfo=UTC),
        issuer=Party(
            tax_id="12ABC34501DE35",
            legal_name="Oficina Modelo Ltda",
            municipal_registration="39616924",
            uf="SP",
        ),
        service_taker=Party(
            tax_id="11222333000181",
            legal_name="Loja Exemplo",
            state_registration="444",
            municipal_registration="99",
            uf="MG",
        ),
        intermediary=Party(tax_id="52998224725"),
        total_amount=Decimal(1000),
        details=Details(
            items=(
                Item(
                    number=1,
                    code="2919",
                    description="Conserto de prensa",
                    total_amount=Decimal(1000),
                    taxes=(
                        iss,
                        withheld(TaxName.PIS, "6.5"),
                        withheld(TaxName.COFINS, "30"),
                        withheld(TaxName.IRRF, "15"),
                        withheld(TaxName.CSLL, "10"),
                    ),
                ),
            ),
            totals=Totals(
                services_amount=Decimal(1000),
                deductions_amount=Decimal(100),
                iss_amount=Decimal(45),
                withheld_amount=Decimal("106.5"),
                approximate_taxes_amount=Decimal("172.50"),
            ),
            competence_on=date(2026, 7, 31),
        ),
    )


@pytest.mark.parametrize(
    "root",
    ["<NFe>", '<NFe xmlns="http://www.prefeitura.sp.gov.br/nfe">', '<p:NFe xmlns:p="urn:p">'],
)
def test_in_any_namespace_or_none(root: str) -> None:
    end = "</p:NFe>" if root.startswith("<p:") else "</NFe>"
    dressed = NFE.replace('<NFe xmlns="">', root).replace("</NFe>", end)
    assert document(dressed) == document(NFE)


def test_the_one_note_in_the_citys_answer() -> None:
    answer = f"""<RetornoConsulta xmlns="http://www.prefeitura.sp.gov.br/nfe">
      <Cabecalho Versao="1" xmlns=""><Sucesso>true</Sucesso></Cabecalho>{NFE}</RetornoConsulta>"""
    assert document(answer) == document(NFE)


def test_an_nfe_out_of_its_namespace_is_still_an_nfe(nfe: str) -> None:
    bare = nfe[nfe.index("<NFe>") : nfe.index("<protNFe")]
    assert document(bare).kind is Kind.NFE


@pytest.mark.parametrize(
    ("status", "situation"),
    [("C", Situation.CANCELLED), ("E", None), ("", None)],  # E: extraviada, a lost paper
)
def test_what_became_of_it(status: str, situation: Situation | None) -> None:
    assert document(NFE.replace("<StatusNFe>N", f"<StatusNFe>{status}")).situation is situation


def test_layout_2_writes_another_price() -> None:
    second = NFE.replace("ValorServicos>", "ValorFinalCobrado>")
    assert document(second) == document(NFE)


def test_nobody_else_named() -> None:
    start, end = NFE.index("<CPFCNPJTomador>"), NFE.index("<Discriminacao>")
    found = document(NFE[:start] + NFE[end:])
    assert (found.service_taker, found.intermediary) == (None, None)
    assert found.party_tax_ids == {"12ABC34501DE35"}


@pytest.mark.parametrize("withheld", ["ISSRetido", "ISSRetidoIntermediario"])
def test_iss_withheld_by_either(withheld: str) -> None:
    taken = NFE.replace("ISSRetido>", f"{withheld}>")
    for word, expected in (("true", True), ("false", False)):
        details = document(taken.replace("true", word)).details
        assert details is not None
        assert details.items[0].taxes[0].withheld is expected


@pytest.mark.parametrize("before", ["<NumeroNFe>1234</NumeroNFe>", "<CNPJ>12ABC34501DE35</CNPJ>"])
def test_without_identity_it_is_unknown(before: str) -> None:
    with pytest.raises(UnsupportedDocument):
        read(NFE.replace(before, "").encode())

from decimal import Decimal

import pytest

from malote.errors import IdentityMissing
from malote.fiscal import FiscalDocument, Kind, Party, read
from malote.fiscal.details import Driver, Instalment, Place, Transport, Vehicle

KEY = "3526080X0J92JY000196580010000000071041448679"[:43] + "0"
NFE_KEY = "35260812ABC34501DE35550010000043211123456785"
CTE_KEY = "3526080X0J92JY000196570010000006041448679012"
OTHER = KEY[:-1] + "1"
MDFE = f"""<mdfeProc xmlns="http://www.portalfiscal.inf.br/mdfe" versao="3.00">
 <MDFe><infMDFe versao="3.00" Id="MDFe{KEY}"><ide><tpAmb>1</tpAmb><mod>58</mod><serie>1</serie>
  <nMDF>7</nMDF><modal>1</modal><dhEmi>2026-08-04T08:00:00-03:00</dhEmi><UFIni>SP</UFIni>
  <UFFim>BA</UFFim><infMunCarrega><cMunCarrega>3550308</cMunCarrega>
  <xMunCarrega>São Paulo</xMunCarrega></infMunCarrega></ide>
 <emit><CNPJ>0X0J92JY000196</CNPJ><xNome>Transportadora</xNome>
  <enderEmit><UF>SP</UF></enderEmit></emit>
 <infModal><rodo><infANTT><RNTRC>12345678</RNTRC>
  <infContratante><xNome>Fábrica</xNome><CNPJ>12ABC34501DE35</CNPJ></infContratante>
  <infContratante><idEstrangeiro>X-1</idEstrangeiro></infContratante>
  <infPag><xNome>Quem paga</xNome><CNPJ>11222333000181</CNPJ>
   <infPrazo><nParcela>001</nParcela><dVenc>2026-09-01</dVenc><vParcela>10.00</vParcela></infPrazo>
  </infPag></infANTT>
  <veicTracao><placa>ABC1D23</placa><prop><CPF>52998224725</CPF><RNTRC>87654321</RNTRC>
   <xNome>Autônomo</xNome><UF>MG</UF></prop>
   <condutor><xNome>Maria</xNome><CPF>52998224725</CPF></condutor>
   <condutor><xNome>João</xNome><CPF>11144477735</CPF></condutor><UF>SP</UF></veicTracao>
  <veicReboque><placa>DEF4G56</placa><UF>PR</UF></veicReboque></rodo></infModal>
 <infDoc><infMunDescarga><cMunDescarga>2927408</cMunDescarga><xMunDescarga>Salvador</xMunDescarga>
   <infCTe><chCTe>{CTE_KEY}</chCTe><infNFePrestParcial><chNFe>{NFE_KEY}</chNFe>
    </infNFePrestParcial></infCTe><infNFe><chNFe>{NFE_KEY}</chNFe></infNFe></infMunDescarga>
  <infMunDescarga><cMunDescarga>2910800</cMunDescarga><xMunDescarga>Feira</xMunDescarga>
   <infMDFeTransp><chMDFe>{OTHER}</chMDFe></infMDFeTransp></infMunDescarga></infDoc>
 <seg><infResp><respSeg>2</respSeg><CNPJ>33444555000181</CNPJ></infResp></seg>
 <seg><infResp><respSeg>1</respSeg><CNPJ>0X0J92JY000196</CNPJ></infResp></seg>
 <prodPred><tpCarga>01</tpCarga><xProd>Soja</xProd></prodPred>
 <tot><vCarga>1500.00</vCarga><cUnid>02</cUnid><qCarga>2.5000</qCarga></tot>
 <autXML><CNPJ>98765432000198</CNPJ></autXML>
 <infAdic><infAdFisco>fisco</infAdFisco><infCpl>rota</infCpl></infAdic></infMDFe></MDFe>
 <protMDFe><infProt><tpAmb>1</tpAmb><chMDFe>{KEY}</chMDFe><nProt>935</nProt><cStat>100</cStat>
 </infProt></protMDFe></mdfeProc>"""


def document(xml: str) -> FiscalDocument:
    record = read(xml.encode())
    assert isinstance(record, FiscalDocument)
    assert record.details
    return record


def test_header() -> None:
    found = document(MDFE)
    assert (found.kind, found.model, found.series, found.number) == (Kind.MDFE, "58", 1, 7)
    assert found.access_key == KEY
    assert found.authorization
    assert (found.authorization.protocol, found.authorization.access_key) == ("935", KEY)
    assert found.carrier == Party(tax_id="52998224725", legal_name="Autônomo", uf="MG")
    assert found.contractors == (
        Party(tax_id="12ABC34501DE35", legal_name="Fábrica"),
        Party(foreign_id="X-1"),
        Party(tax_id="11222333000181", legal_name="Quem paga"),
        Party(tax_id="33444555000181"),
    )
    assert found.carried_keys == (CTE_KEY, NFE_KEY, OTHER)
    assert found.total_amount is None
    assert found.party_tax_ids == {
        "0X0J92JY000196", "52998224725", "12ABC34501DE35", "11222333000181", "33444555000181",
        "98765432000198",
    }  # fmt: skip


def test_details() -> None:
    details = document(MDFE).details
    assert details
    assert details.transport == Transport(
        modal="1",
        origin=Place(municipality_code="3550308", municipality="São Paulo", uf="SP"),
        destination=Place(uf="BA"),  # two places of unloading are none in particular
        cargo_amount=Decimal("1500.00"),
        cargo_weight=Decimal(2500),
        main_product="Soja",
        vehicles=(
            Vehicle(plate="ABC1D23", uf="SP", rntrc="87654321"),
            Vehicle(plate="DEF4G56", uf="PR", rntrc="12345678"),
        ),
        drivers=(
            Driver(name="Maria", tax_id="52998224725"),
            Driver(name="João", tax_id="11144477735"),
        ),
    )
    (instalment,) = details.instalments
    assert instalment == Instalment(
        number="001", due_date=instalment.due_date, amount=Decimal("10.00")
    )
    assert (details.fiscal_information, details.additional_information) == ("fisco", "rota")


@pytest.mark.parametrize(("unit", "weight"), [("01", "2.5"), ("02", "2500"), ("09", None)])
def test_weight_is_in_kilograms(unit: str, weight: str | None) -> None:
    details = document(MDFE.replace("<cUnid>02", f"<cUnid>{unit}")).details
    assert details
    assert details.transport
    assert details.transport.cargo_weight == (Decimal(weight) if weight else None)


def test_bare_prefixed_and_empty() -> None:
    bare = MDFE[MDFE.index("<MDFe>") : MDFE.index("<protMDFe")]
    bare = bare.replace("<MDFe>", '<MDFe xmlns="http://www.portalfiscal.inf.br/mdfe">')
    assert document(bare) == document(MDFE).model_copy(update={"authorization": None})
    prefixed = bare.replace("xmlns=", "xmlns:m=").replace("<", "<m:").replace("<m:/", "</m:")
    assert document(prefixed) == document(bare)
    empty = f'<MDFe xmlns="http://www.portalfiscal.inf.br/mdfe"><infMDFe Id="MDFe{KEY}"/></MDFe>'
    found = document(empty)
    assert (found.access_key, found.number, found.contractors, found.carried_keys) == (
        KEY, 7, (), (),
    )  # fmt: skip
    with pytest.raises(IdentityMissing):
        read(MDFE.replace(KEY, "").encode())

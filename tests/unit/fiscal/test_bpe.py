from decimal import Decimal

import pytest

from malote.errors import IdentityMissing
from malote.fiscal import FiscalDocument, Kind, Party, read
from malote.fiscal.details import Passenger, Payment, Place, TaxName, Vehicle

KEY = "3526080X0J92JY000196630010000006041448679012"
OTHER = KEY[:-1] + "3"
NAMESPACE = "http://www.portalfiscal.inf.br/bpe"
HEAD = (
    f'<infBPe versao="1.00" Id="BPe{KEY}"><ide><tpAmb>1</tpAmb><mod>63</mod><serie>1</serie>'
    "<nBP>604</nBP><modal>1</modal><dhEmi>2026-08-04T08:00:00-03:00</dhEmi><tpBPe>0</tpBPe>{}</ide>"
    "<emit><CNPJ>0X0J92JY000196</CNPJ><xNome>Viação</xNome><enderEmit><UF>SP</UF></enderEmit></emit>"
)
WAY = "<UFIni>SP</UFIni><cMunIni>3550308</cMunIni><UFFim>BA</UFFim><cMunFim>2927408</cMunFim>"
ICMS = "<ICMS><ICMS00><CST>00</CST><vBC>90.00</vBC><pICMS>12.00</pICMS><vICMS>10.80</vICMS></ICMS00></ICMS>"
PROTOCOL = f"<protBPe><infProt><chBPe>{KEY}</chBPe><nProt>151</nProt><cStat>100</cStat></infProt></protBPe>"
TICKET = f"""<bpeProc versao="1.00" xmlns="{NAMESPACE}"><BPe>{HEAD.format(WAY)}
 <comp><xNome>Fábrica</xNome><CNPJ>12ABC34501DE35</CNPJ><enderComp><UF>SP</UF></enderComp></comp>
 <agencia><xNome>Agência</xNome><CNPJ>11222333000181</CNPJ></agencia>
 <infBPeSub><chBPe>{OTHER}</chBPe></infBPeSub>
 <infPassagem><xLocOrig>Tietê</xLocOrig><xLocDest>Salvador</xLocDest><infPassageiro>
  <xNome>Maria</xNome><CPF>52998224725</CPF><nDoc>12.345</nDoc></infPassageiro></infPassagem>
 <infValorBPe><vBP>100.00</vBP><vDesconto>10.00</vDesconto><vPgto>90.00</vPgto>
  <Comp><tpComp>01</tpComp><vComp>95.00</vComp></Comp>
  <Comp><tpComp>06</tpComp><vComp>5.00</vComp></Comp></infValorBPe>
 <imp>{ICMS}<vTotTrib>9.00</vTotTrib><ICMSUFFim><vBCUFFim>90.00</vBCUFFim>
  <pICMSUFFim>18.00</pICMSUFFim><vICMSUFFim>5.40</vICMSUFFim></ICMSUFFim></imp>
 <pag><tPag>01</tPag><vPag>50.00</vPag></pag><pag><tPag>17</tPag><vPag>40.00</vPag></pag>
 <infAdic><infCpl>obs</infCpl></infAdic></infBPe></BPe>{PROTOCOL}</bpeProc>"""
CITY = f"""<bpeTMProc versao="1.00" xmlns="{NAMESPACE}"><BPeTM>
 {HEAD.format("<dCompet>2026-08-03</dCompet><CFOP>5353</CFOP>")}
 <detBPeTM idEqpCont="7"><placa>ABC1D23</placa>
  <det nViagem="1"><qPass>20</qPass><vBP>80.00</vBP><imp>{ICMS}</imp></det>
  <det nViagem="2"><qPass>5</qPass><vBP>20.00</vBP></det></detBPeTM>
 <detBPeTM idEqpCont="8"><placa>ABC1D23</placa></detBPeTM>
 <total><vBP>100.00</vBP><ICMSTot><vBC>90.00</vBC><vICMS>10.80</vICMS></ICMSTot>
  <IBSCBSTot><gCBS><vCBS>0.90</vCBS></gCBS></IBSCBSTot><vTotDFe>101.00</vTotDFe></total>
 </infBPe></BPeTM>{PROTOCOL}</bpeTMProc>"""
AIR = (
    TICKET.replace("BPe>", "BPeTA>", 1)
    .replace("</BPe>", "</BPeTA>")
    .replace("bpeProc", "bpeTAProc")
)


def document(xml: str) -> FiscalDocument:
    record = read(xml.encode())
    assert isinstance(record, FiscalDocument)
    assert record.details
    return record


@pytest.mark.parametrize("xml", [TICKET, AIR])
def test_a_ticket(xml: str) -> None:
    found = document(xml)
    assert (found.kind, found.model, found.access_key, found.number) == (Kind.BPE, "63", KEY, 604)
    assert found.recipient == Party(tax_id="12ABC34501DE35", legal_name="Fábrica", uf="SP")
    assert found.intermediary == Party(tax_id="11222333000181", legal_name="Agência")
    assert (found.total_amount, found.icms_amount) == (Decimal(90), Decimal("10.80"))
    assert found.authorization
    assert found.authorization.protocol == "151"
    details = found.details
    assert details
    air = xml is AIR
    assert [(one.description, str(one.total_amount)) for one in details.items] == [
        ("Tarifa", "95.00"), ("Bagagem" if air else "Serviço de venda integrada", "5.00"),
    ]  # fmt: skip
    assert [(one.name, str(one.amount)) for one in details.taxes] == [
        (TaxName.ICMS, "10.80"), (TaxName.ICMS_DESTINATION, "5.40"),
    ]  # fmt: skip
    assert details.payments == (
        Payment(method="01", amount=Decimal(50)), Payment(method="17", amount=Decimal(40)),
    )  # fmt: skip
    totals = details.totals
    assert (totals.services_amount, totals.discount_amount) == (Decimal(100), Decimal(10))
    assert (totals.net_amount, totals.approximate_taxes_amount) == (Decimal(90), Decimal(9))
    assert details.transport
    assert details.transport.origin == Place(
        municipality_code="3550308", municipality="Tietê", uf="SP"
    )
    assert details.transport.passengers == (
        Passenger(name="Maria", tax_id="52998224725", document="12.345"),
    )
    assert (details.referenced_keys, details.additional_information) == ((OTHER,), "obs")


def test_a_ticket_without_a_buyer_is_the_passengers() -> None:
    alone = TICKET[: TICKET.index("<comp>")] + TICKET[TICKET.index("<agencia>") :]
    found = document(alone)
    assert found.recipient == Party(tax_id="52998224725", legal_name="Maria")


def test_a_day_of_city_rides() -> None:
    found = document(CITY)
    assert (found.total_amount, found.icms_amount) == (Decimal(100), Decimal("10.80"))
    details = found.details
    assert details
    assert [(one.code, one.number, str(one.quantity), one.cfop) for one in details.items] == [
        ("7", 1, "20", "5353"), ("7", 2, "5", "5353"),
    ]  # fmt: skip
    assert [one.name for one in details.items[0].taxes] == [TaxName.ICMS]
    assert details.taxes == ()
    assert str(details.competence_on) == "2026-08-03"
    assert details.totals.cbs_amount == Decimal("0.90")
    assert details.totals.total_with_taxes_amount == Decimal(101)
    assert details.transport
    assert details.transport.vehicles == (Vehicle(plate="ABC1D23"),)


@pytest.mark.parametrize("xml", [TICKET, CITY, AIR])
def test_bare_prefixed_and_empty(xml: str) -> None:
    start, end = xml.index("<BPe"), xml.index("<protBPe>")
    root = xml[start + 1 :].partition(">")[0]
    bare = xml[start:end].replace(f"<{root}", f'<{root} xmlns="{NAMESPACE}"', 1)
    assert document(bare) == document(xml).model_copy(update={"authorization": None})
    prefixed = bare.replace("xmlns=", "xmlns:b=").replace("<", "<b:").replace("<b:/", "</b:")
    assert document(prefixed) == document(bare)
    assert document(xml.replace(f'Id="BPe{KEY}"', "")) == document(xml)
    empty = document(f'<{root} xmlns="{NAMESPACE}"><infBPe Id="BPe{KEY}"/></{root}>')
    assert (empty.access_key, empty.number, empty.recipient) == (KEY, 604, None)
    with pytest.raises(IdentityMissing):
        read(xml.replace(KEY, "").encode())

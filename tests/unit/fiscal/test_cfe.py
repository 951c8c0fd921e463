"""CF-e SAT and its cancellation: documents of our own, in no namespace."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from malote.errors import IdentityMissing
from malote.fiscal import (
    Effect,
    Environment,
    FiscalDocument,
    FiscalEvent,
    Kind,
    OperationType,
    Party,
    read,
)
from malote.fiscal.details import Details, Item, Payment, Tax, TaxName, Totals

KEY = "35260812ABC34501DE35599000040190000241114257"
CANCELLING = "35260812ABC34501DE35599000040190000253347537"

CFE = f"""<?xml version="1.0"?>
<CFe><infCFe Id="CFe{KEY}" versao="0.08" versaoDadosEnt="0.08" versaoSB="010000">
 <ide><cUF>35</cUF><cNF>111425</cNF><mod>59</mod><nserieSAT>900004019</nserieSAT>
  <nCFe>000024</nCFe><dEmi>20260803</dEmi><hEmi>195048</hEmi><cDV>7</cDV><tpAmb>1</tpAmb>
  <CNPJ>16716114000172</CNPJ><numeroCaixa>123</numeroCaixa></ide>
 <emit><CNPJ>12ABC34501DE35</CNPJ><xNome>Loja Modelo Ltda</xNome><xFant>Modelo</xFant>
  <enderEmit><xMun>São Paulo</xMun></enderEmit><IE>111222333</IE><IM>4455</IM></emit>
 <dest><CPF>52998224725</CPF><xNome>Ana Exemplo</xNome></dest>
 <det nItem="1"><prod><cProd>A</cProd><cEAN>7890000000000</cEAN><xProd>Caneta</xProd>
   <NCM>96081000</NCM><CEST>1900100</CEST><CFOP>5102</CFOP><uCom>un</uCom><qCom>2.0000</qCom>
   <vUnCom>50.00</vUnCom><vProd>100.00</vProd><vDesc>4.00</vDesc><vItem>95.00</vItem>
   <vRatDesc>1.00</vRatDesc></prod>
  <imposto><ICMS><ICMS00><Orig>0</Orig><CST>00</CST><pICMS>18.00</pICMS><vICMS>17.10</vICMS>
    </ICMS00></ICMS>
   <PIS><PISAliq><CST>01</CST><vBC>95.00</vBC><pPIS>0.0165</pPIS><vPIS>1.57</vPIS></PISAliq></PIS>
   <COFINS><COFINSAliq><CST>01</CST><vBC>95.00</vBC><pCOFINS>0.0760</pCOFINS>
    <vCOFINS>7.22</vCOFINS></COFINSAliq></COFINS></imposto>
  <infAdProd>Azul</infAdProd></det>
 <det nItem="2"><prod><cProd>S</cProd><xProd>Gravação</xProd><vProd>10.00</vProd></prod>
  <imposto><ISSQN><vBC>10.00</vBC><vAliq>5.00</vAliq><vISSQN>0.50</vISSQN></ISSQN>
   <PIS><PISSN><CST>49</CST></PISSN></PIS></imposto></det>
 <total><ICMSTot><vICMS>17.10</vICMS><vProd>110.00</vProd><vDesc>4.00</vDesc><vPIS>1.57</vPIS>
   <vCOFINS>7.22</vCOFINS><vOutro>0.00</vOutro></ICMSTot><vCFe>105.00</vCFe>
  <DescAcrEntr><vDescSubtot>1.00</vDescSubtot></DescAcrEntr>
  <ISSQNtot><vBC>10.00</vBC><vISS>0.50</vISS></ISSQNtot><vCFeLei12741>30.00</vCFeLei12741></total>
 <pgto><MP><cMP>01</cMP><vMP>50.00</vMP></MP><MP><cMP>03</cMP><vMP>60.00</vMP></MP>
  <vTroco>5.00</vTroco></pgto>
 <infAdic><infCpl>Volte sempre</infCpl></infAdic></infCFe>
 <Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><SignedInfo><Reference>
  <DigestValue>own=</DigestValue></Reference></SignedInfo></Signature></CFe>"""

CANCELLATION = f"""<?xml version="1.0"?>
<CFeCanc><infCFe Id="CFe{CANCELLING}" chCanc="CFe{KEY}" versao="0.08">
 <dEmi>20260803</dEmi><hEmi>195048</hEmi>
 <ide><mod>59</mod><nserieSAT>900004019</nserieSAT><nCFe>000025</nCFe><dEmi>20260803</dEmi>
  <hEmi>200130</hEmi><CNPJ>16716114000172</CNPJ></ide>
 <emit><CNPJ>12ABC34501DE35</CNPJ></emit><dest><CPFCNPJ>52998224725</CPFCNPJ></dest>
 <total><vCFe>105.00</vCFe></total></infCFe></CFeCanc>"""


def document(xml: str) -> FiscalDocument:
    record = read(xml.encode())
    assert isinstance(record, FiscalDocument)
    return record


def event(xml: str) -> FiscalEvent:
    record = read(xml.encode())
    assert isinstance(record, FiscalEvent)
    return record


def test_every_field() -> None:
    taxes = (
        Tax(name=TaxName.ICMS, situation="00", rate=Decimal("18.00"), amount=Decimal("17.10")),
        Tax(
            name=TaxName.PIS,
            situation="01",
            base_amount=Decimal("95.00"),
            rate=Decimal("0.0165"),
            amount=Decimal("1.57"),
        ),
        Tax(
            name=TaxName.COFINS,
            situation="01",
            base_amount=Decimal("95.00"),
            rate=Decimal("0.0760"),
            amount=Decimal("7.22"),
        ),
    )
    of_the_service = (
        Tax(name=TaxName.PIS, situation="49"),
        Tax(
            name=TaxName.ISS,
            base_amount=Decimal("10.00"),
            rate=Decimal("5.00"),
            amount=Decimal("0.50"),
        ),
    )
    assert document(CFE) == FiscalDocument(
        kind=Kind.CFE,
        access_key=KEY,
        model="59",
        series=900004019,
        number=24,
        issued_at=datetime(2026, 8, 3, 22, 50, 48, tzinfo=UTC),
        environment=Environment.PRODUCTION,
        operation_type=OperationType.OUTGOING,
        issuer=Party(
            tax_id="12ABC34501DE35",
            legal_name="Loja Modelo Ltda",
            trade_name="Modelo",
            state_registration="111222333",
            municipal_registration="4455",
        ),
        recipient=Party(tax_id="52998224725", legal_name="Ana Exemplo"),
        total_amount=Decimal("105.00"),
        products_amount=Decimal("110.00"),
        icms_amount=Decimal("17.10"),
        digest_value="own=",
        details=Details(
            items=(
                Item(
                    number=1,
                    code="A",
                    gtin="7890000000000",
                    description="Caneta",
                    ncm="96081000",
                    cest="1900100",
                    cfop="5102",
                    unit="un",
                    quantity=Decimal("2.0000"),
                    unit_amount=Decimal("50.00"),
                    total_amount=Decimal("100.00"),
                    discount_amount=Decimal("5.00"),
                    taxes=taxes,
                    additional_information="Azul",
                ),
                Item(
                    number=2,
                    code="S",
                    description="Gravação",
                    total_amount=Decimal("10.00"),
                    taxes=of_the_service,
                ),
            ),
            payments=(
                Payment(method="01", amount=Decimal("50.00")),
                Payment(method="03", amount=Decimal("60.00")),
            ),
            totals=Totals(
                products_amount=Decimal("110.00"),
                discount_amount=Decimal("5.00"),
                other_amount=Decimal("0.00"),
                icms_amount=Decimal("17.10"),
                pis_amount=Decimal("1.57"),
                cofins_amount=Decimal("7.22"),
                iss_base_amount=Decimal("10.00"),
                iss_amount=Decimal("0.50"),
                approximate_taxes_amount=Decimal("30.00"),
            ),
            additional_information="Volte sempre",
        ),
    )


def test_serial_and_number_missing_are_in_the_key() -> None:
    bare = CFE.replace("<nserieSAT>900004019</nserieSAT>", "").replace("<nCFe>000024</nCFe>", "")
    assert document(bare) == document(CFE)


def test_nobody_has_to_say_who_bought() -> None:
    start, end = CFE.index("<dest>"), CFE.index("<det nItem")
    for instead in ("<dest/>", ""):
        found = document(CFE[:start] + instead + CFE[end:])
        assert found.recipient is None
        assert found.party_tax_ids == {"12ABC34501DE35"}


@pytest.mark.parametrize(
    ("before", "issued_at"),
    [
        ("<hEmi>195048</hEmi>", datetime(2026, 8, 3, 3, tzinfo=UTC)),
        ("<dEmi>20260803</dEmi>", None),
    ],
)
def test_half_a_time(before: str, issued_at: datetime | None) -> None:
    assert document(CFE.replace(before, "")).issued_at == issued_at


def test_what_the_shop_asked_its_equipment_is_no_coupon() -> None:
    with pytest.raises(IdentityMissing):
        read(CFE.replace(f'Id="CFe{KEY}"', "").encode())


def test_its_cancellation() -> None:
    at = datetime(2026, 8, 3, 23, 1, 30, tzinfo=UTC)
    found = event(CANCELLATION)
    assert found == FiscalEvent(
        access_key=KEY,
        event_type="110111",
        sequence=1,
        author_tax_id="12ABC34501DE35",
        recipient_tax_id="52998224725",
        occurred_at=at,
        description="Cancelamento de CF-e",
        protocol=CANCELLING,
        registered_at=at,
        by_authority=True,
    )
    assert found.registered
    assert found.effect is Effect.CANCELLATION


def test_a_cancellation_only_asked_for_is_not_registered() -> None:
    asked = event(CANCELLATION.replace(f'Id="CFe{CANCELLING}"', ""))
    assert asked.access_key == KEY
    assert (asked.registered, asked.protocol, asked.registered_at) == (False, None, None)


def test_a_cancellation_without_its_issuer_is_by_the_one_in_the_key() -> None:
    silent = event(CANCELLATION.replace("<emit><CNPJ>12ABC34501DE35</CNPJ></emit>", "<emit/>"))
    assert silent.author_tax_id == "12ABC34501DE35"


def test_a_cancellation_under_anothers_key_is_not_registered() -> None:
    stranger = CANCELLING[:6] + "11222333000181" + CANCELLING[20:]
    assert not event(CANCELLATION.replace(CANCELLING, stranger)).registered


@pytest.mark.parametrize("instead", ["", 'chCanc="CFe1"', f'chCanc="CFe{KEY[:20]}55{KEY[22:]}"'])
def test_a_cancellation_of_nothing(instead: str) -> None:
    with pytest.raises(IdentityMissing):
        read(CANCELLATION.replace(f'chCanc="CFe{KEY}"', instead).encode())

"""Past the header of an NF-e: items, totals, transport, billing, and what NT 2025.002 adds."""

from datetime import date
from decimal import Decimal

from malote.fiscal import Details, FiscalDocument, read
from malote.fiscal.details import (
    GovernmentPurchase,
    Instalment,
    Item,
    Payment,
    Totals,
    Transport,
    Vehicle,
    Volume,
)

OTHER = "35260812ABC34501DE35550010000043221123456787"
THIRD = "3526080X0J92JY000196570010000006041448679012"


def details(xml: str) -> Details:
    record = read(xml.encode())
    assert isinstance(record, FiscalDocument)
    assert record.details is not None
    return record.details


def test_an_item(nfe: str) -> None:
    whole = (
        "<cProd>A-1</cProd><cEAN>7891234567895</cEAN><xProd>Caixa  de\n papelão</xProd>"
        "<NCM>48191000</NCM><CEST>1000100</CEST><CFOP>5101</CFOP><uCom>UN</uCom>"
        "<qCom>3.0000</qCom><vUnCom>30.0000000000</vUnCom><vProd>90.00</vProd>"
        "<vDesc>1.50</vDesc><xPed>OC 7</xPed></prod><infAdProd>Lote 9</infAdProd>"
        f"<DFeReferenciado><chaveAcesso>{OTHER}</chaveAcesso><nItem>2</nItem></DFeReferenciado>"
    )
    items = details(nfe.replace("<cProd>A</cProd><vProd>90.00</vProd></prod>", whole)).items
    assert items == (
        Item(
            number=1,
            code="A-1",
            gtin="7891234567895",
            description="Caixa de papelão",
            ncm="48191000",
            cest="1000100",
            cfop="5101",
            unit="UN",
            quantity=Decimal("3.0000"),
            unit_amount=Decimal("30.0000000000"),
            total_amount=Decimal("90.00"),
            discount_amount=Decimal("1.50"),
            purchase_order="OC 7",
            referenced_key=OTHER,
            additional_information="Lote 9",
        ),
        Item(number=2, code="B", total_amount=Decimal("10.00")),
    )


def test_no_gtin_is_none(nfe: str) -> None:
    without = nfe.replace("<cProd>A</cProd>", "<cProd>A</cProd><cEAN>SEM GTIN</cEAN>")
    assert details(without).items[0].gtin is None


def test_totals(nfe: str) -> None:
    general = {
        "vProd": "100.00", "vDesc": "1.01", "vFrete": "2.02", "vSeg": "3.03", "vOutro": "4.04",
        "vBC": "5.05", "vICMS": "6.06", "vST": "7.07", "vFCP": "8.08", "vIPI": "9.09",
        "vII": "10.10", "vPIS": "11.11", "vCOFINS": "12.12", "vTotTrib": "13.13",
    }  # fmt: skip
    written = "".join(f"<{tag}>{amount}</{tag}>" for tag, amount in general.items())
    total = (
        f"<total><ICMSTot>{written}</ICMSTot><ISSQNtot><vServ>14.14</vServ><vBC>15.15</vBC>"
        "<vISS>16.16</vISS><vDeducao>17.17</vDeducao><vISSRet>1.00</vISSRet></ISSQNtot>"
        "<retTrib><vRetPIS>2.00</vRetPIS><vRetCOFINS>3.00</vRetCOFINS><vRetCSLL>4.00</vRetCSLL>"
        "<vIRRF>5.00</vIRRF><vRetPrev>6.00</vRetPrev></retTrib><ISTot><vIS>18.18</vIS></ISTot>"
        "<IBSCBSTot><vBCIBSCBS>19.19</vBCIBSCBS><gIBS><gIBSUF><vIBSUF>20.20</vIBSUF></gIBSUF>"
        "<gIBSMun><vIBSMun>21.21</vIBSMun></gIBSMun><vIBS>22.22</vIBS></gIBS>"
        "<gCBS><vCBS>23.23</vCBS></gCBS><gMono><vIBSMono>24.24</vIBSMono>"
        "<vCBSMono>25.25</vCBSMono></gMono></IBSCBSTot><vNFTot>26.26</vNFTot></total>"
    )
    found = details(nfe[: nfe.index("<total>")] + total + nfe[nfe.index("</total>") + 8 :])
    amounts = {name: str(amount) for name, amount in found.totals if amount is not None}
    assert amounts == {
        "products_amount": "100.00", "discount_amount": "1.01", "freight_amount": "2.02",
        "insurance_amount": "3.03", "other_amount": "4.04", "icms_base_amount": "5.05",
        "icms_amount": "6.06", "icms_st_amount": "7.07", "fcp_amount": "8.08",
        "ipi_amount": "9.09", "ii_amount": "10.10", "pis_amount": "11.11",
        "cofins_amount": "12.12", "approximate_taxes_amount": "13.13",
        "services_amount": "14.14", "iss_base_amount": "15.15", "iss_amount": "16.16",
        "deductions_amount": "17.17", "withheld_amount": "21.00", "is_amount": "18.18",
        "ibs_cbs_base_amount": "19.19", "ibs_state_amount": "20.20",
        "ibs_municipality_amount": "21.21", "ibs_amount": "22.22", "cbs_amount": "23.23",
        "ibs_monophasic_amount": "24.24", "cbs_monophasic_amount": "25.25",
        "total_with_taxes_amount": "26.26",
    }  # fmt: skip
    assert [(tax.name.value, str(tax.amount), tax.withheld) for tax in found.taxes] == [
        ("iss", "1.00", True), ("pis", "2.00", True), ("cofins", "3.00", True),
        ("csll", "4.00", True), ("irrf", "5.00", True), ("inss", "6.00", True),
    ]  # fmt: skip


def test_transport(nfe: str) -> None:
    more = (
        "<veicTransp><placa>ABC1D23</placa><UF>SP</UF><RNTC>123</RNTC></veicTransp>"
        "<reboque><placa>XYZ9A87</placa></reboque><vol><qVol>2</qVol><esp>CX</esp>"
        "<marca>M</marca><nVol>1/2</nVol><pesoL>9.500</pesoL><pesoB>10.000</pesoB></vol>"
        "<vol><qVol>1</qVol></vol></transp>"
    )
    assert details(nfe.replace("</transp>", more)).transport == Transport(
        freight_mode="0",
        vehicles=(Vehicle(plate="ABC1D23", uf="SP", rntrc="123"), Vehicle(plate="XYZ9A87")),
        volumes=(
            Volume(
                quantity=Decimal(2),
                species="CX",
                brand="M",
                numbering="1/2",
                net_weight=Decimal("9.500"),
                gross_weight=Decimal("10.000"),
            ),
            Volume(quantity=Decimal(1)),
        ),
    )


def test_billing_and_information(nfe: str) -> None:
    more = (
        "</transp><cobr><fat/><dup><nDup>001</nDup><dVenc>2026-09-03</dVenc><vDup>50.00</vDup></dup>"
        "<dup><nDup>002</nDup><dVenc>03/10/2026</dVenc><vDup>55.50</vDup></dup></cobr>"
        "<pag><detPag><tPag>15</tPag><vPag>105.50</vPag></detPag><detPag><tPag>90</tPag></detPag></pag>"
        f"<infAdic><infAdFisco>Fisco</infAdFisco><infCpl>{'x' * 4000}</infCpl></infAdic>"
    )
    found = details(nfe.replace("</transp>", more))
    assert found.instalments == (
        Instalment(number="001", due_date=date(2026, 9, 3), amount=Decimal("50.00")),
        Instalment(number="002", amount=Decimal("55.50")),
    )
    assert found.payments == (Payment(method="15", amount=Decimal("105.50")), Payment(method="90"))
    assert found.fiscal_information == "Fisco"
    assert found.additional_information == "x" * 4000


def test_layout_3_repeats_the_payment_itself(nfe: str) -> None:
    more = "</transp><pag><tPag>01</tPag><vPag>5.00</vPag></pag><pag><tPag>03</tPag></pag>"
    found = details(nfe.replace("</transp>", more))
    assert found.payments == (Payment(method="01", amount=Decimal("5.00")), Payment(method="03"))


def test_what_the_reform_adds_to_the_header(nfe: str) -> None:
    more = (
        "<cMunFGIBS>3550308</cMunFGIBS><dPrevEntrega>2026-08-20</dPrevEntrega>"
        "<tpNFDebito>01</tpNFDebito><tpNFCredito>02</tpNFCredito>"
        f"<NFref><refNFe>{OTHER}</refNFe></NFref><NFref><refCTe>{THIRD}</refCTe></NFref>"
        "<NFref><refNF><nNF>1</nNF></refNF></NFref>"
        "<gCompraGov><tpEnteGov>2</tpEnteGov><pRedutor>5.0000</pRedutor><tpOperGov>1</tpOperGov>"
        f"</gCompraGov><gPagAntecipado><refNFe>{OTHER}</refNFe><refDFe>{THIRD}</refDFe>"
        "<refDFe>junk</refDFe></gPagAntecipado></ide>"
    )
    found = details(nfe.replace("</ide>", more))
    assert found.ibs_municipality_code == "3550308"
    assert found.expected_delivery_on == date(2026, 8, 20)
    assert (found.debit_note_type, found.credit_note_type) == ("01", "02")
    assert found.referenced_keys == (OTHER, THIRD)
    assert found.advance_payment_keys == (OTHER, THIRD)
    assert found.government_purchase == GovernmentPurchase(
        entity="2", operation="1", reduction_rate=Decimal("5.0000")
    )


def test_nothing_said_is_nothing(nfe_key: str) -> None:
    bare = f'<NFe xmlns="http://www.portalfiscal.inf.br/nfe"><infNFe Id="NFe{nfe_key}"/></NFe>'
    assert details(bare) == Details(totals=Totals())

"""Past the header of a CT-e: the parts of its price, its taxes, its cargo and its way."""

from decimal import Decimal

import pytest

from malote.fiscal import Details, FiscalDocument, read
from malote.fiscal.details import Driver, Instalment, Item, Place, Transport, Vehicle, Volume

OTHER = "3526080X0J92JY000196570010000006051448679016"
THIRD = "3526080X0J92JY000196570010000006061448679010"


def document(xml: str) -> FiscalDocument:
    record = read(xml.encode())
    assert isinstance(record, FiscalDocument)
    return record


def details(xml: str) -> Details:
    found = document(xml).details
    assert found is not None
    return found


def test_the_parts_of_the_price(cte: str) -> None:
    more = "<Comp><xNome>Frete</xNome><vComp>2000.00</vComp></Comp><vRec>2250.00</vRec></vPrest>"
    found = details(cte.replace("<natOp>", "<CFOP>6353</CFOP><natOp>").replace("</vPrest>", more))
    assert found.items == (
        Item(number=1, description="Frete", cfop="6353", total_amount=Decimal("2000.00")),
    )
    assert found.totals.net_amount == Decimal("2250.00")


def test_taxes_and_totals(cte: str) -> None:
    more = (
        "<vBC>2300.00</vBC><pICMS>12.00</pICMS></ICMS00></ICMS><vTotTrib>300.00</vTotTrib>"
        "<infAdFisco>Fisco</infAdFisco><ICMSUFFim><vBCUFFim>9.00</vBCUFFim><pFCPUFFim>2.00</pFCPUFFim>"
        "<pICMSUFFim>18.00</pICMSUFFim><vFCPUFFim>0.18</vFCPUFFim><vICMSUFFim>0.54</vICMSUFFim>"
        "</ICMSUFFim><IBSCBS><CST>000</CST><cClassTrib>000001</cClassTrib><gIBSCBS><vBC>2024.00</vBC>"
        "<gIBSUF><pIBSUF>0.10</pIBSUF><vIBSUF>2.02</vIBSUF></gIBSUF><gIBSMun><pIBSMun>0.00</pIBSMun>"
        "<vIBSMun>0.00</vIBSMun></gIBSMun><vIBS>2.02</vIBS><gCBS><pCBS>0.90</pCBS><vCBS>18.22</vCBS>"
        "</gCBS></gIBSCBS></IBSCBS><vTotDFe>2320.24</vTotDFe>"
    )
    found = details(cte.replace("</ICMS00></ICMS>", more))
    assert [
        (each.name.value, each.situation, str(each.base_amount), str(each.rate), str(each.amount))
        for each in found.taxes
    ] == [
        ("icms", "00", "2300.00", "12.00", "276.00"),
        ("icms_destination", None, "9.00", "18.00", "0.54"),
        ("fcp", None, "None", "2.00", "0.18"),
        ("ibs_state", "000", "2024.00", "0.10", "2.02"),
        ("ibs_municipality", "000", "2024.00", "0.00", "0.00"),
        ("cbs", "000", "2024.00", "0.90", "18.22"),
    ]
    totals = {name: str(amount) for name, amount in found.totals if amount is not None}
    assert totals == {
        "icms_base_amount": "2300.00", "icms_amount": "276.00", "ibs_cbs_base_amount": "2024.00",
        "ibs_amount": "2.02", "ibs_state_amount": "2.02", "ibs_municipality_amount": "0.00",
        "cbs_amount": "18.22", "approximate_taxes_amount": "300.00",
        "total_with_taxes_amount": "2320.24",
    }  # fmt: skip
    assert found.fiscal_information == "Fisco"


def test_the_way_and_the_cargo(cte: str) -> None:
    ide = (
        "<modal>01</modal><cMunIni>3550308</cMunIni><xMunIni>São Paulo</xMunIni><UFIni>SP</UFIni>"
        "<cMunFim>3304557</cMunFim><xMunFim>Rio de Janeiro</xMunFim><UFFim>RJ</UFFim></ide>"
    )
    cargo = (
        "<infCTeNorm><infCarga><vCarga>99.00</vCarga><proPred>Papel</proPred>"
        "<infQ><cUnid>01</cUnid><tpMed>PESO CUBADO</tpMed><qCarga>7.0000</qCarga></infQ>"
        "<infQ><cUnid>01</cUnid><tpMed>Peso bruto</tpMed><qCarga>9.0000</qCarga></infQ>"
        "<infQ><cUnid>03</cUnid><tpMed>CAIXAS</tpMed><qCarga>4.0000</qCarga></infQ></infCarga>"
        "<infModal><rodo><RNTRC>12345678</RNTRC></rodo></infModal>"
    )
    found = details(cte.replace("</ide>", ide).replace("<infCTeNorm>", cargo))
    assert found.transport == Transport(
        modal="01",
        origin=Place(municipality_code="3550308", municipality="São Paulo", uf="SP"),
        destination=Place(municipality_code="3304557", municipality="Rio de Janeiro", uf="RJ"),
        cargo_amount=Decimal("99.00"),
        cargo_weight=Decimal("9.0000"),
        main_product="Papel",
        vehicles=(Vehicle(rntrc="12345678"),),
        volumes=(Volume(quantity=Decimal("4.0000"), species="CAIXAS"),),
    )


@pytest.mark.parametrize(
    ("measures", "weight"),
    [
        ("<infQ><cUnid>02</cUnid><tpMed>PESO</tpMed><qCarga>1.5000</qCarga></infQ>", "1500.0000"),
        ("<infQ><cUnid>01</cUnid><qCarga>1.5000</qCarga></infQ>", "1.5000"),
        ("<infQ><cUnid>02</cUnid><qCarga>much</qCarga></infQ>", None),
        ("", None),
    ],
)
def test_a_weight_is_in_kilograms(cte: str, measures: str, weight: str | None) -> None:
    cargo = f"<infCTeNorm><infCarga>{measures}</infCarga>"
    transport = details(cte.replace("<infCTeNorm>", cargo)).transport
    assert transport is not None
    assert transport.cargo_weight == (Decimal(weight) if weight else None)


def test_layout_3_had_vehicles_and_drivers(cte: str) -> None:
    road = (
        "<infCTeNorm><infModal><rodo><RNTRC>12345678</RNTRC><veic><placa>ABC1D23</placa>"
        "<UF>PR</UF></veic><moto><xNome>Maria</xNome><CPF>52998224725</CPF></moto></rodo></infModal>"
    )
    transport = details(cte.replace("<infCTeNorm>", road)).transport
    assert transport is not None
    assert transport.vehicles == (Vehicle(plate="ABC1D23", uf="PR", rntrc="12345678"),)
    assert transport.drivers == (Driver(name="Maria", tax_id="52998224725"),)


def test_keys_of_other_conveyances(cte: str, cte_key: str) -> None:
    before = (
        f"<docAnt><emiDocAnt><idDocAnt><idDocAntEle><chCTe>{OTHER}</chCTe></idDocAntEle></idDocAnt>"
        f"</emiDocAnt></docAnt><infCteSub><chCte>{THIRD}</chCte></infCteSub></infCTeNorm>"
        f"<infCteComp><chCTe>{cte_key}</chCTe></infCteComp>"
    )
    found = details(cte.replace("</infCTeNorm>", before))
    assert found.referenced_keys == (cte_key, THIRD, OTHER)


def test_instalments_and_notes(cte: str) -> None:
    more = "<cobr><dup><nDup>1</nDup><vDup>5.00</vDup></dup></cobr></infCTeNorm>"
    note = "</ide><compl><xObs>Frágil</xObs></compl>"
    found = details(cte.replace("</infCTeNorm>", more).replace("</ide>", note))
    assert found.instalments == (Instalment(number="1", amount=Decimal("5.00")),)
    assert found.additional_information == "Frágil"


def test_layout_1_carries_its_notes_under_the_sender(cte: str, nfe_key: str) -> None:
    moved = cte[: cte.index("<infCTeNorm>")] + cte[cte.index("</infCTeNorm>") + 13 :]
    old = moved.replace("</rem>", f"<infNFe><chave>{nfe_key}</chave></infNFe></rem>")
    assert document(moved).carried_keys == ()
    assert document(old).carried_keys == (nfe_key,)
